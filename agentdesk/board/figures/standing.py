"""What stands at a moment: who waits, what is worked on, what is late, how old it all is."""

from collections.abc import Iterator
from math import inf

from agentdesk.board.figures.answering import waits
from agentdesk.board.figures.counting import (
    count,
    figure,
    longest,
    mean,
    parameter,
    standing_of,
)
from agentdesk.board.figures.figure import Figure, Item, Items, Look
from agentdesk.board.records import CaseRecord, TalkRecord
from agentdesk.clock import DAY, HOUR, MINUTE

SOON: dict[str, int] = {"within_ms": 15 * MINUTE}


def is_worked_on(case: CaseRecord) -> bool:
    """Say whether somebody has an open case that neither sleeps nor waits for somebody else."""
    return case.owner is not None and case.wake_at is None and case.state in ("new", "open")


def is_late(case: CaseRecord, at: int) -> bool:
    """Say whether a clock of a case runs that is past due."""
    return any(
        clock.state == "running" and clock.due_at is not None and clock.due_at < at
        for clock in case.clocks
    )


def _is_due(case: CaseRecord, start: int, end: int) -> bool:
    return any(
        clock.state == "running" and clock.due_at is not None and start <= clock.due_at <= end
        for clock in case.clocks
    )


def _live(look: Look) -> Iterator[tuple[TalkRecord, CaseRecord | None]]:
    """Yield the calls and chats that are not over, each with its case."""
    for talk in look.ledger.live():
        if look.scope.takes(talk):
            yield talk, None if talk.case_id is None else look.ledger.case(talk.case_id)


def _waiting(look: Look) -> Iterator[Item]:
    for case in standing_of(look):
        if case.claimable:
            yield Item(case.waiting_since or case.created_at, case)
    for talk, behind in _live(look):
        # Where the case itself waits to be taken, it is the same customer waiting.
        if waits(talk) and (behind is None or not behind.claimable):
            yield Item(talk.queued_at, talk)


def _oldest(look: Look) -> Iterator[Item]:
    for item in _waiting(look):
        yield Item(item.at, item.subject, max(0, look.at - item.at))


def _in_progress(look: Look) -> Iterator[Item]:
    for case in standing_of(look):
        if is_worked_on(case):
            yield Item(case.owner_since or case.created_at, case)
    for talk, behind in _live(look):
        talking = talk.connected_at is not None and talk.ended_at is None
        if talking and (behind is None or not is_worked_on(behind)):
            yield Item(talk.connected_at or talk.queued_at, talk)


def _snoozed(look: Look) -> Iterator[Item]:
    for case in standing_of(look):
        if case.wake_at is not None:
            yield Item(case.touched_at, case)


def _late(look: Look) -> Iterator[Item]:
    for case in standing_of(look):
        if is_late(case, look.at):
            yield Item(case.created_at, case)


def _due_soon(look: Look) -> Iterator[Item]:
    end = look.at + parameter(SOON, look, "within_ms")
    for case in standing_of(look):
        if _is_due(case, look.at, end):
            yield Item(case.created_at, case)


def _backlog(look: Look) -> Iterator[Item]:
    return (Item(case.created_at, case) for case in standing_of(look))


def _age(look: Look) -> Iterator[Item]:
    for case in standing_of(look):
        yield Item(case.created_at, case, max(0, look.at - case.created_at))


def load_of(look: Look) -> Iterator[Item]:
    """Yield what asks for an agent: cases and contacts that wait or are worked on."""
    for item in (*_waiting(look), *_in_progress(look)):
        yield Item(item.at, item.subject, 1, 0)


def _of_age(more_than: float, up_to: float) -> Items:
    """Return what yields the open cases of an age in ms; what is just as old as it reaches is in
    it."""

    def items(look: Look) -> Iterator[Item]:
        return (item for item in _backlog(look) if more_than < look.at - item.at <= up_to)

    return items


