"""The use-cases: the only door through which the work is changed."""
