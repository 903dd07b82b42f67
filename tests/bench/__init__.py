"""Benchmarks: figures beside floors measured in the same run; never assertions."""