def _band(last: str, title: str, more_than: float, up_to: float, age: str) -> Figure:
    return figure(
        f"backlog.{last}",
        f"Backlog, {title}",
        "Backlog",
        "count",
        _of_age(more_than, up_to),
        count(),
        definition=f"Cases that are neither resolved nor closed and are {title}.",
        formula=f"number of active cases with {age}",
        standing=True,
        oldest_first=True,
        good=-1,
    )


_AGE = "as-of − case.created"

BANDS: tuple[Figure, ...] = (
    _band("4h", "up to 4 hours old", -inf, 4 * HOUR, f"{_AGE} ≤ 4 h"),
    _band("1d", "more than 4 hours and up to a day old", 4 * HOUR, DAY, f"4 h < {_AGE} ≤ 1 d"),
    _band("3d", "more than a day and up to 3 days old", DAY, 3 * DAY, f"1 d < {_AGE} ≤ 3 d"),
    _band("7d", "more than 3 and up to 7 days old", 3 * DAY, 7 * DAY, f"3 d < {_AGE} ≤ 7 d"),
    _band("older", "more than 7 days old", 7 * DAY, inf, f"{_AGE} > 7 d"),
)
"""The backlog by age, as a queue's line shows it."""

FIGURES: tuple[Figure, ...] = (
    figure(
        "waiting",
        "Waiting",
        "Waiting",
        "count",
        _waiting,
        count(),
        definition="Open cases that nobody has and that are not snoozed, and callers and chatters "
        "who wait for an answer. A caller whose case waits too is counted once.",
        formula="number of cases to be taken + contacts not answered",
        standing=True,
        good=-1,
    ),
    figure(
        "oldest_waiting",
        "Oldest waiting",
        "Oldest",
        "ms",
        _oldest,
        longest(),
        definition="How long the one has waited who has waited longest: since the oldest message "
        "without an answer, or since the case came, came back or woke up.",
        formula="as-of − earliest waiting since",
        standing=True,
        oldest_first=True,
        good=-1,
    ),
    figure(
        "in_progress",
        "In progress",
        "In work",
        "count",
        _in_progress,
        count(),
        definition="Open cases that somebody has and that neither wait for anybody else nor are "
        "snoozed, and contacts in conversation. A contact whose case somebody has is counted once.",
        formula="number of cases with an owner at work + contacts connected",
        standing=True,
    ),
    figure(
        "snoozed",
        "Snoozed",
        "Snoozed",
        "count",
        _snoozed,
        count(),
        definition="Open cases that are hidden from work until a time. Their clocks go on.",
        formula="number with a case.snoozed and no case.woken since",
        standing=True,
    ),
    figure(
        "late",
        "Late",
        "Late",
        "count",
        _late,
        count(),
        definition="Open cases with a running clock that is past due, whether anybody has noticed "
        "or not.",
        formula="number with a running clock whose due time < as-of",
        standing=True,
        good=-1,
    ),
    figure(
        "due_soon",
        "Due soon",
        "Due soon",
        "count",
        _due_soon,
        count(),
        definition="Open cases with a running clock that comes due soon, within a quarter of an "
        "hour if nothing else is set.",
        formula="number with a running clock due from as-of to as-of + within",
        parameters=SOON,
        standing=True,
        good=-1,
    ),
    figure(
        "backlog",
        "Backlog",
        "Backlog",
        "count",
        _backlog,
        count(),
        definition="Cases that are neither resolved nor closed.",
        formula="number of active cases at as-of",
        standing=True,
        good=-1,
    ),
    figure(
        "backlog_age",
        "Age of the backlog",
        "Age",
        "ms",
        _age,
        mean(),
        definition="How long ago the cases came that are neither resolved nor closed: mean, "
        "median and maximum.",
        formula="Σ (as-of − case.created) ÷ active cases",
        standing=True,
        oldest_first=True,
        good=-1,
    ),
    *BANDS,
)
