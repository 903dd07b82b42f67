"""The function by which the triggers of the search index make words: known to every connection."""

import sqlite3
from functools import lru_cache
from typing import Any


def teach(db: sqlite3.Connection) -> None:
    """Let a connection know the function. Little is imported: the first row needs the rest."""
    db.create_function("search_words", -1, _words, deterministic=True)


# A row's words are asked for two or three times in a row.
@lru_cache(maxsize=4)
def _words(source: int, *values: Any) -> str:
    from agentdesk.data.search_texts import words_for

    return " ".join(words_for(source, values))
