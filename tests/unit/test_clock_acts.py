"""Which clocks an act of a case starts, stops, pauses and lets run on."""

from typing import Literal

import pytest

from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.domain import clock_acts as acts
from agentdesk.domain import events as e
from agentdesk.domain.clock_acts import CaseFacts, after
from agentdesk.domain.policies import policy_for
from agentdesk.domain.rows import CaseState, ClockKind, ClockRow
from agentdesk.domain.setup import CalendarSetup, PolicySetup, Setup
from agentdesk.domain.sla import Stamped
from tests.support.policies import seed_policies

Clocks = dict[ClockKind, ClockRow]
ALL = CalendarSetup("24x7", "UTC", {str(day): (("00:00", "24:00"),) for day in range(7)})
DAYS = CalendarSetup("hours", "UTC", {str(day): (("09:00", "17:00"),) for day in range(7)})
T0 = 20_000 * DAY + 10 * HOUR
SETUP = Setup(
    calendars=(ALL, DAYS),
    policies=(
        PolicySetup("strict", "24x7", types=("recall",), res=8 * HOUR),
        PolicySetup("gold", "24x7", priorities=(1,), fr=HOUR, nr=HOUR, res=4 * HOUR, pu=2 * HOUR),
        PolicySetup(
            "iron",
            "24x7",
            types=("fault",),
            fr=4 * HOUR,
            res=16 * HOUR,
            pu=8 * HOUR,
            res_pauses_for_third_party=True,
        ),
        PolicySetup(
            "plain",
            "24x7",
            types=("question",),
            fr=4 * HOUR,
            nr=8 * HOUR,
            res=16 * HOUR,
            pu=8 * HOUR,
        ),
    ),
)


def facts(
    state: CaseState = "open",
    *,
    replied: bool = True,
    priority: int = 3,
    type: str = "question",
    asked: int | None = None,
    case_id: int = 1,
) -> CaseFacts:
    return CaseFacts(case_id, "basic", priority, type, state, replied, asked)


def fresh(*, priority: int = 3, type: str = "question", case_id: int = 1, at: int = T0) -> Clocks:
    """The clocks of a case created at ``at``."""
    new = facts("new", replied=False, priority=priority, type=type, case_id=case_id)
    return after({}, acts.on_created(SETUP, new, {}, at), case_id)


def answered(at: int = T0 + HOUR, *, type: str = "question", case_id: int = 1) -> Clocks:
    """The clocks of a case that was answered once."""
    clocks = fresh(type=type, case_id=case_id)
    now = facts(replied=False, type=type, case_id=case_id)
    return after(clocks, acts.on_public_reply(SETUP, now, clocks, at), case_id)


def told(log: list[Stamped]) -> list[str]:
    """Name events as ``started NR``."""
    return [f"{x.event.kind.removeprefix('sla.')} {getattr(x.event, 'clock', '')}" for x in log]


def states(clocks: Clocks) -> dict[str, str]:
    return {kind: clock.state for kind, clock in clocks.items()}


def test_creation_starts_first_reply_and_resolution() -> None:
    assert states(fresh()) == {"FR": "running", "RES": "running"}
    assert fresh()["FR"].due_at == T0 + 4 * HOUR


def test_without_a_policy_there_are_no_clocks() -> None:
    assert acts.on_created(SETUP, facts(type="feedback"), {}, T0) == []


def test_a_policy_without_a_target_runs_no_clock_of_that_kind() -> None:
    assert states(fresh(type="recall")) == {"RES": "running"}


def test_an_automatic_message_never_counts() -> None:
    clocks = fresh()
    assert acts.on_public_reply(SETUP, facts(), clocks, T0 + 1, human=False) == []


def test_a_reply_meets_the_first_reply_and_starts_the_wait_for_an_update() -> None:
    clocks = answered()
    assert states(clocks) == {"FR": "stopped", "RES": "running", "PU": "running"}
    assert clocks["FR"].met is True
    assert clocks["PU"].due_at == T0 + 9 * HOUR


