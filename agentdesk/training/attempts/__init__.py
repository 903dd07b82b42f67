"""Attempts: one trainee, one scenario, one mode, as files that outlive any program's end."""
