"""A scenario carried out: everything it does by itself, through the desk's own use-cases."""
