"""Which case an incoming message belongs to, and whether its sender has a part in that case."""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from agentdesk.data.unit import Find, Found, State
from agentdesk.desk.contacts import normal
from agentdesk.desk.incoming import Receive
from agentdesk.desk.reply_address import proves
from agentdesk.domain.content import AWAITED
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import Setup

Proof = Literal["proven", "address", "reply", "awaited", "token"]

MAX_ADDRESSES = 5
MAX_AWAITED = 4
"""So many unknown mails are remembered of one that answers them."""

_TOKEN = re.compile(r"\[#(\d{1,15})\]")


class Candidate(msgspec.Struct, frozen=True):
    """A case that a message names, and by what."""

    case_id: int
    by: Proof
    mark: str = ""
    """What is to prove an address."""


def find(command: Receive) -> Find:
    """Look up the sender, and every message that this one may be or answer."""
    address = normal("mail", command.from_address)
    return Find(
        addresses=(("mail", address),) if address else (),
        rfc_ids=tuple(dict.fromkeys([*_named(command), *_own(command)])),
        case_references=tuple(
            (AWAITED, name)
            for name in dict.fromkeys([*_own(command), *by_bytes(command), *_named(command)])
        ),
    )


def by_bytes(command: Receive) -> tuple[str, ...]:
    """Return the reference by which a mail is known that has no Message-ID."""
    nameless = command.raw_sha256 and not command.rfc_id
    return (f"sha256:{command.raw_sha256}",) if nameless else ()


def _own(command: Receive) -> list[str]:
    return [command.rfc_id] if command.rfc_id else []


def _named(command: Receive) -> Iterator[str]:
    """Yield the ids this message names, the nearest first."""
    if command.bounced:
        yield command.bounced
    if command.in_reply_to:
        yield command.in_reply_to
    yield from reversed(command.references)


def sender_of(command: Receive, found: Found) -> str | None:
    """Return the customer whose address the message came from, if known."""
    address = normal("mail", command.from_address)
    return found.customers.get(("mail", address)) if address else None


def ours(setup: Setup) -> frozenset[str]:
    """Return the addresses from which the desk writes, as contact points are stored."""
    own = (a for q in setup.queues for a in (*q.addresses, q.from_address or ""))
    return frozenset(filter(None, (normal("mail", address) for address in own)))


def candidates(command: Receive, found: Found) -> list[Candidate]:
    """Return the cases that a message names, the surest first."""
    named: list[Candidate] = []
    if command.case_id is not None:
        named.append(Candidate(command.case_id, "proven"))
    for case_id, mark in command.named_by_address[:MAX_ADDRESSES]:
        named.append(Candidate(case_id, "address", mark))
    for rfc_id in _named(command):
        message = found.by_rfc_id.get(rfc_id)
        if message is not None and message.case_id is not None:
            named.append(Candidate(message.case_id, "reply"))
    # A mail on a case may have answered this one, or the same one, before that was here.
    for rfc_id in (*_own(command), *_named(command)):
        awaiting = found.case_references.get((AWAITED, rfc_id))
        if awaiting is not None:
            named.append(Candidate(awaiting, "awaited"))
    token = _TOKEN.search(command.subject)
    if token is not None:
        named.append(Candidate(int(token[1]), "token"))
    return list(dict.fromkeys(named))


def choose(state: State, command: Receive) -> tuple[CaseRow | None, bool]:
    """Return the case a message belongs to, and whether its sender has a part in it.

    A merged case stands for its survivor. The first case in which the sender has a part wins;
    without one, the first that exists is a suggestion for a person.
    """
    suggestion: CaseRow | None = None
    for candidate in candidates(command, state.found):
        row = state.table.get(CaseRow, candidate.case_id)
        if row is None:
            continue
        if candidate.by == "proven" or _is_proven(state, candidate, row):
            return survivor_of(state, row), True
        if _has_part(state, command, row):
            return survivor_of(state, row), True
        if candidate.by in ("address", "awaited"):
            continue
        suggestion = suggestion or survivor_of(state, row)
    return suggestion, False


def awaits(command: Receive, found: Found) -> tuple[str, ...]:
    """Return the ids of the mails a message answers that are not here yet, the nearest first."""
    unknown = (rfc_id for rfc_id in _named(command) if rfc_id not in found.by_rfc_id)
    return tuple(dict.fromkeys(unknown))[:MAX_AWAITED]


def _is_proven(state: State, candidate: Candidate, row: CaseRow) -> bool:
    """Say whether the address a message was sent to stood in one of our mails on the case."""
    return candidate.by == "address" and proves(
        candidate.case_id,
        candidate.mark,
        (
            m.rfc_id
            for m in state.messages
            if m.direction == "out" and m.rfc_id and m.case_id in (row.id, row.merged_into)
        ),
    )


def survivor_of(state: State, row: CaseRow) -> CaseRow:
    """Follow a merged case to the one it was folded into, as far as it is loaded."""
    while row.merged_into is not None:
        into = state.table.get(CaseRow, row.merged_into)
        if into is None:
            return row
        row = into
    return row


def _has_part(state: State, command: Receive, row: CaseRow) -> bool:
    """Say whether the sender is the case's customer, or has written or been written to in it."""
    if command.kind == "bounce":
        return True  # A delivery report comes from a mail server; what it names is our own mail.
    customer = sender_of(command, state.found)
    if customer is not None and customer == row.customer_id:
        return True
    address = normal("mail", command.from_address)
    return address is not None and any(
        address in {normal("mail", other) for other in (m.from_address, *m.to, *m.cc)}
        for m in state.messages
        if m.case_id in (row.id, row.merged_into)
    )
