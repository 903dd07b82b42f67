"""What the figures must come to: worked out from the whole log by the slow rules of the docs.

``tests/unit/figures.py`` is the law's own reading; here it is asked at any moment, when calls are
still going on and nothing is complete. Rows are the desk's own picture of the same moment.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise
from math import isclose

from agentdesk.board.figures.figure import Figure, Item, Look
from agentdesk.board.figures.registry import FIGURES
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.scope import EVERYTHING, Scope, Span
from agentdesk.board.values import Value
from agentdesk.clock import HOUR
from agentdesk.domain import events as e
from agentdesk.domain.projection import Table
from agentdesk.domain.rows import CaseRow, ClockRow
from agentdesk.domain.setup import Setup
from tests.unit.figures import ATTAINED, Log, Share, Talk

Sum = tuple[float, float | None]
"""Numerator and denominator."""

FOREVER = 10**15


def look_at(
    ledger: Ledger, setup: Setup, at: int, span: Span | None = None, scope: Scope = EVERYTHING
) -> Look:
    """Look at everything up to a moment, unless a stretch is given."""
    return Look(ledger, setup, at, span or Span(1, FOREVER), scope)


def measured_by(figure: Figure, look: Look, key: Callable[[Item], str]) -> dict[str, Value]:
    """Measure a figure for each group of what it counts."""
    groups: dict[str, list[Item]] = {}
    for item in figure.items(look):
        groups.setdefault(key(item), []).append(item)
    return {group: figure.reduce(items) for group, items in groups.items()}


def measured(look: Look, ids: Iterable[str] = FIGURES) -> dict[str, Sum]:
    """Measure figures from records."""
    values = {id: FIGURES[id].measure(look) for id in ids}
    return {id: (value.numerator, value.denominator) for id, value in values.items()}


def differences(found: dict[str, Sum], wanted: dict[str, Sum]) -> dict[str, tuple[Sum, Sum]]:
    """Return what is not the same, but for the rounding of sums."""
    return {
        id: (found[id], (value[0], value[1]))
        for id, value in wanted.items()
        if found[id][1] != value[1] or not isclose(found[id][0], value[0], rel_tol=1e-12)
    }


def expected(entries: Iterable[e.Entry], at: int) -> dict[str, Sum]:
    """Work figures out from what was recorded by a moment."""
    log = Log([entry.fact for entry in entries if entry.recorded_at <= at], at)
    return {
        **_live(log),
        **_cases(log),
        **_clocks(log, at),
        **_said(log),
        **_redress(log, at),
        "handled": handled(log),
        "declined": declined(log),
    }


def _live(log: Log) -> dict[str, Sum]:
    names = {
        "service_level.default": "default",
        "service_level.strict": "strict",
        "service_level.answered": "answered",
        "service_level.late_abandons": "late abandons",
        "service_level.early_met": "early met",
        "service_level.removed": "removed",
        "abandonment": "abandoned",
        "abandonment.raw": "abandoned raw",
    }
    shares = [log.service(channel) for channel in ("call", "chat")]
    talks = [talk for channel in ("call", "chat") for talk in log.talks(channel)]
    done = [t for t in talks if t.wait is not None and t.ended_at is not None]
    over = [t for t in done if t.wrapped_at is not None]
    return {
        **{id: _sum(Share(*(share[name])) for share in shares) for id, name in names.items()},
        "offered": (len(talks), None),
        "answered": (sum(t.wait is not None for t in talks), None),
        "abandoned": (sum(t.abandoned is not None for t in talks), None),
        "asa": _mean(t.wait for t in talks),
        "aht": _mean(_between(t.connected_at, t.wrapped_at) for t in over),
        "wrap_up": _mean(_between(t.ended_at, t.wrapped_at) for t in over),
        "hold": _mean(t.held for t in done),
        "talk": _mean((_between(t.connected_at, t.ended_at) or 0) - t.held for t in done),
        "frt.live": _mean(_first_waits(log, talks)),
    }


def _first_waits(log: Log, talks: list[Talk]) -> list[int | None]:
    """Return the waits of the contacts that cases began with."""
    first: dict[int, Talk] = {}
    for talk in sorted(talks, key=lambda talk: talk.queued_at):
        if talk.case_id is not None:
            first.setdefault(talk.case_id, talk)
    created = log.created()
    live = {case for case, (_, x) in created.items() if x.channel in ("call", "chat")}
    return [talk.wait for case, talk in first.items() if case in live]


def _cases(log: Log) -> dict[str, Sum]:
    rates, ages = log.rates(), log.backlog()
    created, resolved = log.created(), log.resolved()
    bounced = sum(1 for _ in log.of(e.CaseReturned)) + sum(1 for _ in log.of(e.CaseTransferred))
    return {
        "resolution_rate": rates["resolved"],
        "reopen_rate": rates["reopened"],
        "escalation": rates["escalated"],
        "escalation.functional": rates["functional"],
        "escalation.hierarchical": rates["hierarchical"],
        "fcr": log.first_contact(),
        "fcr.claimed": (log.claimed_at_once(), log.first_contact().of),
        "bounces": (bounced, len(created)),
        "backlog": (len(ages), None),
        "backlog_age": (sum(round(1000 * age) for age in ages.values()), len(ages)),
        "frt.calendar": _mean(round(1000 * late) for late in log.first_reply().values()),
        "resolution.calendar": _mean(at - created[case][0] for case, at in resolved.items()),
    }


def _clocks(log: Log, at: int) -> dict[str, Sum]:
    live = {talk.case_id for channel in ("call", "chat") for talk in log.talks(channel)}
    live &= {case for case, (_, x) in log.created().items() if x.channel in ("call", "chat")}
    last = {clock.case_id: clock.elapsed for clock in log.clocks("RES")}
    return {
        "attainment": log.attainment(*ATTAINED),
        "attainment.fr": log.attainment("FR"),
        "attainment.nr": log.attainment("NR"),
        "attainment.res": log.attainment("RES"),
        "attainment.pu": log.attainment("PU"),
        "frt": _mean(c.elapsed for c in log.clocks("FR") if c.case_id not in live),
        "nrt": _mean(c.elapsed for c in log.clocks("NR")),
        "resolution": _mean(last.get(case) for case in log.resolved()),
    }


def _said(log: Log) -> dict[str, Sum]:
    csat, nps, ces = (log.scores(survey) for survey in ("csat", "nps", "ces"))
    points = sum(s >= 9 for s in nps) - sum(s <= 6 for s in nps)
    quality = log.quality()
    return {
        "csat": (sum(s >= 4 for s in csat), len(csat)),
        "csat.mean": (sum(csat), len(csat)),
        "csat.replies": log.replies("csat"),
        "nps": (100 * points, len(nps)),
        "ces": (sum(s >= 5 for s in ces), len(ces)),
        "ces.mean": (sum(ces), len(ces)),
        "quality": (sum(quality) / 100, len(quality)),
    }


def _redress(log: Log, at: int) -> dict[str, Sum]:
    opened = [x for _, x in log.of(e.ComplaintOpened)]
    done = {x.case_id: when for when, x in reversed(list(log.of(e.ComplaintDecided)))}
    closed = {x.case_id: when for when, x in reversed(list(log.of(e.ComplaintClosed)))}
    told = {x.case_id: when for when, x in reversed(list(log.of(e.ComplaintAcknowledged)))}
    over = {case: min(done.get(case, at), closed.get(case, at)) for case in _ids(opened)}
    heard = {case: min(told.get(case, at), over[case]) for case in _ids(opened)}
    settled = {x.promise_id: x.kept for _, x in log.of(e.PromiseSettled)}
    made = {x.promise_id: x.due_at for _, x in log.of(e.PromiseMade)}
    counted = {id for id, due_at in made.items() if id in settled or due_at < at}
    return {
        "goodwill": (sum(x.cents for _, x in log.of(e.GoodwillGranted)), None),
        "complaints": (len(opened), None),
        "complaints.ack": (sum(heard[x.case_id] <= x.ack_due_at for x in opened), len(opened)),
        "complaints.decided": (
            sum(over[x.case_id] <= x.decide_due_at for x in opened),
            len(opened),
        ),
        "promises_kept": (sum(settled.get(id, False) for id in counted), len(counted)),
    }


def _ids(opened: list[e.ComplaintOpened]) -> list[int]:
    return [x.case_id for x in opened]


def standing(table: Table, at: int) -> dict[str, set[int]]:
    """Say which cases stand where, from the desk's rows of a moment."""
    rows = [row for row in table.all(CaseRow) if row.active]
    ids = {row.id for row in rows}
    open_ = [row for row in rows if row.state in ("new", "open") and row.wake_at is None]
    due = {
        (clock.case_id, clock.due_at)
        for clock in table.all(ClockRow)
        if clock.state == "running" and clock.due_at is not None and clock.case_id in ids
    }
    soon = at + FIGURES["due_soon"].parameters["within_ms"]
    return {
        "waiting": {row.id for row in open_ if row.owner is None},
        "in_progress": {row.id for row in open_ if row.owner is not None},
        "snoozed": {row.id for row in rows if row.wake_at is not None},
        "late": {case for case, due_at in due if due_at < at},
        "due_soon": {case for case, due_at in due if at <= due_at <= soon},
        "backlog": ids,
    }


