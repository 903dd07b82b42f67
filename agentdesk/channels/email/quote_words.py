"""The words that mail programs write around an answered mail, read from ``quote_words.txt``.

That table is the only place for such words; whatever folds quotes and signatures is compiled from
it. Its kinds:

- ``wrote``: the verb of an introduction ("On 2 April, Ann wrote:"); ``wrote_then`` may have the
  name behind it ("Am 2. April schrieb Ann:"); ``starts`` begins an introduction.
- ``sender``, ``sent``, ``date``, ``to``, ``cc``, ``subject``, ``other``: the labels of a quoted
  mail's headers.
- ``original``, ``forwarded``: stand between dashes above a mail that is answered or passed on.
- ``above``: says that the answer belongs above a line.
- ``device``: begins the line that a phone puts under a mail; ``device_end`` ends one.
- ``away``: begins the subject of an automatic answer; ``bounce`` stands in that of a report of a
  mail that did not arrive.
"""

import re
from functools import cache
from importlib.resources import files

KINDS = (
    "wrote",
    "wrote_then",
    "starts",
    "sender",
    "sent",
    "date",
    "to",
    "cc",
    "subject",
    "other",
    "original",
    "forwarded",
    "above",
    "device",
    "device_end",
    "away",
    "bounce",
)


@cache
def table() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the words by language and kind."""
    source = files("agentdesk.channels.email").joinpath("quote_words.txt").read_text("utf-8")
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    language: dict[str, tuple[str, ...]] = {}
    for line in source.splitlines():
        if line.startswith("["):
            language = found.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            kind, _, words = line.partition(": ")
            language[kind] = tuple(word.strip() for word in words.split("|"))
    return found


@cache
def every(kind: str) -> tuple[str, ...]:
    """Return all languages' words of one kind, each once, the longest first."""
    found = {word for language in table().values() for word in language.get(kind, ())}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def alternatives(*kinds: str) -> str:
    """Return a regular expression for any word of these kinds, blanks being any blanks."""
    words = sorted({word for kind in kinds for word in every(kind)}, key=lambda w: (-len(w), w))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
