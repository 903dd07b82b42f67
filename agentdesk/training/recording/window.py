"""Cuts a window out of a desk's store, and writes into its audit whose data was read for it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from agentdesk.clock import HOUR
from agentdesk.data.readings import Reads
from agentdesk.data.store import Store
from agentdesk.data.telling import carry_out
from agentdesk.data.unit import Refused
from agentdesk.desk.auditing import ReadFields
from agentdesk.desk.registry import USE_CASES
from agentdesk.domain.content import (
    Answer,
    CaseText,
    ContactPoint,
    Customer,
    Message,
    Organisation,
    Part,
)
from agentdesk.domain.events import CaseCreated, Entry
from agentdesk.domain.personal import ERASED_NAME, MASKED_FIELDS
from agentdesk.domain.rows import CustomerRow
from agentdesk.domain.setup import PersonSetup, Setup
from agentdesk.training.recording.backlog import active_at, comes_back
from agentdesk.training.recording.reading_log import ERASED, WITHOUT, Calls, Course, visits_of
from agentdesk.training.recording.visits import Shift, Visit

PAGE = 2_000
MOST = 2_000
"""So many contacts a recording holds."""
CASES = 400
"""So many cases are read at once."""
REASON = "recording"
"""What the audit says of a look that a recording made."""
LATER = HOUR
"""A call of the window may end so much behind it."""

T = TypeVar("T")


class Text(msgspec.Struct, frozen=True):
    """Something a customer wrote: whose, which message, its words."""

    message: int
    customer: str
    body: str


class Window(msgspec.Struct, frozen=True):
    """What was read of a store: a shift, who its people are, what they wrote."""

    shift: Shift
    setup: Setup
    answers: tuple[Answer, ...]
    customers: tuple[Customer, ...]
    contacts: tuple[ContactPoint, ...]
    organisations: tuple[Organisation, ...]
    texts: tuple[Text, ...]
    others: tuple[str, ...]
    """Everything else that was written: subjects, our own texts, names of files."""
    senders: tuple[tuple[str, str], ...] = ()
    """What customers call themselves in their mails: whose it is, and the name."""


async def read_window(
    store: Store,
    person: PersonSetup,
    begins: int,
    ends: int,
    *,
    queues: Sequence[str] = (),
    seat: str = "",
    without: Sequence[str] = (),
    fresh: bool = False,
) -> Window:
    """Read a window of a store for somebody who may, which its audit then tells.

    ``queues`` and ``seat`` narrow it to some queues, or to the cases that one person had;
    ``fresh`` to those that began in it.
    Raises ``Refused``.
    """
    if person.role != "lead":
        raise Refused("Only a lead records a shift: ask one of yours to do it.")
    reads = store.reads
    setup = await reads.setup()
    answers = await reads.answers()
    # Nothing of anybody has been read yet but that they came.
    cases, calls = await _scanned(reads, begins, ends, fresh=fresh)
    if not queues and not seat:
        _few_enough(len(cases))
    found = await _courses(reads, cases, answers, begins, ends)
    held = {row.customer_id for row in await reads.privacy.holds()}
    left: Counter[str] = Counter()
    visits: list[Visit] = []
    waits = calls.waits()
    for id, (course, visit) in found.items():
        # A known event is nobody's contact; who waited for nothing from us was not there.
        if course.outage is not None or visit is None:
            continue
        if why := _why_not(visit, course.tags, course.gone, held, setup, without):
            left[why] += 1
        elif _wanted(visit, queues, seat):
            visits.append(_with_wait(visit, waits.get(id)))
    if not seat:
        visits += _without_case(calls, setup, begins, ends, queues)
    _few_enough(len(visits))
    visits, people = await _people(reads, await _told(store, person, visits, left), left)
    visits.sort(key=lambda visit: (visit.at, visit.ref))
    declared = (course.outage for course, _ in found.values() if course.outage is not None)
    outages = tuple(outage for outage in declared if outage.at >= begins)
    shift = Shift(begins, ends, setup.zone, tuple(visits), outages, dict(+left))
    return Window(
        shift=shift,
        setup=setup,
        answers=answers,
        customers=tuple(row for row in people if isinstance(row, Customer)),
        contacts=tuple(row for row in people if isinstance(row, ContactPoint)),
        organisations=await reads.organisations(),
        texts=_texts(people, visits),
        others=_others(people),
        senders=_senders(people),
    )


async def _scanned(reads: Reads, begins: int, ends: int, *, fresh: bool) -> tuple[set[int], Calls]:
    """Return the cases that began in a window, or may have waited in it, and the calls of it."""
    after = await _before(reads, begins)
    cases: set[int] = set() if fresh else await active_at(reads, after)
    calls = Calls()
    while True:
        page = await reads.entries(after, limit=PAGE)
        for entry in page:
            _look(entry, begins, ends, cases, calls)
            if not fresh and entry.fact.at < ends and (back := comes_back(entry)) is not None:
                cases.add(back)
        if len(page) < PAGE or page[-1].recorded_at >= ends + LATER:
            return cases, calls
        after = page[-1].seq


def _look(entry: Entry, begins: int, ends: int, cases: set[int], calls: Calls) -> None:
    calls.take(entry)
    event = entry.fact.event
    if isinstance(event, CaseCreated) and begins <= entry.fact.at < ends:
        cases.add(event.case_id)


async def _courses(
    reads: Reads, cases: set[int], answers: Sequence[Answer], begins: int, ends: int
) -> dict[int, tuple[Course, Visit | None]]:
    """Return how cases went as long as a window lasted, and what contact each was."""
    tags = {answer.id: answer.tags for answer in answers}
    found: dict[int, tuple[Course, Visit | None]] = {}
    for some in _chunks(sorted(cases), CASES):
        found |= visits_of(await reads.streams(some), tags, begins, ends)
    return found


async def _before(reads: Reads, at: int) -> int:
    """Return the seq of the newest entry that was recorded before an instant, by halving."""
    low, high = 0, await reads.last_seq()
    while low < high:
        middle = (low + high + 1) // 2
        page = await reads.entries(middle - 1, limit=1)
        if page and page[0].recorded_at < at:
            low = middle
        else:
            high = middle - 1
    return low


def _few_enough(count: int) -> None:
    """Raise ``Refused`` for more contacts than anybody could be trained with."""
    if count > MOST:
        sentence = f"{count:,} contacts fall into that window; a scenario holds {MOST:,} at most."
        raise Refused(
            f"{sentence} Choose a shorter one, or narrow it with --queue, --seat or --fresh."
        )


def _why_not(
    visit: Visit, tags: set[str], gone: str, held: set[str], setup: Setup, without: Sequence[str]
) -> str:
    """Say why a case cannot be recorded; ``""`` if it can."""
    if gone:
        return gone
    if tags & {*WITHOUT, *without}:
        return "flagged as special-category data"
    if visit.customer in held:
        return "under legal hold"
    if not any(queue.id == visit.queue for queue in setup.queues):
        return "of a queue that is no more"
    return ""


def _wanted(visit: Visit, queues: Sequence[str], seat: str) -> bool:
    if queues and visit.queue not in queues:
        return False
    return not seat or any(one.by == seat for one in visit.did)


def _without_case(
    calls: Calls, setup: Setup, begins: int, ends: int, queues: Sequence[str]
) -> list[Visit]:
    """Return the calls that became no case, of queues that there still are."""
    there = {queue.id for queue in setup.queues}
    alone = calls.alone(begins, ends)
    return [visit for visit in alone if visit.queue in there and _wanted(visit, queues, "")]


def _with_wait(visit: Visit, wait: tuple[int, int, bool] | None) -> Visit:
    if wait is None:
        return visit
    at, waited, gave_up = wait
    return replace(visit, at=min(at, visit.at), waited_ms=waited, gave_up=gave_up)


async def _told(
    store: Store, person: PersonSetup, visits: Sequence[Visit], left: Counter[str]
) -> list[Visit]:
    """Return the contacts whose customers may be read, once the audit says that they are."""
    read = await _audited(store, person, sorted({v.customer for v in visits if v.customer}))
    kept = [visit for visit in visits if visit.customer in {"", *read}]
    left[ERASED] += len(visits) - len(kept)
    return kept


async def _audited(store: Store, person: PersonSetup, customers: Sequence[str]) -> set[str]:
    """Write into the audit that a person reads all there is of some customers; return of whom.

    Whoever it cannot be written of is not read.
    """
    group = f"{REASON}-{uuid4().hex}"
    commands = [
        ReadFields(
            command_id=f"{group}-{number}",
            actor=person.id,
            group=group,
            customer_id=customer,
            fields=MASKED_FIELDS,
            reason=REASON,
        )
        for number, customer in enumerate(customers)
    ]
    results = await carry_out(store, USE_CASES["read_fields"], commands)
    return {
        command.customer_id
        for command, result in zip(commands, results, strict=True)
        if not isinstance(result, Refused)
    }


async def _people(
    reads: Reads, visits: Sequence[Visit], left: Counter[str]
) -> tuple[list[Visit], list[object]]:
    """Return the contacts with what is known of their customers, and every row about them.

    Whoever was erased is left out.
    """
    people: list[object] = []
    for some in _chunks(sorted({v.customer for v in visits if v.customer}), CASES):
        people += await reads.privacy.belongings(some, ())
    cases = sorted(int(v.ref) for v in visits if v.ref.isdigit())
    for chunk in _chunks(cases, CASES):
        people += await reads.privacy.belongings((), chunk)
    erased = {r.id for r in people if isinstance(r, Customer) and r.name == ERASED_NAME}
    facts = {row.id: row for row in people if isinstance(row, CustomerRow)}
    named = {r.id for r in people if isinstance(r, Customer) and r.organisation}
    kept = []
    for visit in visits:
        if visit.customer in erased:
            left[ERASED] += 1
            continue
        known = facts.get(visit.customer)
        member = visit.customer in named or (known is not None and bool(known.organisation))
        kept.append(replace(visit, organisation=member))
    return kept, people


def _texts(people: Iterable[object], visits: Iterable[Visit]) -> tuple[Text, ...]:
    """Return what the customers of some contacts wrote in them."""
    whose = {visit.ref: visit.customer or f"?{visit.ref}" for visit in visits}
    wanted = {visit.message for visit in visits}
    wanted |= {one.message for visit in visits for one in visit.said}
    found = {
        row.id: Text(row.id, whose.get(str(row.case_id), ""), _unquoted(row))
        for row in people
        if isinstance(row, Message) and row.id in wanted
    }
    return tuple(found.values())


def _others(people: Iterable[object]) -> tuple[str, ...]:
    """Return every other word that stands about customers, and what they wrote as it came."""
    found: set[str] = set()
    for row in people:
        if isinstance(row, Message):
            found |= {row.from_name, row.from_address, *row.to, *row.cc, row.subject, row.body}
        elif isinstance(row, CaseText):
            found |= {row.subject, row.summary}
        elif isinstance(row, Part):
            found.add(row.filename)
    return tuple(sorted(found - {""}))


def _senders(people: Iterable[object]) -> tuple[tuple[str, str], ...]:
    """Return the names above customers' mails; an address in place of a name is none."""
    found = {
        (row.customer_id or f"?{row.case_id}", row.from_name)
        for row in people
        if isinstance(row, Message) and row.direction == "in" and "@" not in row.from_name
    }
    return tuple(sorted(one for one in found if one[1]))


def _unquoted(message: Message) -> str:
    """Return what somebody wrote themselves, without what they quoted and their signature."""
    folded = {n for first, last, _ in message.folds for n in range(first, last)}
    lines = [text for n, text in enumerate(message.body.splitlines()) if n not in folded]
    return "\n".join(lines).strip()


def _chunks(items: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    for place in range(0, len(items), size):
        yield items[place : place + size]
