"""How long customers wait for a response and for a solution, and whether promises hold."""

from collections.abc import Iterator

from agentdesk.board.figures.answering import waits
from agentdesk.board.figures.counting import (
    DOCS,
    begun_in,
    cases_of,
    cohort_of,
    figure,
    mean,
    not_yet,
    ratio,
    talks_of,
)
from agentdesk.board.figures.figure import Figure, Item, Items, Look
from agentdesk.board.records import CaseRecord, ClockRecord
from agentdesk.domain.rows import LIVE_CHANNELS, ClockKind


def began_live(case: CaseRecord) -> bool:
    """Say whether a case began with a call or chat that was queued for an agent."""
    return case.channel in LIVE_CHANNELS and case.first_talk is not None and not case.imported


def rounds_of(look: Look, *kinds: ClockKind) -> Iterator[tuple[CaseRecord, ClockRecord]]:
    """Yield the rounds of clocks that began in the stretch looked at, each with its case."""
    start, end = look.span.start, look.span.end
    for case in look.ledger.cases():
        for clock in case.clocks:
            if clock.kind in kinds and start <= clock.started_at < end and begun_in(look, case):
                yield case, clock


# ---- responses


def _first(look: Look) -> Iterator[Item]:
    for case, clock in rounds_of(look, "FR"):
        if not began_live(case):
            yield from _used(case, clock)


def _next(look: Look) -> Iterator[Item]:
    for case, clock in rounds_of(look, "NR"):
        yield from _used(case, clock)


def _used(case: CaseRecord, clock: ClockRecord) -> Iterator[Item]:
    if clock.state == "stopped":
        yield Item(clock.started_at, case, clock.elapsed_ms)
    elif clock.state != "cancelled":
        yield not_yet(clock.started_at, case)


def _first_calendar(look: Look) -> Iterator[Item]:
    for case in cohort_of(look):
        if case.replied_at is not None:
            yield Item(case.created_at, case, case.replied_at - case.created_at)
        elif case.active:
            yield not_yet(case.created_at, case)


def _first_live(look: Look) -> Iterator[Item]:
    for talk in talks_of(look):
        case = None if talk.case_id is None else look.ledger.case(talk.case_id)
        if case is None or not began_live(case) or case.first_talk != talk.id:
            continue
        if talk.wait_ms is not None:
            yield Item(talk.queued_at, talk, talk.wait_ms)
        elif waits(talk):
            yield not_yet(talk.queued_at, talk)


# ---- solutions


def _resolution(look: Look) -> Iterator[Item]:
    for case in cohort_of(look):
        if case.active:
            yield not_yet(case.created_at, case)
        elif case.resolved_at is not None:
            clock = next((x for x in reversed(case.clocks) if x.kind == "RES"), None)
            if clock is not None and clock.state == "stopped":
                yield Item(case.created_at, case, clock.elapsed_ms)


def _resolution_calendar(look: Look) -> Iterator[Item]:
    for case in cohort_of(look):
        if case.active:
            yield not_yet(case.created_at, case)
        elif case.resolved_at is not None:
            yield Item(case.created_at, case, case.resolved_at - case.created_at)


# ---- targets


def _attained(*kinds: ClockKind) -> Items:
    """Return what yields each round of some clocks as met or not; open ones only once late."""

    def items(look: Look) -> Iterator[Item]:
        for case, clock in rounds_of(look, *kinds):
            late = clock.due_at is not None and clock.due_at < look.at
            if clock.state == "stopped":
                yield Item(clock.started_at, case, clock.met is True)
            elif clock.state == "running" and late:
                yield Item(clock.started_at, case, 0)
            elif clock.state != "cancelled":
                yield not_yet(clock.started_at, case)

    return items


def _promises(look: Look) -> Iterator[Item]:
    for case in cases_of(look):
        for promise in case.promises:
            if not look.span.holds(promise.made_at):
                continue
            if promise.settled_at is not None:
                yield Item(promise.made_at, case, promise.kept is True)
            elif promise.due_at < look.at:
                yield Item(promise.made_at, case, 0)
            else:
                yield not_yet(promise.made_at, case)


def _time(id: str, name: str, short: str, items: Items, definition: str, formula: str) -> Figure:
    return figure(
        id,
        name,
        short,
        "ms",
        items,
        mean(),
        definition=definition,
        formula=formula,
        good=-1,
    )


def _attainment(id: str, name: str, short: str, of: str, *kinds: ClockKind) -> Figure:
    return figure(
        id,
        name,
        short,
        "share",
        _attained(*kinds),
        ratio("share"),
        definition=f"Targets for {of} that were met, of those met or missed. One that is still "
        "open counts as missed once it is past due; one that was cancelled does not count.",
        formula="met ÷ (met + not met + running with due time < as-of)",
        source=DOCS,
        good=1,
    )


FIGURES: tuple[Figure, ...] = (
    _time(
        "frt",
        "First response",
        "FRT",
        _first,
        "Open time until the first response, of cases that did not begin with a call or chat in "
        "the queue.",
        "Σ elapsed of stopped FR clocks ÷ their number",
    ),
    _time(
        "frt.calendar",
        "First response, calendar time",
        "FRT cal.",
        _first_calendar,
        "Time by the calendar until the first public message by a person of ours, of cases that "
        "got one.",
        "Σ (first public human message out − case.created) ÷ their number",
    ),
    _time(
        "frt.live",
        "First response, live",
        "FRT live",
        _first_live,
        "How long customers waited for an answer in the call or chat that their case began with.",
        "Σ wait of the contact that created the case ÷ their number",
    ),
    _time(
        "nrt",
        "Next response",
        "NRT",
        _next,
        "Open time until each further response to a customer who had been answered before.",
        "Σ elapsed of stopped NR clocks ÷ their number",
    ),
    _time(
        "resolution",
        "Time to resolve",
        "Resolve",
        _resolution,
        "Open time that cases used until they were resolved last, waiting for the customer left "
        "out: mean and median.",
        "Σ elapsed of RES at the last case.resolved ÷ resolved cases",
    ),
    _time(
        "resolution.calendar",
        "Time to resolve, calendar time",
        "Res cal.",
        _resolution_calendar,
        "Time by the calendar from a case’s creation until it was resolved last: mean and median.",
        "Σ (last case.resolved − case.created) ÷ resolved cases",
    ),
    _attainment(
        "attainment",
        "Targets met",
        "Met",
        "responses and resolution",
        "FR",
        "NR",
        "RES",
    ),
    _attainment("attainment.fr", "First responses in time", "FR met", "first response", "FR"),
    _attainment("attainment.nr", "Next responses in time", "NR met", "next response", "NR"),
    _attainment("attainment.res", "Resolved in time", "RES met", "resolution", "RES"),
    _attainment("attainment.pu", "Updates in time", "PU met", "updates to the customer", "PU"),
    figure(
        "promises_kept",
        "Promises kept",
        "Kept",
        "share",
        _promises,
        ratio("share"),
        definition="Promises to customers that were kept, of those settled. An open one counts as "
        "not kept once it is past due.",
        formula="kept ÷ (settled + open with due time < as-of)",
        good=1,
    ),
)
