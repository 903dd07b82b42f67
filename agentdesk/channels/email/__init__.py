"""Mail: parsing, threading and composing."""
