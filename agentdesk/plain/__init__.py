"""The desk in plain lines: what is typed is done, what happens is told in sentences."""
