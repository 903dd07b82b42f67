"""How a text becomes the words of the search index: the same on both engines, because it is here.

Words are folded (:func:`agentdesk.text.fold_whole`): small letters, no accents. Scripts that put
no blanks between words (Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese) are kept as *pairs*
of neighbouring signs, and the last sign of a run alone: every sign begins one word of the index, so
any piece of such a text can be looked for.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agentdesk.text import fold_whole

MOST_SIGNS = 200_000
"""How much of one text is looked at; what stands behind is not found."""
MOST_WORDS = 16_000
"""How many different words one text gives at most."""
LONGEST = 64
"""Words are cut to this length, in the index and in a query."""

BREAK = "\x1f"
"""Stands between two fields of a text, so that no phrase reaches across."""

# Marks that belong to the letter before them, outside Latin, Greek and Cyrillic.
_MARKS = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983"
    "\u09bc-\u09cd\u09d7\u09e2\u09e3\u0a01-\u0a03\u0a3c-\u0a51\u0a70-\u0a75\u0a81-\u0a83\u0abc-\u0acd"
    "\u0ae2\u0ae3\u0b01-\u0b03\u0b3c-\u0b57\u0b62\u0b63\u0b82\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04\u0c3c"
    "\u0c3e-\u0c56\u0c62\u0c63\u0c81-\u0c83\u0cbc-\u0cd6\u0ce2\u0ce3\u0d00-\u0d03\u0d3b-\u0d4d\u0d57"
    "\u0d62\u0d63\u0d81-\u0d83\u0dca-\u0ddf\u0df2\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1"
    "\u0eb4-\u0ebc\u0ec8-\u0ece\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e\u0f3f\u0f71-\u0f84\u0f86\u0f87"
    "\u0f8d-\u0fbc\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074"
    "\u1082-\u108d\u108f\u109a-\u109d\u17b4-\u17d3\u17dd\u3099\u309a\u200c\u200d"
)
SIGN = rf"(?:[^\W_]|[{_MARKS}])"
"""One sign of a word, as a regular expression."""
_SPACELESS = (
    "\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1100-\u11ff\u1780-\u17d3\u3005-\u3007\u3041-\u30ff"
    "\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
RUN_SIGN = f"[{_SPACELESS}]"
"""One sign of a script without blanks, as a regular expression."""
_WORD = re.compile(f"{SIGN}+")
_PLAIN_WORD = re.compile("[a-z0-9]+")
_RUN = re.compile(f"{RUN_SIGN}+|[^{_SPACELESS}]+")
_IN_A_RUN = re.compile(RUN_SIGN)


class Piece(NamedTuple):
    """A word of a folded text, or a run of signs of a script without blanks."""

    text: str
    run: bool


def pieces(folded: str) -> Iterator[Piece]:
    """Yield the words and runs of a folded text, in order."""
    for match in _WORD.finditer(folded):
        word = match[0]
        if word.isascii() or _IN_A_RUN.search(word) is None:
            yield Piece(word[:LONGEST], False)
            continue
        for part in _RUN.findall(word):
            run = _IN_A_RUN.match(part) is not None
            yield Piece(part if run else part[:LONGEST], run)


def words_of(text: str) -> Iterator[str]:
    """Yield the words under which a text is found; some come more than once."""
    folded = fold_whole(text[:MOST_SIGNS])
    if folded.isascii():
        yield from (word[:LONGEST] for word in _PLAIN_WORD.findall(folded))
        return
    for piece in pieces(folded):
        if piece.run:
            yield from pairs(piece.text)
            yield piece.text[-1]
        else:
            yield piece.text


def pairs(run: str) -> Iterator[str]:
    """Yield the neighbours of a run, two by two."""
    return (run[at : at + 2] for at in range(len(run) - 1))


# Words that no text can hold say what a text is: they begin with a colon.
FROM, TO, CASE, KIND = ":f", ":t", ":c", ":k"


def index_words(
    kind: str,
    texts: Iterable[str],
    *,
    case_id: int | None = None,
    sender: Iterable[str] = (),
    receivers: Iterable[str] = (),
) -> list[str]:
    """Return the words under which something is kept in the index, each once."""
    found = [f"{KIND}{kind}"]
    if case_id is not None:
        found.append(f"{CASE}{case_id}")
    came, went = _all(sender), _all(receivers)
    found += [FROM + word for word in came] + [TO + word for word in went]
    found += [*came, *went, *_all(texts)]
    return list(dict.fromkeys(found))[:MOST_WORDS]


def _all(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in words_of(text)]
