"""The arithmetic of SLA clocks: what a clock has used, when it is due, and what it says when.

Every act on a clock returns the events that record it, each with the instant it happened at;
an act that does not fit the clock's state returns none. :func:`apply` turns a clock's events back
into its row and reads nothing else. Due times and warnings are worked out here and carried by the
events, so that history does not change when a policy does. Instants and durations are
milliseconds; functions that take a calendar raise ``BadCalendar`` as ``calendar.due`` does.
"""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

import msgspec

from agentdesk.domain import events as e
from agentdesk.domain.calendar import Calendar, due, elapsed_ms
from agentdesk.domain.rows import ClockKind, ClockRow
from agentdesk.domain.setup import PolicySetup

OPEN_STATES = frozenset({"running", "paused"})

MERGED = "merge"
"""The reason of a retarget that took over a duplicate's clock."""


class Stamped(NamedTuple):
    """An event and the instant at which it happened (a breach: the due time)."""

    at: int
    event: e.Event


class _Course(NamedTuple):
    """When a running clock warns and is due."""

    due_at: int
    warn_75_at: int | None
    warn_90_at: int | None


# ---- readings of a clock


def elapsed_at(clock: ClockRow, cal: Calendar, at: int) -> int:
    """Return the open time a clock has used by ``at``."""
    if clock.state != "running":
        return clock.elapsed_ms
    return clock.elapsed_ms + elapsed_ms(cal, clock.since, at)


def late(clock: ClockRow, at: int) -> bool:
    """Say whether a running clock is past due as of ``at``."""
    return clock.state == "running" and clock.due_at is not None and clock.due_at < at


def due_if_running(clock: ClockRow, cal: Calendar, at: int) -> int:
    """Return when an open clock is due, or would be if it ran on from ``at``."""
    if clock.due_at is not None:
        return clock.due_at
    return due(cal, at, clock.target_ms - clock.elapsed_ms)


def earliest(clocks: Iterable[ClockRow]) -> tuple[int | None, str | None]:
    """Return the earliest due time of the running clocks and its kind.

    ``(None, "paused")`` when none runs and one is paused, ``(None, None)`` when none is open.
    """
    paused, first = False, None
    for clock in clocks:
        if clock.state == "paused":
            paused = True
        elif clock.state == "running" and clock.due_at is not None:
            key = (clock.due_at, clock.kind)
            if first is None or key < first:
                first = key
    return first or (None, "paused" if paused else None)


# ---- acts


def start(
    case_id: int,
    kind: ClockKind,
    policy: PolicySetup,
    cal: Calendar,
    at: int,
    since: int | None = None,
) -> list[Stamped]:
    """Start a clock, counting from ``since`` if that is earlier than ``at``.

    Returns nothing if the policy has no target for this kind.
    """
    target = policy.target(kind)
    if target is None:
        return []
    counts_from = at if since is None else since
    course = _course(cal, counts_from, target, 0, now=at)
    event = e.SlaStarted(
        case_id=case_id,
        clock=kind,
        policy=policy.id,
        calendar=policy.calendar,
        target_ms=target,
        since=None if counts_from == at else counts_from,
        due_at=course.due_at,
        warn_75_at=course.warn_75_at,
        warn_90_at=course.warn_90_at,
    )
    return [Stamped(at, event)]


def pause(clock: ClockRow, cal: Calendar, at: int) -> list[Stamped]:
    """Stand a running clock still."""
    if clock.state != "running":
        return []
    used = elapsed_at(clock, cal, at)
    return [
        *_overdue(clock, at),
        Stamped(at, e.SlaPaused(case_id=clock.case_id, clock=clock.kind, elapsed_ms=used)),
    ]


def resume(clock: ClockRow, cal: Calendar, at: int) -> list[Stamped]:
    """Let a paused clock run on; it is breached now if its target shrank below what it used."""
    return _run_on(clock, cal, at) if clock.state == "paused" else []


def reopen(clock: ClockRow, cal: Calendar, at: int) -> list[Stamped]:
    """Let a stopped clock run on from what it had used."""
    return _run_on(clock, cal, at) if clock.state == "stopped" else []


def stop(clock: ClockRow, cal: Calendar, at: int) -> list[Stamped]:
    """End a running or paused clock; it is met if that is no later than due.

    A paused clock whose target shrank below what it used has no due time: it is breached now.
    """
    if clock.state not in OPEN_STATES:
        return []
    used = elapsed_at(clock, cal, at)
    breach = _overdue(clock, at)
    if clock.state == "paused" and used > clock.target_ms and clock.breached_at is None:
        breach = [Stamped(at, _breach(clock))]
    event = e.SlaStopped(
        case_id=clock.case_id,
        clock=clock.kind,
        elapsed_ms=used,
        met=not breach and clock.breached_at is None,
    )
    return [*breach, Stamped(at, event)]


