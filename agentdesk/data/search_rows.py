"""What stands at a place of the search index, made of the rows that an engine read."""

from collections.abc import Sequence
from typing import Any

from agentdesk.data.search_texts import kind_of, texts_of
from agentdesk.data.searching import ANSWER, CASE_TEXT, MESSAGE, Found
from agentdesk.domain.filters import ACTIVE, SNOOZED
from agentdesk.domain.search.hits import Hit
from agentdesk.domain.search.terms import Texts

HELD = "held"
"""How a mail stands that belongs to no case yet."""


def message(row: Sequence[Any]) -> Found | None:
    """Return a message or note; ``None`` for one that was taken back."""
    place, number, at, writer, recalled, name, address, state, wake_at, customer_id = row[:10]
    if recalled:
        return None
    case_subject, customer = row[10:12]
    values = row[12:]
    case_id, texts = values[0], texts_of(MESSAGE, values)
    hit = Hit(
        kind=kind_of(MESSAGE, values),  # type: ignore[arg-type]  # one of the kinds of hits
        ref=str(number),
        at=at,
        case_id=case_id,
        customer_id=customer_id or writer,
        customer=customer or name or address,
        title=texts.body[0] or case_subject or "",
        state=HELD if case_id is None else _stands(state, wake_at),
    )
    return Found(place, hit, texts)


def case(row: Sequence[Any]) -> Found:
    """Return a case."""
    place, number, at, state, wake_at, customer_id, customer = row[:7]
    texts = texts_of(CASE_TEXT, row[7:])
    hit = Hit(
        kind="case",
        ref=str(number),
        at=at,
        case_id=number,
        customer_id=customer_id,
        customer=customer or "",
        title=texts.body[0],
        state=_stands(state, wake_at),
    )
    return Found(place, hit, texts)


def answer(row: Sequence[Any]) -> Found:
    """Return an answer."""
    place, id, *values = row
    texts = texts_of(ANSWER, values)
    hit = Hit(
        kind="answer", ref=id, at=None, case_id=None, customer_id=None, customer="",
        title=texts.body[0], state="",
    )  # fmt: skip
    return Found(place, hit, texts)


def customer(row: Sequence[Any], contacts: Sequence[str]) -> Found:
    """Return a customer, with everything by which they can be reached."""
    place, id, name, organisation, preferred = row[:5]
    texts = Texts((name, organisation, preferred, *contacts))
    hit = Hit(
        kind="customer", ref=id, at=None, case_id=None, customer_id=id,
        customer=preferred or name, title=name, state="",
    )  # fmt: skip
    return Found(place, hit, texts)


def _stands(state: str | None, wake_at: int | None) -> str:
    if state is None:
        return ""
    return SNOOZED if wake_at is not None and state in ACTIVE else state
