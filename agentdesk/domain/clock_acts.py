"""Which clocks start, stop, pause and run on at which act of a case.

Every function takes the set-up, what it needs to know of the case, the case's clocks, the
instant, and what else it needs, in this order, and returns the clocks' events with their
instants. Acts that come in one command are called one after the other, a reply before the change
of state it comes with, each on the clocks that :func:`after` returns for the one before.
Calendars that cannot be used raise ``BadCalendar``.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from agentdesk.domain import sla
from agentdesk.domain.calendar import Calendar, calendar_in
from agentdesk.domain.policies import policy_for
from agentdesk.domain.rows import ACTIVE_STATES, CaseRow, CaseState, ClockKind, ClockRow
from agentdesk.domain.setup import PolicySetup, Setup
from agentdesk.domain.sla import Stamped

Clocks: TypeAlias = Mapping[ClockKind, ClockRow]

KINDS: tuple[ClockKind, ...] = ("FR", "NR", "RES", "PU")


class CaseFacts(NamedTuple):
    """What the clocks need to know of a case."""

    case_id: int
    level: str
    priority: int
    type: str
    state: CaseState = "new"
    replied: bool = False
    """A person of ours has written publicly, or was connected."""
    unanswered_since: int | None = None


def facts_of(case: CaseRow) -> CaseFacts:
    """Return what the clocks need to know of a case."""
    return CaseFacts(
        case.id,
        case.level,
        case.priority,
        case.type,
        case.state,
        case.replied_at is not None,
        case.unanswered_since,
    )


def after(clocks: Clocks, events: Iterable[Stamped], case_id: int) -> dict[ClockKind, ClockRow]:
    """Return a case's clocks after events; those of other cases are passed over."""
    result = dict(clocks)
    for at, event in events:
        if getattr(event, "case_id", None) == case_id and event.kind.startswith("sla."):
            kind: ClockKind = getattr(event, "clock")  # noqa: B009 - every sla event has one
            result[kind] = sla.apply(result.get(kind), event, at)
    return result


def on_created(
    setup: Setup, facts: CaseFacts, clocks: Clocks, at: int, since: int | None = None
) -> list[Stamped]:
    """Start FR and RES, counting from ``since`` if given."""
    return [
        *_start(setup, facts, "FR", at, since),
        *_start(setup, facts, "RES", at, since),
    ]


def on_public_reply(
    setup: Setup,
    facts: CaseFacts,
    clocks: Clocks,
    at: int,
    *,
    human: bool = True,
    resolving: bool = False,
) -> list[Stamped]:
    """Meet FR and NR, and begin to wait for the next update.

    Automatic messages (``human`` false) change nothing. ``resolving`` says that the same command
    resolves the case, so that no further update is due.
    """
    if not human:
        return []
    found = _stop(setup, clocks, ("FR", "NR", "PU"), at)
    if resolving or facts.state not in ACTIVE_STATES:
        return found
    started = _start(setup, facts, "PU", at)
    if facts.state == "waiting_customer":
        started += _pause(setup, after({}, started, facts.case_id), ("PU",), at)
    return found + started


def on_connected(setup: Setup, facts: CaseFacts, clocks: Clocks, at: int) -> list[Stamped]:
    """A person of ours and the customer are talking: that counts as a reply."""
    return on_public_reply(setup, facts, clocks, at)


def on_customer_message(setup: Setup, facts: CaseFacts, clocks: Clocks, at: int) -> list[Stamped]:
    """Start NR at the first message after a reply; later ones do not start it again."""
    asks = facts.state in ACTIVE_STATES and facts.replied
    if not asks or _open(clocks, "NR"):
        return []
    return _start(setup, facts, "NR", at)


