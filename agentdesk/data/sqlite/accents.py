"""Looking for words in texts whatever their accents, in SQLite: a function of our own.

Only texts with letters outside ASCII go through it: the others SQLite compares by itself.
"""

import re
import sqlite3
from functools import lru_cache

from agentdesk.data.accents import expression, to_take_apart

_NAME = "holds_folded"
_KNOWN = f"SELECT 1 FROM pragma_function_list WHERE name = '{_NAME}'"


def teach(db: sqlite3.Connection) -> None:
    """Let a connection know the function, once."""
    if db.execute(_KNOWN).fetchone() is None:
        db.create_function(_NAME, 2, _holds, deterministic=True)


def has(column: str, word: str, like: str, text: str) -> str:
    """Say that a text, folded, holds a word.

    ``word`` and ``like`` stand for the folded word and its pattern, ``text`` is the word itself.
    """
    beyond = f"(length(CAST({column} AS BLOB)) > length({column}) AND {_NAME}({column}, {word}))"
    # A word of other letters is in no text of ASCII.
    return f"({column} LIKE {like} ESCAPE '\\' OR {beyond})" if text.isascii() else beyond


def _holds(text: str, word: str) -> bool:
    regular, apart = _looked_for(word)
    for letter, plain in apart:
        text = text.replace(letter, plain)
    return regular.search(text) is not None


@lru_cache(maxsize=64)
def _looked_for(word: str) -> tuple[re.Pattern[str], tuple[tuple[str, str], ...]]:
    return re.compile(expression(word)), to_take_apart(word)
