"""Figures over a span of time, by day, queue, channel and more, as tables, files and pages."""