def _between(start: int | None, end: int | None) -> int | None:
    return None if start is None or end is None else end - start


def _mean(values: Iterable[float | None]) -> Sum:
    known = [value for value in values if value is not None]
    return sum(known), len(known)


def _sum(shares: Iterable[Share]) -> Sum:
    found = list(shares)
    return sum(share.n for share in found), sum(share.of for share in found)


def of_people(log: Log, agents: Iterable[str], span: Span, at: int) -> dict[str, Sum]:
    """Say how busy people were, by asking of each stretch between two events what was then."""
    changes = list(log.of(e.AgentStateChanged))
    talks = [talk for channel in ("call", "chat") for talk in log.talks(channel)]
    end = min(span.end, at)
    busy = there = total = 0
    for agent in agents:
        mine = [(t.connected_at, _until(t, at)) for t in talks if t.agent == agent]
        held = [(a, b) for a, b in mine if a is not None]
        told = [(when, x.after) for when, x in changes if x.agent == agent]
        edges = {span.start, end, *(when for when, _ in told), *(x for pair in held for x in pair)}
        cuts = sorted(x for x in edges if span.start <= x <= end)
        for a, b in pairwise(cuts):
            now = [after for when, after in told if when <= a]
            at_once = sum(begin <= a and b <= done for begin, done in held)
            total += at_once * (b - a)
            if any(begin <= a and b <= done for begin, done in held):
                busy += b - a
            if now and now[-1] not in ("offline", "unavailable"):
                there += b - a
    return {"occupancy": (busy, there), "concurrency": (total, busy)}


def _until(talk: Talk, at: int) -> int:
    """Say until when a contact took its agent: an unfinished wrap-up for an hour at most."""
    last = at if talk.ended_at is None else min(at, talk.ended_at + HOUR)
    return last if talk.wrapped_at is None else talk.wrapped_at


def handled(log: Log) -> Sum:
    """Count what was done here: cases that stand resolved, and contacts that were answered."""
    done: set[int] = set()
    for fact in log.counted:
        if isinstance(fact.event, e.CaseResolved):
            done.add(fact.event.case_id)
        elif isinstance(fact.event, e.CaseReopened):
            done.discard(fact.event.case_id)
    answered = sum(1 for _ in log.of(e.InteractionConnected))
    return len(done) + answered, None


def declined(log: Log) -> Sum:
    """Count how often agents did not take what rang at them."""
    return (
        sum(1 for _ in log.of(e.InteractionDeclined)),
        sum(1 for _ in log.of(e.InteractionOffered)),
    )
