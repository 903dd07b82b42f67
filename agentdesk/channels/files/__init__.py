"""Out-going mail as files: .eml in a folder, or a Maildir."""
