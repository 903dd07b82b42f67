"""The rules of customer service, pure: no I/O, no await, no screen, no SQL."""