def test_a_connection_meets_the_first_reply() -> None:
    clocks = fresh()
    assert told(acts.on_connected(SETUP, facts(), clocks, T0 + 1))[0] == "stopped FR"


def test_a_question_before_any_reply_starts_nothing() -> None:
    asks = facts(replied=False)
    assert acts.on_customer_message(SETUP, asks, fresh(), T0 + 1) == []


def test_the_first_unanswered_question_after_a_reply_starts_the_next_reply() -> None:
    clocks = answered()
    log = acts.on_customer_message(SETUP, facts(), clocks, T0 + 2 * HOUR)
    assert told(log) == ["started NR"]
    clocks = after(clocks, log, 1)
    assert acts.on_customer_message(SETUP, facts(), clocks, T0 + 3 * HOUR) == []
    log = acts.on_public_reply(SETUP, facts(), clocks, T0 + 4 * HOUR)
    assert told(log) == ["stopped NR", "stopped PU", "started PU"]
    clocks = after(clocks, log, 1)
    log = acts.on_customer_message(SETUP, facts(), clocks, T0 + 5 * HOUR)
    assert after(clocks, log, 1)["NR"].rounds == 2


def test_an_update_that_was_late_is_breached_and_the_next_begins_anew() -> None:
    clocks = answered()
    log = acts.on_public_reply(SETUP, facts(), clocks, T0 + 10 * HOUR)
    assert told(log) == ["breached PU", "stopped PU", "started PU"]
    assert log[0].at == T0 + 9 * HOUR
    update = after(clocks, log, 1)["PU"]
    assert (update.rounds, update.breached_at, update.due_at) == (2, None, T0 + 18 * HOUR)


def test_reply_and_wait_in_one_command_meets_the_first_reply_before_pausing() -> None:
    clocks = fresh()
    at = T0 + HOUR
    log = acts.on_public_reply(SETUP, facts(), clocks, at)
    log += acts.on_waiting(SETUP, facts(), after(clocks, log, 1), at, "customer")
    assert told(log) == ["stopped FR", "started PU", "paused RES", "paused PU"]


def test_reply_and_resolve_in_one_command_leaves_no_update_to_wait_for() -> None:
    clocks = fresh()
    at = T0 + HOUR
    log = acts.on_public_reply(SETUP, facts(), clocks, at, resolving=True)
    log += acts.on_resolved(SETUP, facts(), after(clocks, log, 1), at)
    assert told(log) == ["stopped FR", "stopped RES"]


def test_another_reply_while_waiting_leaves_the_update_paused() -> None:
    clocks = answered()
    clocks = after(clocks, acts.on_waiting(SETUP, facts(), clocks, T0 + HOUR, "customer"), 1)
    log = acts.on_public_reply(SETUP, facts("waiting_customer"), clocks, T0 + 2 * HOUR)
    assert told(log) == ["stopped PU", "started PU", "paused PU"]


@pytest.mark.parametrize(
    ("type", "waits_for", "paused"),
    [
        ("question", "customer", {"RES", "PU"}),
        ("question", "third_party", set()),
        ("fault", "third_party", {"RES"}),
    ],
)
def test_what_pauses_while_waiting(
    type: str, waits_for: Literal["customer", "third_party"], paused: set[str]
) -> None:
    clocks = answered(type=type)
    at = T0 + 2 * HOUR
    clocks = after(clocks, acts.on_waiting(SETUP, facts(type=type), clocks, at, waits_for), 1)
    assert {kind for kind, clock in clocks.items() if clock.state == "paused"} == paused
    log = acts.on_resumed(SETUP, facts(type=type), clocks, at + HOUR)
    assert {kind for kind, c in after(clocks, log, 1).items() if c.state == "paused"} == set()


def test_replies_never_pause() -> None:
    clocks = fresh()
    log = acts.on_waiting(SETUP, facts(), clocks, T0 + 1, "customer")
    assert told(log) == ["paused RES"]


