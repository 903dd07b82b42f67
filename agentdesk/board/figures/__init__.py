"""Every figure by its name: what it counts, of what, by which rule, from which source."""
