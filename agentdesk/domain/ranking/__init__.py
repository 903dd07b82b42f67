"""Which answers are near to a customer's words: words, languages, an index of them. Pure."""
