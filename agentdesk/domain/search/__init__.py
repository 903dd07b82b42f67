"""Searching everything: how texts become words, what a query asks, what a hit shows. Pure."""
