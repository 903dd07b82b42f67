"""Everything in a store as files that any program reads, and back: JSON lines and mbox."""
