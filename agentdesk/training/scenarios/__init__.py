"""The scenarios that are shipped, and the set-ups they begin from."""
