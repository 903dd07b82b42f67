"""SLA clocks: warnings, breaches, change of terms, and agreement with a stepping engine."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.domain import events as e
from agentdesk.domain import sla
from agentdesk.domain.calendar import calendar_of
from agentdesk.domain.rows import ClockRow
from agentdesk.domain.setup import CalendarSetup, PolicySetup
from agentdesk.domain.sla import Stamped
from tests.support.depth import depth
from tests.unit.vectors import Stepper, local

Week = dict[str, tuple[tuple[str, str], ...]]
DAYS: Week = {str(day): (("09:00", "12:00"), ("13:00", "17:00")) for day in range(5)}
NIGHTS: Week = {str(day): (("22:00", "30:00"),) for day in range(7)}
ALL: Week = {str(day): (("00:00", "24:00"),) for day in range(7)}
SETUPS = {
    "BER": CalendarSetup("BER", "Europe/Berlin", DAYS, holidays=("2026-03-30", "2026-10-26")),
    "NGT": CalendarSetup("NGT", "Europe/Berlin", NIGHTS, holidays=("2026-10-25",)),
    "NYC": CalendarSetup("NYC", "America/New_York", NIGHTS),
    "LHI": CalendarSetup("LHI", "Australia/Lord_Howe", NIGHTS),
    "ALL": CalendarSetup("ALL", "UTC", ALL),
}
ALWAYS = calendar_of(SETUPS["ALL"])
STEPPERS = {id: Stepper(setup) for id, setup in SETUPS.items()}
T0 = 1_772_445_600_000


def policy(target_ms: int, calendar: str = "ALL") -> PolicySetup:
    return PolicySetup("p", calendar, res=target_ms)


def fold(log: list[Stamped], clock: ClockRow | None = None) -> ClockRow:
    for at, event in log:
        clock = sla.apply(clock, event, at)
    assert clock is not None
    return clock


def started(target_ms: int = 100 * MINUTE) -> ClockRow:
    return fold(sla.start(1, "RES", policy(target_ms), ALWAYS, T0))


def kinds(log: list[Stamped]) -> list[tuple[str, int]]:
    """Name the events and when they happened, in minutes after the start."""
    return [
        (x.event.kind + str(getattr(x.event, "percent", "")), (x.at - T0) // MINUTE) for x in log
    ]


def test_a_clock_warns_twice_and_breaches_once() -> None:
    clock = started()
    assert sla.due_timer(clock) == T0 + 75 * MINUTE
    assert sla.fire(clock, T0 + 75 * MINUTE - 1) == []
    first = sla.fire(clock, T0 + 80 * MINUTE)
    assert kinds(first) == [("sla.warned75", 75)]
    clock = fold(first, clock)
    assert sla.fire(clock, T0 + 80 * MINUTE) == []
    assert sla.due_timer(clock) == T0 + 90 * MINUTE
    clock = fold(sla.fire(clock, T0 + 95 * MINUTE), clock)
    assert sla.due_timer(clock) == T0 + 100 * MINUTE + 1
    assert sla.fire(clock, T0 + 100 * MINUTE) == []
    last = sla.fire(clock, T0 + 100 * MINUTE + 1)
    assert kinds(last) == [("sla.breached", 100)]
    clock = fold(last, clock)
    assert clock.breached_at == clock.due_at
    assert sla.due_timer(clock) is None
    assert sla.fire(clock, T0 + DAY) == []


def test_a_late_process_writes_the_same_log() -> None:
    assert kinds(sla.fire(started(), T0 + DAY)) == [
        ("sla.warned75", 75),
        ("sla.warned90", 90),
        ("sla.breached", 100),
    ]


@pytest.mark.parametrize(
    ("minutes", "met", "kinds_expected"),
    [
        (99, True, [("sla.stopped", 99)]),
        (100, True, [("sla.stopped", 100)]),
        (101, False, [("sla.breached", 100), ("sla.stopped", 101)]),
    ],
)
def test_met_if_stopped_no_later_than_due(
    minutes: int, met: bool, kinds_expected: list[tuple[str, int]]
) -> None:
    log = sla.stop(started(), ALWAYS, T0 + minutes * MINUTE)
    assert kinds(log) == kinds_expected
    clock = fold(log, started())
    assert (clock.state, clock.met, clock.due_at) == ("stopped", met, None)
    assert clock.elapsed_ms == minutes * MINUTE
    assert sla.due_timer(clock) is None


def test_a_breach_stands_and_is_recorded_once() -> None:
    clock = started()
    clock = fold(sla.pause(clock, ALWAYS, T0 + 110 * MINUTE), clock)
    assert clock.breached_at == T0 + 100 * MINUTE
    log = sla.resume(clock, ALWAYS, T0 + 120 * MINUTE)
    assert kinds(log) == [("sla.resumed", 120)]
    clock = fold(log, clock)
    more = sla.retarget(clock, policy(DAY), ALWAYS, ALWAYS, T0 + 130 * MINUTE, "a lead said so")
    clock = fold(more, clock)
    assert clock.breached_at == T0 + 100 * MINUTE
    done = sla.stop(clock, ALWAYS, T0 + 140 * MINUTE)
    assert kinds(done) == [("sla.stopped", 140)]
    assert fold(done, clock).met is False


def test_a_paused_clock_whose_target_shrank_breaches_when_it_resumes() -> None:
    clock = fold(sla.pause(started(), ALWAYS, T0 + 50 * MINUTE), started())
    shrunk = sla.retarget(clock, policy(40 * MINUTE), ALWAYS, ALWAYS, T0 + 60 * MINUTE)
    assert kinds(shrunk) == [("sla.retargeted", 60)]
    clock = fold(shrunk, clock)
    assert (clock.state, clock.due_at, clock.elapsed_ms) == ("paused", None, 50 * MINUTE)
    log = sla.resume(clock, ALWAYS, T0 + 70 * MINUTE)
    assert kinds(log) == [("sla.resumed", 70), ("sla.breached", 70)]
    assert fold(log, clock).due_at == T0 + 70 * MINUTE


def test_a_late_clock_whose_target_shrinks_too_is_breached_once_at_its_old_due_time() -> None:
    log = sla.retarget(started(), policy(HOUR), ALWAYS, ALWAYS, T0 + 110 * MINUTE)
    assert kinds(log) == [("sla.breached", 100), ("sla.retargeted", 110)]


def test_a_second_breach_in_a_log_changes_nothing() -> None:
    breach = e.SlaBreached(case_id=1, clock="RES")
    clock = fold([Stamped(T0 + HOUR, breach)], started())
    assert fold([Stamped(T0 + DAY, breach)], clock) == clock


def test_a_change_while_paused_does_not_begin_a_new_stretch() -> None:
    clock = fold(sla.pause(started(), ALWAYS, T0 + MINUTE), started())
    changed = fold(sla.retarget(clock, policy(HOUR), ALWAYS, ALWAYS, T0 + HOUR), clock)
    assert (changed.since, changed.elapsed_ms) == (T0, MINUTE)


def test_a_due_time_that_has_passed_is_not_lengthened_by_being_due_now() -> None:
    clock, at = started(), T0 + 3 * HOUR
    event = sla.retarget(clock, policy(HOUR), ALWAYS, ALWAYS, at)[-1].event
    assert isinstance(event, e.SlaRetargeted)
    assert event.due_at == at


def test_a_paused_clock_whose_target_shrank_is_breached_when_it_stops() -> None:
    clock = fold(sla.pause(started(), ALWAYS, T0 + 50 * MINUTE), started())
    shrunk = sla.retarget(clock, policy(40 * MINUTE), ALWAYS, ALWAYS, T0 + HOUR)
    clock = fold(shrunk, clock)
    log = sla.stop(clock, ALWAYS, T0 + 70 * MINUTE)
    assert kinds(log) == [("sla.breached", 70), ("sla.stopped", 70)]
    assert fold(log, clock).met is False


def test_a_target_used_to_the_millisecond_is_due_now_and_not_yet_breached() -> None:
    at = T0 + 50 * MINUTE
    exact = policy(50 * MINUTE)
    running = fold(sla.retarget(started(), exact, ALWAYS, ALWAYS, at), started())
    assert (running.due_at, running.breached_at) == (at, None)
    paused = fold(sla.pause(started(), ALWAYS, at), started())
    paused = fold(sla.retarget(paused, exact, ALWAYS, ALWAYS, at), paused)
    log = sla.resume(paused, ALWAYS, at + HOUR)
    assert kinds(log) == [("sla.resumed", 110)]
    resumed = fold(log, paused)
    assert resumed.due_at == at + HOUR
    assert fold(sla.stop(resumed, ALWAYS, at + HOUR), resumed).met is True


def test_after_a_change_only_the_highest_warning_is_given() -> None:
    at = T0 + 50 * MINUTE
    for target, expected in ((52, ["sla.warned90"]), (60, ["sla.warned75"]), (80, [])):
        clock = started()
        clock = fold(sla.retarget(clock, policy(target * MINUTE), ALWAYS, ALWAYS, at), clock)
        assert [name for name, _ in kinds(sla.fire(clock, at))] == expected


def test_a_warning_is_given_once_even_if_the_clock_runs_on() -> None:
    clock = started()
    clock = fold(sla.fire(clock, T0 + 80 * MINUTE), clock)
    clock = fold(sla.pause(clock, ALWAYS, T0 + 80 * MINUTE), clock)
    clock = fold(sla.resume(clock, ALWAYS, T0 + 90 * MINUTE), clock)
    assert kinds(sla.fire(clock, T0 + 100 * MINUTE)) == [("sla.warned90", 100)]


def test_a_new_name_alone_does_not_move_a_due_time() -> None:
    clock = started()
    renamed = PolicySetup("other", "ALL", res=100 * MINUTE)
    log = sla.retarget(clock, renamed, ALWAYS, ALWAYS, T0 + 130 * MINUTE)
    assert kinds(log) == [("sla.breached", 100), ("sla.retargeted", 130)]
    after = fold(log, clock)
    assert (after.due_at, after.policy) == (clock.due_at, "other")


def test_a_kind_the_policy_does_not_have_is_cancelled() -> None:
    log = sla.retarget(started(), PolicySetup("p", "ALL"), ALWAYS, ALWAYS, T0 + MINUTE)
    assert kinds(log) == [("sla.cancelled", 1)]
    clock = fold(log, started())
    assert (clock.state, clock.due_at, clock.met) == ("cancelled", None, None)


def test_acts_that_do_not_fit_the_state_do_nothing() -> None:
    running = started()
    paused = fold(sla.pause(running, ALWAYS, T0 + MINUTE), running)
    stopped = fold(sla.stop(running, ALWAYS, T0 + MINUTE), running)
    assert sla.resume(running, ALWAYS, T0) == sla.reopen(paused, ALWAYS, T0) == []
    assert sla.pause(paused, ALWAYS, T0) == sla.pause(stopped, ALWAYS, T0) == []
    assert sla.stop(stopped, ALWAYS, T0) == sla.cancel(stopped, T0) == []
    assert sla.resume(stopped, ALWAYS, T0) == []
    assert sla.retarget(stopped, policy(1), ALWAYS, ALWAYS, T0) == []
    assert sla.take_over(stopped, running, ALWAYS, T0) == []
    assert sla.fire(paused, T0 + DAY) == []
    assert sla.start(1, "FR", policy(1), ALWAYS, T0) == []


def test_every_turn_makes_old_timers_void_and_a_new_start_is_a_new_round() -> None:
    clock = started()
    seen = [clock.generation]
    for act in (sla.pause, sla.resume, sla.stop):
        clock = fold(act(clock, ALWAYS, T0 + MINUTE), clock)
        seen.append(clock.generation)
    clock = fold(sla.start(1, "RES", policy(HOUR), ALWAYS, T0 + DAY), clock)
    assert [*seen, clock.generation] == [1, 2, 3, 4, 5]
    assert (clock.rounds, clock.started_at, clock.elapsed_ms) == (2, T0 + DAY, 0)


def test_a_clock_may_count_from_before_its_start() -> None:
    log = sla.start(1, "RES", policy(100 * MINUTE), ALWAYS, T0, since=T0 - 80 * MINUTE)
    clock = fold(log)
    assert (clock.since, clock.due_at) == (T0 - 80 * MINUTE, T0 + 20 * MINUTE)
    assert kinds(sla.fire(clock, T0)) == [("sla.warned75", -5)]
    overdue = fold(sla.start(1, "RES", policy(HOUR), ALWAYS, T0, since=T0 - DAY))
    assert kinds(sla.fire(overdue, T0)) == [("sla.breached", -23 * 60)]


def test_earliest_names_the_running_clock_that_is_due_first() -> None:
    res = started()
    reply = fold(sla.start(1, "FR", PolicySetup("p", "ALL", fr=HOUR), ALWAYS, T0))
    assert sla.earliest([res, reply]) == (T0 + HOUR, "FR")
    paused = fold(sla.pause(res, ALWAYS, T0), res)
    assert sla.earliest([paused]) == (None, "paused")
    assert sla.earliest([fold(sla.cancel(paused, T0), paused)]) == (None, None)


def test_events_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="before the clock was started"):
        sla.apply(None, e.SlaPaused(case_id=1, clock="RES", elapsed_ms=0), T0)
    with pytest.raises(ValueError, match="not an event of a clock"):
        sla.apply(started(), e.CustomerErased(customer_id="c"), T0)


# ---- against a slow engine


@dataclass
class Slow:
    """A clock that is wound on a minute at a time."""

    calendar: str
    target: int
    now: int
    used: int = 0
    running: bool = True
    reached: int | None = None
    """When the target was reached."""
    breached: int | None = None

    def run_to(self, at: int) -> None:
        """Step to an instant; whoever looks there finds a target passed before it breached."""
        while self.now < at:
            if self.running and STEPPERS[self.calendar].open(self.now):
                self.used += MINUTE
            self.now += MINUTE
            if self.running and self.used >= self.target and self.reached is None:
                self.reached = self.now
        if self.running and self.reached is not None and self.reached < at:
            self.breached = self.reached if self.breached is None else self.breached

    def run_on(self) -> None:
        """Begin a stretch: a target already passed is reached now, and breached if exceeded."""
        self.reached = self.now if self.used >= self.target else None
        if self.used > self.target and self.breached is None:
            self.breached = self.now

    def stop(self) -> None:
        """End; a paused clock with more used than its target is breached by that."""
        if self.used > self.target and self.breached is None:
            self.breached = self.now
        self.running = False


ACTS = st.sampled_from(["pause", "resume", "retarget", "stop", "reopen"])
STARTS = [
    local(text, "UTC")
    for text in ("2026-03-06T12:00", "2026-03-27T12:00", "2026-10-23T15:00", "2026-10-30T20:00")
]
STEPS = st.lists(
    st.tuples(
        ACTS,
        st.integers(1, 30 * 60),
        st.sampled_from(sorted(SETUPS)),
        st.integers(1, 24 * 60),
    ),
    max_size=5,
)


@settings(deadline=None, max_examples=depth(200, 500))
@given(st.sampled_from(STARTS), st.sampled_from(sorted(SETUPS)), st.integers(1, 1200), STEPS)
def test_agrees_with_stepping(
    begin: int, calendar: str, target: int, steps: list[tuple[str, int, str, int]]
) -> None:
    cal = calendar_of(SETUPS[calendar])
    slow = Slow(calendar, target * MINUTE, begin)
    clock = fold(sla.start(1, "RES", policy(target * MINUTE, calendar), cal, begin))
    at = begin
    for act, wait, other, goal in steps:
        at += wait * MINUTE
        slow.run_to(at)
        cal = calendar_of(SETUPS[clock.calendar])
        log: list[Stamped] = []
        if act == "pause" and clock.state == "running":
            log, slow.running = sla.pause(clock, cal, at), False
        elif act == "stop" and clock.state in sla.OPEN_STATES:
            log = sla.stop(clock, cal, at)
            slow.stop()
        elif act in ("resume", "reopen"):
            log = sla.resume(clock, cal, at) or sla.reopen(clock, cal, at)
            if log:
                slow.running = True
                slow.run_on()
        elif act == "retarget" and clock.state in sla.OPEN_STATES:
            new = calendar_of(SETUPS[other])
            log = sla.retarget(clock, policy(goal * MINUTE, other), cal, new, at)
            changes = (slow.calendar, slow.target) != (other, goal * MINUTE)
            slow.calendar, slow.target = other, goal * MINUTE
            if slow.running and changes:
                slow.run_on()
        clock = fold(log, clock)
        assert sla.elapsed_at(clock, calendar_of(SETUPS[clock.calendar]), at) == slow.used
        if log:
            assert clock.breached_at == slow.breached
            assert clock.met in (None, slow.breached is None)
    if clock.state == "running":
        assert clock.due_at == (
            slow.reached or STEPPERS[slow.calendar].due(slow.now, slow.target - slow.used)
        )
