"""What every screen is made of: theme, keys, sheets, lists."""
