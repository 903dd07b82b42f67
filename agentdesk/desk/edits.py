"""Taking back what was changed of a customer: words, addresses, terms, consent.

How a customer was before a change is content, kept beside them and only for the newest change; the
log says which parts it was. Taking it back exchanges the two, and so does doing it again. What
somebody has changed of the customer since stands, and with it everything before.

Consent is append-only: every word that was ever given stays on record. So taking one back appends
a word that says what held before, or that nothing is allowed, with the source ``undo``, by which
everybody sees that it was not the customer's.
"""

from typing import Any

import msgspec

from agentdesk.data.unit import CommandRecord, Refused
from agentdesk.desk.customer_facts import facts_of, told
from agentdesk.desk.entitling import level_cases
from agentdesk.desk.remembering import EDITED, as_text, tell_edit
from agentdesk.desk.story import Story
from agentdesk.domain.care_rows import ConsentRow
from agentdesk.domain.content import ConsentText, ContactPoint, MovedContact
from agentdesk.domain.events import ConsentChanged
from agentdesk.domain.rows import CustomerRow, UndoneRow

CONSENTED = "consented"
"""Where a command's result keeps the :class:`Word` that its undo needs."""
BY_UNDO = "undo"
"""The source of a word that takes another one back."""


class Word(msgspec.Struct, frozen=True):
    """What a customer said about a purpose and channel, and what held before; codes only."""

    customer_id: str
    purpose: str
    channel: str
    given: bool
    source: str
    at: int
    before: bool
    """Whether it was allowed before."""
    before_at: int | None
    """Since when; ``None`` when nothing was said before."""


def word_of(story: Story, event: ConsentChanged, before: ConsentRow | None) -> dict[str, Any]:
    """Return what the result of a change of consent keeps."""
    word = Word(
        event.customer_id,
        event.purpose,
        event.channel,
        event.given,
        event.source,
        story.now,
        before is not None and before.given,
        before.at if before is not None else None,
    )
    return {CONSENTED: msgspec.to_builtins(word)}


# ---- for undo and redo


def _consented_by(record: CommandRecord) -> Word | None:
    kept: Any = record.result.get(CONSENTED)
    return None if kept is None else msgspec.convert(kept, Word)


def changed_by(record: CommandRecord) -> tuple[str, ...]:
    """Return the customer that a command changed, or nobody."""
    word = _consented_by(record)
    edited: str | None = record.result.get(EDITED)
    return tuple(filter(None, (edited, word.customer_id if word else None)))


def kept_of(record: CommandRecord) -> dict[str, Any]:
    """Return what a redo's own record keeps, so that it can be undone again."""
    return {name: record.result[name] for name in (EDITED, CONSENTED) if name in record.result}


def exchange(story: Story, record: CommandRecord, target: str, *, back: bool) -> dict[str, Any]:
    """Take back what a command changed of a customer, or (not ``back``) do it again.

    Nothing for other commands. Returns what the result keeps. Raises ``Refused`` when something of
    the customer was changed since.
    """
    for customer_id in changed_by(record):
        facts_of(story.state, customer_id)
    word = _consented_by(record)
    kept = kept_of(record)
    if word is not None:
        kept |= _say_again(story, record, word, back=back)
    if record.result.get(EDITED) is not None:
        _swap(story, record, target)
    return kept


def _say_again(story: Story, record: CommandRecord, word: Word, *, back: bool) -> dict[str, Any]:
    row = story.table.get(ConsentRow, word.customer_id, word.purpose, word.channel)
    if row is None or not (row.at == word.at if back else _took_back(story, record, row)):
        raise _stands(record)
    # A moment later, so that the word taken back stays on record beside it.
    at = max(story.now, row.at + 1)
    earlier = word.before_at if back else word.at
    texts = (text for text in story.state.consents if _is_of(text, word) and text.at == earlier)
    wording = next((text.wording for text in texts), "")
    event = ConsentChanged(
        customer_id=word.customer_id,
        purpose=word.purpose,
        channel=word.channel,
        given=word.before if back else word.given,
        source=BY_UNDO if back else word.source,
    )
    story.tell_at(at, event)
    story.keep(ConsentText(word.customer_id, word.purpose, word.channel, at, wording))
    return {CONSENTED: msgspec.to_builtins(msgspec.structs.replace(word, at=at))}


def _took_back(story: Story, record: CommandRecord, row: ConsentRow) -> bool:
    """Say whether the word that counts is the one that took this command's back."""
    undone = story.state.table.get(UndoneRow, record.command_id)
    return row.source == BY_UNDO and undone is not None and row.at - undone.at in (0, 1)


def _is_of(text: ConsentText, word: Word) -> bool:
    return (text.customer_id, text.purpose, text.channel) == (
        word.customer_id,
        word.purpose,
        word.channel,
    )


def _stands(record: CommandRecord) -> Refused:
    return Refused(
        f"“{record.label}” stands, because something of the customer was changed since.", "later"
    )


def _swap(story: Story, record: CommandRecord, target: str) -> None:
    """Exchange what a customer is with what the newest change of them remembers."""
    state, customer_id = story.state, str(record.result[EDITED])
    edit, person = state.edits.get(customer_id), state.people.get(customer_id)
    facts = story.table.one(CustomerRow, customer_id)
    if edit is None or person is None or edit.command != target:
        raise _stands(record)
    taken = [state.owners.get(point) not in (None, customer_id) for point in edit.removed]
    if any(taken):
        raise Refused(
            f"“{record.label}” stands, because an address or number is another customer's now.",
            "later",
        )
    words_now = {name: as_text(getattr(person, name)) for name in edit.words}
    facts_now = {name: as_text(getattr(facts, name)) for name in edit.facts}
    if edit.words:
        changes = {name: _as_value(getattr(person, name), v) for name, v in edit.words.items()}
        story.keep(msgspec.structs.replace(person, **changes))
    for kind, value in edit.added:
        if state.owners.get((kind, value)) == customer_id:
            story.drop(ContactPoint, kind, value)
            story.drop(MovedContact, kind, value)
    for point in edit.removed:
        story.keep(_point(point, customer_id))
    if edit.facts:
        terms = {name: _as_value(getattr(facts, name), v) for name, v in edit.facts.items()}
        story.tell(told(msgspec.structs.replace(facts, **terms)))
        level_cases(story, customer_id)
    tell_edit(
        story,
        msgspec.structs.replace(
            edit, words=words_now, facts=facts_now, added=edit.removed, removed=edit.added
        ),
    )


def _point(point: tuple[str, str], customer_id: str) -> ContactPoint:
    kind, value = point
    return ContactPoint(kind, value, customer_id)  # type: ignore[arg-type]  # it was one before


def _as_value(now: object, text: str) -> object:
    return text == "yes" if isinstance(now, bool) else text