def cancel(clock: ClockRow, at: int) -> list[Stamped]:
    """End a running or paused clock without counting it."""
    if clock.state not in OPEN_STATES:
        return []
    return [Stamped(at, e.SlaCancelled(case_id=clock.case_id, clock=clock.kind))]


def retarget(
    clock: ClockRow,
    policy: PolicySetup,
    old: Calendar,
    new: Calendar,
    at: int,
    reason: str | None = None,
) -> list[Stamped]:
    """Give a running or paused clock another target or calendar.

    What was used on the old calendar stays used; the rest runs on the new one. A running clock
    that has used more than the new target is breached now, a paused one when it resumes. A clock
    whose kind the policy does not have is cancelled.
    """
    target = policy.target(clock.kind)
    if clock.state not in OPEN_STATES:
        return []
    if target is None:
        return cancel(clock, at)
    used = elapsed_at(clock, old, at)
    event = e.SlaRetargeted(
        case_id=clock.case_id,
        clock=clock.kind,
        policy=policy.id,
        calendar=policy.calendar,
        target_ms=target,
        elapsed_ms=used,
        reason=reason,
    )
    if clock.state == "paused":
        return [Stamped(at, event)]
    if new is old and target == clock.target_ms:
        # Only the policy's name changes: a due time that has passed must not move.
        return [
            *_overdue(clock, at),
            Stamped(at, msgspec.structs.replace(event, **_course_of(clock))),
        ]
    event = msgspec.structs.replace(event, **_course(new, at, target, used)._asdict())
    found = [*_overdue(clock, at), Stamped(at, event)]
    if used > target and clock.breached_at is None and not late(clock, at):
        found.append(Stamped(at, _breach(clock)))
    return found


def take_over(clock: ClockRow, other: ClockRow, cal: Calendar, at: int) -> list[Stamped]:
    """Give an open clock what another open one of its kind has: a merge keeps the earlier due.

    ``cal`` is the other's calendar. The clock keeps its own state; a due time that has passed
    stays passed, and the other's breach is recorded on it with its own time.
    """
    if clock.state not in OPEN_STATES or other.state not in OPEN_STATES:
        return []
    used = elapsed_at(other, cal, at)
    event = e.SlaRetargeted(
        case_id=clock.case_id,
        clock=clock.kind,
        policy=other.policy,
        calendar=other.calendar,
        target_ms=other.target_ms,
        elapsed_ms=used,
        reason=MERGED,
    )
    found = list(_overdue(clock, at))
    if clock.state == "running":
        course = _course(cal, at, other.target_ms, used)
        due_at = due_if_running(other, cal, at)
        event = msgspec.structs.replace(event, **course._replace(due_at=due_at)._asdict())
    found.append(Stamped(at, event))
    if other.breached_at is not None and clock.breached_at is None and not late(clock, at):
        found.append(Stamped(other.breached_at, _breach(clock)))
    return found


# ---- timers


def due_timer(clock: ClockRow) -> int | None:
    """Return when the clock has something to say next: a warning, or that it is breached.

    A breach is due one millisecond after the due time, because stopping exactly then meets it.
    ``None`` if the clock does not run or has said everything.
    """
    if clock.state != "running" or clock.breached_at is not None or clock.due_at is None:
        return None
    first = clock.due_at + 1
    for percent, at in ((75, clock.warn_75_at), (90, clock.warn_90_at)):
        if at is not None and percent > clock.warned and at < first:
            first = at
    return first


def fire(clock: ClockRow, now: int) -> list[Stamped]:
    """Return what the clock has to say by ``now``, each with its own time.

    The result does not depend on how late it is asked, and is empty the second time.
    """
    if clock.state != "running" or clock.breached_at is not None:
        return []
    found = [
        Stamped(at, e.SlaWarned(case_id=clock.case_id, clock=clock.kind, percent=percent))
        for percent, at in _warnings_left(clock)
        if at <= now
    ]
    return [*found, *_overdue(clock, now)]


# ---- from events to the row


def apply(clock: ClockRow | None, event: e.Event, at: int) -> ClockRow:
    """Return the clock after one of its events, which happened at ``at``.

    ``clock`` is the row before, ``None`` before the first start. Raises ``ValueError`` for an
    event that is no clock's, or that comes before the clock started.
    """
    if isinstance(event, e.SlaStarted):
        return _started(clock, event, at)
    if clock is None:
        raise ValueError(f"{event.kind} came before the clock was started")
    return msgspec.structs.replace(clock, **_changes(clock, event, at))


