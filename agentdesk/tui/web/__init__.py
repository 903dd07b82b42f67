"""The board in a browser on this machine: a guarded server in front of the board's own screen."""
