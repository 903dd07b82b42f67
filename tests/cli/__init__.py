"""The program by its commands alone."""
