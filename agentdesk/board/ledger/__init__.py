"""From entries of the log to records: who waited how long, what was answered, what is late."""
