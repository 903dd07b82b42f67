"""Looking for words in texts whatever their accents, in PostgreSQL."""

from agentdesk.data.accents import to_take_apart


def has(column: str, regular: str, like: str, word: str) -> str:
    """Say that a text, folded, holds a word.

    ``regular`` and ``like`` stand for the word's expression and pattern; ``like`` may be empty
    for a word that no text of ASCII can hold.
    """
    apart = column
    for letter, plain in to_take_apart(word):
        apart = f"replace({apart}, '{letter}', '{plain}')"
    beyond = f"(octet_length({column}) > length({column}) AND {apart} ~ {regular})"
    return f"({column} ILIKE {like} ESCAPE '\\' OR {beyond})" if like else beyond
