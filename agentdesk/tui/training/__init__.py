"""The training room's screens: the desk under a band, the console, a recording's review."""