def on_waiting(
    setup: Setup,
    facts: CaseFacts,
    clocks: Clocks,
    at: int,
    waits_for: Literal["customer", "third_party"],
) -> list[Stamped]:
    """Pause RES and PU while the customer is to answer; FR and NR never pause.

    For a third party PU runs on, and RES too unless the policy says otherwise.
    """
    if waits_for == "customer":
        return _pause(setup, clocks, ("RES", "PU"), at)
    policy = _policy(setup, facts)
    if policy is not None and policy.res_pauses_for_third_party:
        return [*_pause(setup, clocks, ("RES",), at), *_resume(setup, clocks, ("PU",), at)]
    return _resume(setup, clocks, ("RES", "PU"), at)


def on_resumed(setup: Setup, facts: CaseFacts, clocks: Clocks, at: int) -> list[Stamped]:
    """Let everything run on that was paused."""
    return _resume(setup, clocks, KINDS, at)


def on_resolved(setup: Setup, facts: CaseFacts, clocks: Clocks, at: int) -> list[Stamped]:
    """Stop every clock."""
    return _stop(setup, clocks, KINDS, at)


def on_reopened(setup: Setup, facts: CaseFacts, clocks: Clocks, at: int) -> list[Stamped]:
    """Let RES run on from what it had used, on today's terms, and start NR."""
    found: list[Stamped] = []
    if "RES" in clocks:
        found += sla.reopen(clocks["RES"], calendar_in(setup, clocks["RES"].calendar), at)
        found += _retarget(setup, setup, facts, after(clocks, found, facts.case_id)["RES"], at)
    if not _open(clocks, "NR"):
        found += _start(setup, facts, "NR", at)
    return found


def on_closed(
    setup: Setup, facts: CaseFacts, clocks: Clocks, at: int, reason: str
) -> list[Stamped]:
    """Cancel what is open when a lead closes a case as spam or duplicate; by time, nothing is."""
    return [] if reason == "time" else _cancel(clocks, at)


def on_policy_change(
    setup: Setup,
    facts: CaseFacts,
    clocks: Clocks,
    at: int,
    *,
    before: Setup | None = None,
    reason: str | None = None,
) -> list[Stamped]:
    """Bring the clocks to the policy that holds now, after a change of level, priority or type.

    ``facts`` are those after the change. ``before`` is the former set-up, when that is what
    changed. A clock that the new policy promises and the case lacks starts now.
    """
    found: list[Stamped] = []
    for kind in KINDS:
        if clock := _open(clocks, kind):
            found += _retarget(before or setup, setup, facts, clock, at, reason)
        elif _lacks(facts, clocks, kind):
            started = _start(setup, facts, kind, at)
            if facts.state == "waiting_customer" and kind in ("RES", "PU"):
                started += _pause(setup, after({}, started, facts.case_id), (kind,), at)
            found += started
    return found


def on_merge(
    setup: Setup, survivor: CaseFacts, clocks: Clocks, at: int, source_clocks: Clocks
) -> list[Stamped]:
    """Give the survivor the earlier due time of each kind, and cancel the duplicate's clocks.

    ``survivor`` has its priority after the merge. Where the survivor has been answered and the
    duplicate never was, the duplicate's question is an unanswered message: NR counts from it.
    """
    found = on_policy_change(setup, survivor, clocks, at)
    mine = after(clocks, found, survivor.case_id)
    for kind in KINDS:
        theirs = _open(source_clocks, kind)
        if theirs is None:
            continue
        more = _merge_one(setup, survivor, mine, theirs, at)
        mine = after(mine, more, survivor.case_id)
        found += more
    return found + _cancel(source_clocks, at)