def test_from_the_customer_to_a_third_party_the_update_runs_again() -> None:
    clocks = answered(type="fault")
    now = facts(type="fault")
    clocks = after(clocks, acts.on_waiting(SETUP, now, clocks, T0 + HOUR, "customer"), 1)
    log = acts.on_waiting(SETUP, now, clocks, T0 + 2 * HOUR, "third_party")
    assert told(log) == ["resumed PU"]


def test_resolving_stops_all_and_reopening_goes_on_with_resolution() -> None:
    clocks = answered()
    clocks = after(clocks, acts.on_customer_message(SETUP, facts(), clocks, T0 + HOUR), 1)
    clocks = after(clocks, acts.on_resolved(SETUP, facts(), clocks, T0 + 6 * HOUR), 1)
    assert set(states(clocks).values()) == {"stopped"}
    log = acts.on_reopened(SETUP, facts(), clocks, T0 + 30 * HOUR)
    assert told(log) == ["resumed RES", "started NR"]
    again = after(clocks, log, 1)
    assert again["RES"].due_at == T0 + 40 * HOUR
    assert again["NR"].due_at == T0 + 38 * HOUR


def test_reopening_brings_today_s_terms() -> None:
    clocks = answered()
    clocks = after(clocks, acts.on_resolved(SETUP, facts(), clocks, T0 + 2 * HOUR), 1)
    log = acts.on_reopened(SETUP, facts(priority=1), clocks, T0 + DAY)
    assert told(log) == ["resumed RES", "retargeted RES", "started NR"]
    assert after(clocks, log, 1)["RES"].due_at == T0 + DAY + 2 * HOUR


def test_closing_as_spam_cancels_and_closing_by_time_does_nothing() -> None:
    clocks = answered()
    assert acts.on_closed(SETUP, facts(), clocks, T0 + DAY, "time") == []
    log = acts.on_closed(SETUP, facts(), clocks, T0 + DAY, "spam")
    assert told(log) == ["cancelled RES", "cancelled PU"]


def test_a_new_priority_moves_every_open_clock_and_no_other() -> None:
    clocks = answered()
    now = facts(priority=1)
    log = acts.on_policy_change(SETUP, now, clocks, T0 + 2 * HOUR)
    assert told(log) == ["retargeted RES", "retargeted PU"]
    changed = after(clocks, log, 1)
    assert changed["RES"].due_at == T0 + 4 * HOUR
    assert changed["FR"] == clocks["FR"]
    assert acts.on_policy_change(SETUP, now, changed, T0 + 3 * HOUR) == []


def test_a_paused_clock_stays_paused_through_a_change() -> None:
    clocks = answered()
    clocks = after(clocks, acts.on_waiting(SETUP, facts(), clocks, T0 + HOUR, "customer"), 1)
    now = facts("waiting_customer", priority=1)
    changed = after(clocks, acts.on_policy_change(SETUP, now, clocks, T0 + DAY), 1)
    assert changed["RES"].state == "paused"
    assert changed["RES"].elapsed_ms == HOUR


def test_a_policy_that_lacks_a_clock_cancels_it_and_one_that_has_it_starts_it() -> None:
    clocks = answered()
    bare = facts(type="recall")
    log = acts.on_policy_change(SETUP, bare, clocks, T0 + 2 * HOUR)
    assert told(log) == ["retargeted RES", "cancelled PU"]
    back = after(clocks, log, 1)
    asked = facts(asked=T0 + 3 * HOUR)
    log = acts.on_policy_change(SETUP, asked, back, T0 + 3 * HOUR)
    assert told(log) == ["started NR", "retargeted RES", "started PU"]


def test_losing_every_policy_cancels() -> None:
    log = acts.on_policy_change(SETUP, facts(type="feedback"), answered(), T0 + 2 * HOUR)
    assert told(log) == ["cancelled RES", "cancelled PU"]


