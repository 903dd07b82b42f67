"""A small sample contact center, made for trying the desk out."""
