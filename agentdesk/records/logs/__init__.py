"""Event logs and call records of other programs: read, given our words, put in order."""