def _changes(clock: ClockRow, event: e.Event, at: int) -> dict[str, Any]:
    """Return the fields that an event changes; all but warnings and breaches end old timers."""
    if isinstance(event, e.SlaWarned):
        return {"warned": max(clock.warned, event.percent)}
    if isinstance(event, e.SlaBreached):
        return {} if clock.breached_at is not None else {"breached_at": at}
    turned = {"generation": clock.generation + 1}
    match event:
        case e.SlaPaused(elapsed_ms=used):
            return {**turned, **_NO_COURSE, "state": "paused", "elapsed_ms": used}
        case e.SlaResumed(elapsed_ms=used):
            again = {"state": "running", "since": at, "stopped_at": None, "met": None}
            return {**turned, **_course_of(event), **again, "elapsed_ms": used}
        case e.SlaRetargeted(elapsed_ms=used):
            return {
                **turned,
                **_course_of(event),
                "policy": event.policy,
                "calendar": event.calendar,
                "target_ms": event.target_ms,
                "since": at if clock.state == "running" else clock.since,
                "elapsed_ms": used,
            }
        case e.SlaStopped(elapsed_ms=used, met=met):
            ended = {"state": "stopped", "stopped_at": at, "met": met}
            return {**turned, **_NO_COURSE, **ended, "elapsed_ms": used}
        case e.SlaCancelled():
            return {**turned, **_NO_COURSE, "state": "cancelled"}
    raise ValueError(f"{event.kind} is not an event of a clock")


_NO_COURSE: dict[str, None] = {"due_at": None, "warn_75_at": None, "warn_90_at": None}


def _started(before: ClockRow | None, event: e.SlaStarted, at: int) -> ClockRow:
    since = at if event.since is None else event.since
    return ClockRow(
        case_id=event.case_id,
        kind=event.clock,
        state="running",
        generation=1 if before is None else before.generation + 1,
        policy=event.policy,
        calendar=event.calendar,
        target_ms=event.target_ms,
        started_at=since,
        since=since,
        elapsed_ms=0,
        warned=0,
        breached_at=None,
        stopped_at=None,
        met=None,
        rounds=1 if before is None else before.rounds + 1,
        **_course_of(event),
    )


def _course_of(x: e.SlaStarted | e.SlaResumed | e.SlaRetargeted | ClockRow) -> dict[str, Any]:
    return {"due_at": x.due_at, "warn_75_at": x.warn_75_at, "warn_90_at": x.warn_90_at}


def _run_on(clock: ClockRow, cal: Calendar, at: int) -> list[Stamped]:
    used = clock.elapsed_ms
    course = _course(cal, at, clock.target_ms, used)
    event = e.SlaResumed(
        case_id=clock.case_id, clock=clock.kind, elapsed_ms=used, **course._asdict()
    )
    if used > clock.target_ms and clock.breached_at is None:
        return [Stamped(at, event), Stamped(at, _breach(clock))]
    return [Stamped(at, event)]


def _course(cal: Calendar, since: int, target: int, used: int, now: int | None = None) -> _Course:
    """Work out due time and warnings of a clock that runs from ``since`` with ``used`` behind it.

    Only the highest warning that has passed by ``now`` is kept, and none when it is past due.
    """
    now = since if now is None else now
    due_at = due(cal, since, target - used)
    warn_75 = due(cal, since, target * 75 // 100 - used)
    warn_90 = due(cal, since, target * 90 // 100 - used)
    if used > target or due_at < now:
        return _Course(due_at, None, None)
    return _Course(due_at, None if warn_90 <= now else warn_75, warn_90)


def _warnings_left(clock: ClockRow) -> list[tuple[Literal[75, 90], int]]:
    given: tuple[tuple[Literal[75, 90], int | None], ...] = (
        (75, clock.warn_75_at),
        (90, clock.warn_90_at),
    )
    return [(percent, at) for percent, at in given if at is not None and percent > clock.warned]


def _breach(clock: ClockRow) -> e.SlaBreached:
    return e.SlaBreached(case_id=clock.case_id, clock=clock.kind)


def _overdue(clock: ClockRow, at: int) -> list[Stamped]:
    """Return the breach that no timer has recorded yet, with its due time."""
    if clock.due_at is None or clock.breached_at is not None or not late(clock, at):
        return []
    return [Stamped(clock.due_at, _breach(clock))]
