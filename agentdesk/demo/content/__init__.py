"""The sample center in words: its people, what they write, what they know."""