def test_other_hours_in_a_new_set_up_keep_what_was_used_in_the_old() -> None:
    shorter = CalendarSetup("24x7", "UTC", {str(day): (("09:00", "12:00"),) for day in range(7)})
    changed = Setup(calendars=(shorter, DAYS), policies=SETUP.policies)
    clocks = fresh()
    log = acts.on_policy_change(
        changed, facts(replied=False), clocks, T0 + HOUR, before=SETUP, reason="new hours"
    )
    assert told(log) == ["retargeted FR", "retargeted RES"]
    first = after(clocks, log, 1)["FR"]
    assert first.elapsed_ms == HOUR
    assert first.due_at == T0 + DAY + HOUR


def test_a_split_counts_from_its_message() -> None:
    child = facts("new", replied=False, case_id=2)
    clocks = after({}, acts.on_created(SETUP, child, {}, T0 + 3 * HOUR, since=T0), 2)
    assert clocks["FR"].due_at == T0 + 4 * HOUR
    assert clocks["RES"].started_at == T0


def second(at: int, *, priority: int = 3) -> Clocks:
    """The clocks of case 2, created at ``at``."""
    return fresh(case_id=2, priority=priority, at=at)


def test_a_merge_keeps_the_earlier_due_time_of_each_kind() -> None:
    early, clocks = second(T0 - HOUR), fresh()
    log = acts.on_merge(SETUP, facts(replied=False), clocks, T0 + HOUR, early)
    assert told(log) == ["retargeted FR", "retargeted RES", "cancelled FR", "cancelled RES"]
    assert {x.event.case_id for x in log[2:] if isinstance(x.event, e.SlaCancelled)} == {2}
    kept = after(clocks, log, 1)
    assert kept["FR"].due_at == T0 + 3 * HOUR
    assert kept["RES"].due_at == T0 + 15 * HOUR
    log = acts.on_merge(SETUP, facts(replied=False), fresh(), T0 + HOUR, second(T0 + 1))
    assert told(log) == ["cancelled FR", "cancelled RES"]


def test_a_merge_takes_the_higher_priority_s_targets() -> None:
    clocks = fresh()
    log = acts.on_merge(
        SETUP, facts(replied=False, priority=1), clocks, T0 + HOUR, second(T0 + MINUTE, priority=1)
    )
    kept = after(clocks, log, 1)
    assert (kept["FR"].policy, kept["FR"].due_at) == ("gold", T0 + HOUR)


def test_a_merge_carries_the_breach_of_the_duplicate() -> None:
    old = second(T0 - 6 * HOUR)
    old = after(old, [Stamped(T0 - 2 * HOUR, e.SlaBreached(case_id=2, clock="FR"))], 2)
    clocks = fresh()
    kept = after(clocks, acts.on_merge(SETUP, facts(replied=False), clocks, T0 + HOUR, old), 1)
    assert kept["FR"].breached_at == kept["FR"].due_at == T0 - 2 * HOUR


def test_a_duplicate_never_answered_is_a_question_to_an_answered_survivor() -> None:
    clocks = answered()
    log = acts.on_merge(SETUP, facts(), clocks, T0 + 3 * HOUR, second(T0 + 2 * HOUR))
    assert "started NR" in told(log)
    assert after(clocks, log, 1)["NR"].due_at == T0 + 10 * HOUR


def test_an_answered_duplicate_brings_its_open_question() -> None:
    theirs = answered(case_id=2)
    asked = facts(case_id=2)
    theirs = after(theirs, acts.on_customer_message(SETUP, asked, theirs, T0 + 2 * HOUR), 2)
    clocks = answered(T0 + 90 * MINUTE)
    log = acts.on_merge(SETUP, facts(asked=T0 + 2 * HOUR), clocks, T0 + 4 * HOUR, theirs)
    assert after(clocks, log, 1)["NR"].due_at == T0 + 10 * HOUR


def test_an_answered_duplicate_adds_no_question_to_a_case_still_waiting_for_its_first() -> None:
    theirs = answered(case_id=2)
    theirs = after(
        theirs, acts.on_customer_message(SETUP, facts(case_id=2), theirs, T0 + 2 * HOUR), 2
    )
    log = acts.on_merge(SETUP, facts(replied=False), fresh(), T0 + 3 * HOUR, theirs)
    assert told(log) == ["cancelled NR", "cancelled RES", "cancelled PU"]


