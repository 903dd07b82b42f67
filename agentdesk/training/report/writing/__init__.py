"""A report of an attempt or a class in the forms that people and programs read."""