def _merge_one(
    setup: Setup, survivor: CaseFacts, clocks: Clocks, theirs: ClockRow, at: int
) -> list[Stamped]:
    cal = calendar_in(setup, theirs.calendar)
    mine = _open(clocks, theirs.kind)
    if mine is not None:
        own = sla.due_if_running(mine, calendar_in(setup, mine.calendar), at)
        sooner = sla.due_if_running(theirs, cal, at) < own
        return sla.take_over(mine, theirs, cal, at) if sooner else []
    if theirs.kind == "FR":
        if _open(clocks, "NR"):
            return []
        return _start(setup, survivor, "NR", at, theirs.started_at)
    if theirs.kind != "RES" and _open(clocks, "FR"):
        return []
    found = _start(setup, survivor, theirs.kind, at)
    if not found:
        return []
    started = after({}, found, survivor.case_id)[theirs.kind]
    found += sla.take_over(started, theirs, cal, at)
    if survivor.state == "waiting_customer":
        held = after({}, found, survivor.case_id)
        found += _pause(setup, held, ("RES", "PU"), at)
    return found


# ---- the same act on several clocks


def _policy(setup: Setup, facts: CaseFacts) -> PolicySetup | None:
    return policy_for(setup, facts.level, facts.priority, facts.type)


def _cal(setup: Setup, clock: ClockRow) -> Calendar:
    return calendar_in(setup, clock.calendar)


def _open(clocks: Clocks, kind: ClockKind) -> ClockRow | None:
    clock = clocks.get(kind)
    return clock if clock is not None and clock.state in sla.OPEN_STATES else None


def _lacks(facts: CaseFacts, clocks: Clocks, kind: ClockKind) -> bool:
    """Say whether a clock should run on the case if its policy has a target for it."""
    if facts.state not in ACTIVE_STATES:
        return False
    match kind:
        case "FR":
            ended = "FR" in clocks and clocks["FR"].state == "stopped"
            return not facts.replied and not ended
        case "NR":
            waits = facts.unanswered_since is not None
            return facts.replied and waits and _open(clocks, "FR") is None
        case "PU":
            return facts.replied and _open(clocks, "FR") is None
    return True


def _start(
    setup: Setup, facts: CaseFacts, kind: ClockKind, at: int, since: int | None = None
) -> list[Stamped]:
    policy = _policy(setup, facts)
    if policy is None or policy.target(kind) is None:
        return []
    return sla.start(facts.case_id, kind, policy, calendar_in(setup, policy.calendar), at, since)


def _stop(setup: Setup, clocks: Clocks, kinds: Iterable[ClockKind], at: int) -> list[Stamped]:
    opened = [clock for kind in kinds if (clock := _open(clocks, kind))]
    return [x for clock in opened for x in sla.stop(clock, _cal(setup, clock), at)]


def _pause(setup: Setup, clocks: Clocks, kinds: Iterable[ClockKind], at: int) -> list[Stamped]:
    opened = [clock for kind in kinds if (clock := _open(clocks, kind))]
    return [x for clock in opened for x in sla.pause(clock, _cal(setup, clock), at)]


def _resume(setup: Setup, clocks: Clocks, kinds: Iterable[ClockKind], at: int) -> list[Stamped]:
    opened = [clock for kind in kinds if (clock := _open(clocks, kind))]
    return [x for clock in opened for x in sla.resume(clock, _cal(setup, clock), at)]


def _cancel(clocks: Clocks, at: int) -> list[Stamped]:
    return [x for kind in KINDS if kind in clocks for x in sla.cancel(clocks[kind], at)]


def _retarget(
    before: Setup,
    setup: Setup,
    facts: CaseFacts,
    clock: ClockRow,
    at: int,
    reason: str | None = None,
) -> list[Stamped]:
    """Bring an open clock to the policy that holds now; nothing if it already stands so."""
    policy = _policy(setup, facts)
    if policy is None:
        return sla.cancel(clock, at)
    old, new = calendar_in(before, clock.calendar), calendar_in(setup, policy.calendar)
    stands = (policy.id, policy.calendar, policy.target(clock.kind)) == (
        clock.policy,
        clock.calendar,
        clock.target_ms,
    )
    return [] if stands and old is new else sla.retarget(clock, policy, old, new, at, reason)