def test_a_duplicate_s_update_is_kept_paused_while_the_survivor_waits() -> None:
    # The survivor was resolved without a word and reopened: its first reply is over.
    clocks = after(fresh(), acts.on_resolved(SETUP, facts(), fresh(), T0 + MINUTE), 1)
    clocks = after(clocks, acts.on_reopened(SETUP, facts(), clocks, T0 + HOUR), 1)
    clocks = after(clocks, acts.on_waiting(SETUP, facts(), clocks, T0 + HOUR, "customer"), 1)
    silent = facts("waiting_customer", replied=False)
    theirs = answered(T0 + HOUR, case_id=2)
    log = acts.on_merge(SETUP, silent, clocks, T0 + 3 * HOUR, theirs)
    update = after(clocks, log, 1)["PU"]
    assert (update.state, update.elapsed_ms) == ("paused", 2 * HOUR)


def test_a_clock_that_a_change_starts_while_waiting_is_paused() -> None:
    clocks = answered(type="recall")
    waiting = facts("waiting_customer", type="recall")
    clocks = after(clocks, acts.on_waiting(SETUP, waiting, clocks, T0 + HOUR, "customer"), 1)
    log = acts.on_policy_change(SETUP, facts("waiting_customer"), clocks, T0 + 2 * HOUR)
    assert told(log) == ["retargeted RES", "started PU", "paused PU"]


def test_a_resolved_case_neither_asks_nor_lacks_a_clock() -> None:
    clocks = after(answered(), acts.on_resolved(SETUP, facts(), answered(), T0 + 2 * HOUR), 1)
    done = facts("resolved")
    assert acts.on_customer_message(SETUP, done, clocks, T0 + DAY) == []
    assert acts.on_policy_change(SETUP, facts("resolved", priority=1), clocks, T0 + DAY) == []
    assert acts.on_public_reply(SETUP, done, clocks, T0 + DAY) == []


def test_reopening_leaves_a_question_that_runs_already() -> None:
    clocks = answered()
    clocks = after(clocks, acts.on_customer_message(SETUP, facts(), clocks, T0 + 2 * HOUR), 1)
    assert acts.on_reopened(SETUP, facts(), clocks, T0 + 3 * HOUR) == []


# ---- policies


SEED = Setup(policies=seed_policies("hours", "24x7"), calendars=(ALL, DAYS))


@pytest.mark.parametrize(
    ("level", "priority", "hours", "calendar"),
    [
        ("standard", 1, (0.5, 1, 2, 4), "hours"),
        ("standard", 2, (1, 2, 4, 8), "hours"),
        ("standard", 3, (4, 8, 16, 16), "hours"),
        ("standard", 4, (8, 16, None, 40), "hours"),
        ("premium", 1, (0.25, 0.5, 1, 2), "24x7"),
        ("premium", 2, (0.5, 1, 2, 4), "24x7"),
        ("premium", 3, (2, 4, 8, 8), "hours"),
        ("premium", 4, (4, 8, None, 20), "hours"),
        ("basic", 1, (1, 2, None, 8), "hours"),
        ("basic", 4, (16, 32, None, 80), "hours"),
        ("unheard of", 3, (8, 16, None, 32), "hours"),
    ],
)
def test_the_seed(
    level: str, priority: int, hours: tuple[float | None, ...], calendar: str
) -> None:
    policy = policy_for(SEED, level, priority, "fault")
    assert policy is not None
    kinds: tuple[ClockKind, ...] = ("FR", "NR", "PU", "RES")
    assert tuple(policy.target(kind) for kind in kinds) == tuple(
        None if value is None else int(value * HOUR) for value in hours
    )
    assert policy.calendar == calendar


def test_the_first_match_by_position_counts() -> None:
    def named(priority: int, type: str) -> str | None:
        policy = policy_for(SETUP, "basic", priority, type)
        return policy.id if policy else None

    assert named(1, "recall") == "strict"
    assert named(1, "question") == "gold"
    assert named(2, "question") == "plain"
    assert named(2, "feedback") is None
