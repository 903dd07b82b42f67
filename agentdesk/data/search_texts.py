"""What of each table's rows is in the search index, and which words that makes.

The same for both engines: SQLite calls :func:`words_for` from its triggers, PostgreSQL is given the
words with the rows.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from agentdesk.data.searching import ANSWER, CASE_TEXT, CONTACT, CUSTOMER, MESSAGE
from agentdesk.domain.content import Answer, CaseText, ContactPoint, Customer, Message
from agentdesk.domain.row import Row
from agentdesk.domain.search.terms import Texts
from agentdesk.domain.search.words import index_words

SOURCES: dict[type[Row], int] = {
    Message: MESSAGE,
    CaseText: CASE_TEXT,
    Answer: ANSWER,
    Customer: CUSTOMER,
    ContactPoint: CONTACT,
}
"""The tables whose texts are found, and the number of each."""
COLUMNS: dict[int, tuple[str, ...]] = {
    MESSAGE: (
        "case_id", "direction", "author", "from_name", "from_address", "to", "cc", "subject",
        "body", "fields",
    ),
    CASE_TEXT: ("case_id", "subject", "summary"),
    ANSWER: ("name", "shortcut", "body", "tags"),
    CUSTOMER: ("name", "preferred_name", "organisation"),
    CONTACT: ("value",),
}  # fmt: skip
"""Which columns the words are made of."""

INDEX = "search index"
"""What ``store migrate`` did where the schema was right and only the index lacked something."""
Told = Callable[[int, int], None]
"""Hears how many rows were looked at for the index so far, and of how many."""


def untold(looked: int, total: int) -> None:
    """Hear it where nobody wants to know."""


_strings = msgspec.json.Decoder(list[str]).decode
_mapping = msgspec.json.Decoder(dict[str, str]).decode


def kind_of(source: int, values: Sequence[Any]) -> str:
    """Return what kind of hit something is."""
    if source == MESSAGE:
        return "note" if values[1] == "note" else "message"
    return {CASE_TEXT: "case", ANSWER: "answer"}.get(source, "customer")


def texts_of(source: int, values: Sequence[Any]) -> Texts:
    """Return the texts of a row, given its :data:`COLUMNS` as they are stored; the title first."""
    if source == MESSAGE:
        _, direction, author, name, address, to, cc, subject, body, fields = values
        said = tuple(value for key, value in _mapping(fields).items() if key in _SAID)
        sender = tuple(filter(None, (name, address, author)))
        receivers = () if direction == "note" else (*_strings(to), *_strings(cc))
        return Texts((subject, body, *said), sender, receivers)
    if source == CASE_TEXT:
        return Texts((values[1], values[2], str(values[0])))
    if source == ANSWER:
        return Texts((values[0], values[2], values[1], *_strings(values[3])))
    if source == CUSTOMER:
        name, preferred, organisation = values
        return Texts((name, organisation, preferred))
    return Texts((values[0],))


_SAID = ("known", "tried", "expected", "promised")
"""The fields of a hand-over that somebody wrote."""


def words_for(source: int, values: Sequence[Any]) -> list[str]:
    """Return the words under which a row is found."""
    texts = texts_of(source, values)
    return index_words(
        kind_of(source, values),
        texts.body,
        case_id=values[0] if source in (MESSAGE, CASE_TEXT) else None,
        sender=texts.sender,
        receivers=texts.receivers,
    )
