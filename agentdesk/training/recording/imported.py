"""Makes contacts of another program's log: rows of events, or call records with their waits."""

from collections.abc import Iterable
from operator import attrgetter

from agentdesk.clock import HOUR
from agentdesk.desk.log_rows import LogRow
from agentdesk.domain.setup import Setup
from agentdesk.training.recording.visits import Did, Said, Shift, Visit

USUAL = 8 * HOUR
"""How much of a log becomes a scenario, if nobody says it."""

WORDS = {
    "assigned": "took",
    "released": "released",
    "replied": "answered",
    "note": "noted",
    "waiting": "asked",
    "waiting_third_party": "waited",
    "escalated": "escalated",
    "transferred": "transferred",
    "returned": "returned",
    "prioritised": "prioritised",
    "resolved": "resolved",
    "reopened": "reopened",
}
"""What a row's act is here."""
FELT = ("resolved", "asked", "answered", "connected")


def first_hours(rows: Iterable[LogRow]) -> tuple[int, int]:
    """Return the hours of a log with which it begins, from the full hour on.

    Raises ``ValueError`` for a log without rows.
    """
    first = min((row.at for row in rows), default=None)
    if first is None:
        raise ValueError("The log has no rows that could be read.")
    return first // HOUR * HOUR, first // HOUR * HOUR + USUAL


def shift_of(
    rows: Iterable[LogRow], setup: Setup, begins: int, ends: int, queue: str, *, seat: str = ""
) -> Shift:
    """Return what began within a window of a log; ``queue`` is for rows that name none.

    ``seat`` narrows it to the contacts that one person had.
    """
    courses: dict[tuple[bool, str], list[LogRow]] = {}
    left: dict[str, int] = {}
    for row in sorted(rows, key=attrgetter("at")):
        courses.setdefault((row.act.startswith("call."), row.ref), []).append(row)
    every: list[Visit] = []
    for (is_call, _), some in courses.items():
        if not begins <= some[0].at < ends:
            continue
        if any(row.act in ("spam", "duplicate") for row in some):
            left["spam or duplicate"] = left.get("spam or duplicate", 0) + 1
            continue
        kept = [row for row in some if row.at < ends]
        every.append(_call(some, setup, queue) if is_call else _case(kept, setup, queue))
    every.sort(key=lambda visit: (visit.at, visit.ref))
    visits = [one for one in every if not seat or any(did.by == seat for did in one.did)]
    return Shift(
        begins, ends, setup.zone, tuple(visits), left_out=left, waits=tuple(every if seat else ())
    )


def _first(rows: Iterable[LogRow], field: str, otherwise: str) -> str:
    return next((str(getattr(row, field)) for row in rows if getattr(row, field)), otherwise)


def _call(rows: list[LogRow], setup: Setup, queue: str) -> Visit:
    """Return a call: when it came, how long it waited, whether somebody was reached."""
    first = rows[0]
    place = _first(rows, "queue", queue)
    talk = next((row for row in rows if row.act == "call.connected"), None)
    left = next((row for row in rows if row.act == "call.abandoned"), None)
    over = talk or left or next((r for r in rows if r.act == "call.flowed_out"), None)
    did = () if talk is None else (Did(talk.at, "connected", "", talk.person),)
    ended = next((row for row in rows if row.act == "call.ended"), None)
    if ended is not None and talk is not None:
        did = (*did, Did(ended.at, "ended", "", talk.person))
    return Visit(
        ref=f"call {first.ref}",
        at=first.at,
        queue=place,
        channel=_first(rows, "channel", "call"),
        customer=first.customer,
        type=setup.queue(place).type,
        language=setup.queue(place).language,
        waited_ms=None if over is None else over.at - first.at,
        gave_up=left is not None,
        did=did,
    )


def _case(rows: list[LogRow], setup: Setup, queue: str) -> Visit:
    """Return a case: who came, what they wrote next, what was done."""
    place = _first(rows, "queue", queue)
    acts = [
        Did(row.at, WORDS[row.act], _detail(row), row.person)
        for row in rows
        if row.act in WORDS and row.person not in ("customer", "system")
    ]
    answered = next((act for act in acts if act.word in ("answered", "connected")), None)
    done = next((row for row in reversed(rows) if row.act == "resolved"), None)
    return Visit(
        ref=rows[0].ref,
        at=rows[0].at,
        queue=place,
        channel=_first(rows, "channel", "mail"),
        customer=_first(rows, "customer", ""),
        type=_first(rows, "type", setup.queue(place).type),
        priority=int(_first(rows, "priority", "0")) or None,
        language=setup.queue(place).language,
        disposition=done.disposition if done is not None else "",
        waited_ms=None if answered is None else answered.at - rows[0].at,
        said=tuple(_said(rows[1:], rows[0].at, acts)),
        did=tuple(acts),
    )


def _detail(row: LogRow) -> str:
    if row.act == "resolved":
        return row.disposition
    if row.act == "transferred":
        return row.queue
    return str(row.priority) if row.act == "prioritised" and row.priority else ""


def _said(rows: Iterable[LogRow], since: int, acts: list[Did]) -> Iterable[Said]:
    for row in rows:
        if row.act != "customer_wrote":
            continue
        felt = min(
            (act for act in acts if since <= act.at <= row.at and act.word in FELT),
            key=lambda act: (FELT.index(act.word), -act.at),
            default=None,
        )
        on, after = ("silence", since) if felt is None else (felt.word, felt.at)
        yield Said(row.at, on, max(1_000, row.at - after))
        since = row.at


def names_in(rows: Iterable[LogRow]) -> set[str]:
    """Return everything in a log that names somebody or something of theirs."""
    found: set[str] = set()
    for row in rows:
        found |= {row.customer, row.ref.rpartition(" ")[0] or row.ref, row.case}
        found |= {row.person, row.owner}
    return found - {"", "customer", "system"}
