"""Who did what, when, and to which case: the log as a list that people can read.

Leads and administrators, privacy officers and those who look after quality see everybody's acts,
others their own. It is read from the end of the log in short steps, so a page comes at once
however long the log is.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from agentdesk.board.telling import Words
from agentdesk.data.readings import LogReads
from agentdesk.domain.events import Entry
from agentdesk.domain.parts import Role
from agentdesk.domain.setup import PersonSetup, Setup
from agentdesk.seat.audit_words import words_of
from agentdesk.text import fold

SYSTEM, CUSTOMER = "system", "customer"
SEES_ALL: tuple[Role, ...] = ("lead", "admin", "privacy_officer", "quality")
PAGE = 100
"""How many lines are fetched at a time."""
STEP = 1_000
"""How many entries are read at once on the way back."""
LOOKED_AT = 200_000
"""How far back one page looks for what fits before it asks whether to go on."""

KINDS: dict[str, tuple[str, ...]] = {
    "looks": ("field.read", "customer.exported"),
    "privacy": (
        *("field.read", "customer.exported", "customer.erased", "hold.changed"),
        *("message.redacted", "content.removed", "drafts.dropped", "consent.changed"),
    ),
    "undone": ("command.undone", "command.redone"),
    "people": ("agent.state_changed",),
    "setup": ("setup.changed", "import.began", "import.ended", "answer.changed"),
    "escalated": ("case.escalated", "case.returned", "case.transferred"),
    "resolved": ("case.resolved", "case.reopened", "case.closed"),
    "goodwill": ("goodwill.granted",),
}
"""Sorts of acts by the word that asks for them."""


class Wanted(msgspec.Struct, frozen=True):
    """Which lines; a field left out asks for nothing."""

    person: str = ""
    case_id: int | None = None
    what: str = ""
    """One of :data:`KINDS`."""
    since: int | None = None
    until: int | None = None
    text: str = ""
    """Words that must all stand in the line."""
    everything: bool = False
    """What the desk and customers do too, not only people; and what clocks did."""


class AuditLine(msgspec.Struct, frozen=True):
    """One act. ``at`` is when it was recorded."""

    seq: int
    at: int
    actor: str
    who: str
    words: str
    kind: str
    case_id: int | None = None


class AuditPage(NamedTuple):
    """Lines, the newest first; ``before`` is where the next page goes on, ``None`` at the end."""

    lines: tuple[AuditLine, ...]
    before: int | None


def narrowed(wanted: Wanted, me: PersonSetup) -> Wanted:
    """Return what of it a person may see: their own acts, unless their role sees all."""
    if me.role in SEES_ALL:
        return wanted
    return msgspec.structs.replace(wanted, person=me.id)


async def audit_page(
    reads: LogReads,
    setup: Setup,
    zone: str,
    wanted: Wanted,
    *,
    before: int | None = None,
    limit: int = PAGE,
) -> AuditPage:
    """Return a page of what fits, from before an entry back. Raises ``StoreError``."""
    words = Words(setup, zone)
    last = await reads.last_seq() if before is None else before - 1
    stop = max(0, last - LOOKED_AT)
    found: list[AuditLine] = []
    while last > stop:
        first = max(0, last - STEP)
        if wanted.case_id is None:
            entries: Sequence[Entry] = await reads.entries(first, limit=last - first)
        else:
            entries, first = await _of_case(reads, wanted.case_id, last), 0
        for line in _fitting(reversed(entries), words, wanted):
            found.append(line)
            if len(found) == limit:
                return AuditPage(tuple(found), line.seq)
        if wanted.since is not None and entries and entries[0].recorded_at < wanted.since:
            return AuditPage(tuple(found), None)
        last = first
    return AuditPage(tuple(found), last + 1 if last else None)


async def _of_case(reads: LogReads, case_id: int, last: int) -> Sequence[Entry]:
    return [entry for entry in await reads.streams((case_id,)) if entry.seq <= last]


def _fitting(entries: Iterable[Entry], words: Words, wanted: Wanted) -> Iterator[AuditLine]:
    asked = fold(wanted.text).split()
    for entry in entries:
        if not _is_meant(entry, wanted):
            continue
        line = _line(entry, words)
        written = fold(f"{line.who} {line.words} {line.case_id or ''}") if asked else ""
        if line.words and all(word in written for word in asked):
            yield line


def _is_meant(entry: Entry, wanted: Wanted) -> bool:
    actor = entry.fact.actor
    if wanted.person:
        by_whom = actor == wanted.person
    else:
        by_whom = wanted.everything or actor not in (SYSTEM, CUSTOMER)
    kinds = KINDS.get(wanted.what)
    kind = entry.fact.event.kind
    if kinds is None and not wanted.everything and kind.startswith("sla."):
        # A clock that starts or stops follows from an act; it is none.
        return False
    return (
        by_whom
        and (kinds is None or kind in kinds)
        and (wanted.since is None or entry.recorded_at >= wanted.since)
        and (wanted.until is None or entry.recorded_at <= wanted.until)
    )


def _line(entry: Entry, words: Words) -> AuditLine:
    fact = entry.fact
    return AuditLine(
        entry.seq,
        entry.recorded_at,
        fact.actor,
        words.who(fact.actor),
        words_of(fact.event, words, fact.actor),
        fact.event.kind,
        getattr(fact.event, "of_case", None) or fact.case_id,
    )
