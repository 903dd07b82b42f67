"""Every command of the program: parse, call, print."""
