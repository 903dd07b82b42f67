"""How customers reach the desk and are answered."""
