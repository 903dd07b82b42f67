"""What happens as time passes, fired once however often it is asked."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Outcome, Refused
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.replying import Reply
from agentdesk.desk.setup import LoadSetup
from agentdesk.desk.taking import Assign, Reserve, Take
from agentdesk.desk.tick import Ticked, tick
from agentdesk.desk.timers import fire
from agentdesk.desk.waiting import Snooze, Wait
from agentdesk.domain.events import CaseReminded, CaseWoken, SlaBreached, SlaWarned
from agentdesk.domain.rows import AgentRow, SendRow, TimerRow
from tests.desk.scene import NOON, Scene, scene, setup


def run_due(s: Scene, *, late_ms: int = 0) -> int:
    """Fire what is due, each at its time or so much later; return how many had an effect."""
    fired = 0
    now = s.clock.now()
    seen: set[TimerRow] = set()
    while due := [t for t in s.store.due_timers(now) if t not in seen]:
        seen.add(due[0])
        fired += bool(s.run(fire(due[0])).result["fired"])
    return fired


def pass_time(s: Scene, ms: int) -> None:
    """Let time go by with an open desk: every timer fires when it is due."""
    end = s.clock.now() + ms
    while due := s.store.due_timers(end):
        s.clock.at = max(s.clock.now(), due[0].due_at)
        run_due(s)
    s.clock.at = end


def test_warnings_and_a_breach_carry_their_own_times_however_late() -> None:
    s = scene()
    case_id = s.taken()
    s.clock.advance(30 * HOUR)
    run_due(s)
    facts = [(x.fact.at - NOON, x.fact.event) for x in s.store.log]
    fr = [(at, e) for at, e in facts if getattr(e, "clock", None) == "FR"]
    warned = [(at, e.percent) for at, e in fr if isinstance(e, SlaWarned)]
    assert warned == [(3 * HOUR, 75), (int(3.6 * HOUR), 90)]
    assert [at for at, e in fr if isinstance(e, SlaBreached)] == [4 * HOUR]
    assert not [t for t in s.timers(case_id) if t.kind == "sla.FR"]


def test_a_second_firing_does_nothing() -> None:
    s = scene()
    case_id = s.taken()
    s.snooze(case_id, HOUR)
    s.clock.advance(HOUR)
    timer = next(t for t in s.store.due_timers(s.clock.now()) if t.kind == "snooze")
    assert s.run(fire(timer)).result["fired"]
    before = len(s.store.log)
    assert s.run(fire(timer)).repeated
    assert len(s.store.log) == before


def test_an_old_timer_is_no_timer() -> None:
    s = scene()
    case_id = s.taken()
    s.snooze(case_id, HOUR)
    old = next(t for t in s.timers(case_id) if t.kind == "snooze")
    s.snooze(case_id, 2 * HOUR)
    s.clock.advance(HOUR)
    assert not s.run(fire(old)).result["fired"]
    assert s.case(case_id).wake_at == NOON + 2 * HOUR


def test_a_timer_that_is_not_due_is_refused() -> None:
    s = scene()
    case_id = s.taken()
    s.snooze(case_id, HOUR)
    timer = next(t for t in s.timers(case_id) if t.kind == "snooze")
    with pytest.raises(Refused, match="not due"):
        s.run(fire(timer))


def test_a_snooze_ends_when_it_was_due_and_the_case_waits_since_then() -> None:
    s = scene()
    case_id = s.answered()
    s.snooze(case_id, HOUR)
    s.clock.advance(3 * HOUR)
    run_due(s)
    assert [x.fact.at for x in s.store.log if isinstance(x.fact.event, CaseWoken)] == [NOON + HOUR]
    row = s.case(case_id)
    assert (row.wake_at, row.waiting_since) == (None, NOON + HOUR)


def test_two_reminders_then_fourteen_days_after_asking_it_is_resolved() -> None:
    s = scene()
    case_id = s.answered()
    s.sent(s.store.messages(case_id)[-1].id)
    s.wait(case_id)
    pass_time(s, 14 * DAY - 1)
    assert [e.number for e in s.events(CaseReminded)] == [1, 2]
    assert s.case(case_id).state == "waiting_customer"
    pass_time(s, 1)
    row = s.case(case_id)
    assert (row.state, row.disposition) == ("resolved", "no_reply")
    assert {c.state for c in s.clocks(case_id)} == {"stopped"}
    pass_time(s, 7 * DAY)
    assert s.case(case_id).state == "closed"


def test_a_case_whose_customer_never_got_the_message_goes_back_to_people() -> None:
    s = scene()
    case_id = s.answered(rfc_id="ours@desk")
    s.sent(s.store.messages(case_id)[-1].id)
    s.wait(case_id)
    s.mail("Undelivered", kind="bounce", bounced="ours@desk", sender=("M", "daemon@x.org"))
    pass_time(s, 15 * DAY)
    row = s.case(case_id)
    assert (row.state, row.disposition) == ("open", None)


def test_without_two_reminders_the_end_is_put_off() -> None:
    s = scene()
    case_id = s.answered()
    s.sent(s.store.messages(case_id)[-1].id)
    s.wait(case_id, remind_at=NOON + 13 * DAY)
    pass_time(s, 20 * DAY)
    assert s.case(case_id).state == "waiting_customer"
    pass_time(s, 20 * DAY)
    assert s.case(case_id).state == "resolved" or s.case(case_id).state == "closed"
    assert [e.number for e in s.events(CaseReminded) if e.closes_at is None] == [1, 2]


def test_a_review_date_comes_up_again_and_again() -> None:
    s = scene()
    case_id = s.answered()
    s.do(
        Wait,
        case_id=case_id,
        waits_for="third_party",
        party="carrier",
        remind_at=NOON + DAY,
    )
    pass_time(s, 8 * DAY)
    assert [e.number for e in s.events(CaseReminded)] == [1, 2, 3]
    assert s.case(case_id).state == "waiting_third_party"


def test_after_a_standstill_one_reminder_comes_up_not_a_row() -> None:
    s = scene()
    case_id = s.answered()
    s.do(
        Wait,
        case_id=case_id,
        waits_for="third_party",
        party="carrier",
        remind_at=NOON + DAY,
    )
    s.clock.advance(90 * DAY)
    run_due(s)
    assert len(s.events(CaseReminded)) == 1
    assert s.case(case_id).remind_at == s.clock.now() + 1


def test_a_reservation_lapses() -> None:
    s = scene()
    row = s.case(s.mail("Printer"))
    s.do(Reserve, "lea", case_id=row.id, agent="nina")
    assert not s.case(row.id).claimable
    s.clock.advance(15 * MINUTE)
    run_due(s)
    assert s.case(row.id).claimable


def test_a_wrap_up_ends_by_itself() -> None:
    s = scene()
    s.do(SetAgentState, state="wrap_up")
    s.clock.advance(10 * MINUTE)
    assert run_due(s) == 1
    row = s.store.table.one(AgentRow, "omar")
    assert (row.state, row.since) == ("available", NOON + 2 * MINUTE)
    assert not s.store.due_timers(s.clock.now())


def test_a_wrap_up_ended_by_hand_leaves_no_timer() -> None:
    s = scene()
    s.do(SetAgentState, state="wrap_up")
    s.do(SetAgentState, state="unavailable", reason="lunch")
    s.clock.advance(10 * MINUTE)
    assert not s.store.due_timers(s.clock.now())


def test_a_held_message_is_released_after_its_hold() -> None:
    s = scene()
    case_id = s.answered()
    message_id = s.store.messages(case_id)[-1].id
    s.clock.advance(15 * SECOND)
    run_due(s)
    assert s.store.table.one(SendRow, message_id).state == "queued"
    assert not [t for t in s.timers(case_id) if t.kind.startswith("send.")]


def test_timers_leave_the_version_alone() -> None:
    s = scene()
    case_id = s.taken()
    version = s.case(case_id).version
    s.clock.advance(30 * HOUR)
    run_due(s)
    assert s.case(case_id).version == version


# ---- on a real store


class Real:
    """The same desk on an SQLite file."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock = store, clock
        self.scene = Scene(setup(), clock)
        self._n = 0

    async def do(self, kind: type[Command], actor: str = "omar", **fields: Any) -> Outcome:
        self._n += 1
        command = kind(command_id=f"r{self._n}", actor=actor, **fields)
        return await self.store.act(use_case_of(command), command)

    async def mail(self, subject: str = "Printer") -> int:
        command = self.scene.command(subject)
        return int((await self.store.act(use_case_of(command), command)).result["case_id"])

    async def tick(self) -> Ticked:
        return await tick(self.store, self.clock.now())


@pytest.fixture
async def real(tmp_path: Path) -> AsyncIterator[Real]:
    clock = ManualClock(NOON)
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    desk = Real(store, clock)
    await desk.do(LoadSetup, "admin", setup=setup())
    for person in ("omar", "nina"):
        await desk.do(SetAgentState, person, state="available")
    yield desk
    await store.close()


async def test_a_tick_does_what_is_due_and_the_next_has_nothing_to_do(real: Real) -> None:
    case_id = await real.mail()
    real.clock.advance(30 * HOUR)
    assert (await real.tick()).fired == 2
    assert (await real.tick()).fired == 0
    assert not await real.store.reads.due_timers(real.clock.now())
    view = await real.store.reads.case(case_id)
    assert view is not None
    assert {c.kind: c.breached_at for c in view.clocks} == {
        "FR": NOON + 4 * HOUR,
        "RES": NOON + 16 * HOUR,
    }


async def test_a_case_taken_and_not_touched_goes_back_when_the_desk_falls_silent(
    real: Real,
) -> None:
    case_id = await real.mail()
    await real.do(Take, case_id=case_id)
    before = await real.store.reads.case_row(case_id)
    assert before is not None
    for _ in range(5):
        real.clock.advance(30 * SECOND)
        await real.store.live.beat("omar", real.clock.now())
        assert (await real.tick()).released == 0
    real.clock.advance(91 * SECOND)
    assert (await real.tick()).released == 1
    row = await real.store.reads.case_row(case_id)
    assert row is not None
    assert (row.owner, row.claimable, row.waiting_since) == (None, True, before.waiting_since)
    assert (await real.tick()).released == 0


async def test_what_was_handed_to_somebody_waits_for_them(real: Real) -> None:
    case_id = await real.mail()
    await real.do(Assign, "lea", case_id=case_id, to="nina")
    real.clock.advance(10 * MINUTE)
    assert (await real.tick()).released == 0


async def test_a_case_acted_on_goes_back_by_its_queues_absence_rule(real: Real) -> None:
    case_id = await real.mail()
    await real.do(Take, case_id=case_id)
    await real.do(
        Reply, case_id=case_id, body="Hi", to=("ada@example.org",), raw=b"Hi", rfc_id="r@desk"
    )
    real.clock.advance(HOUR)
    await real.store.live.beat("omar", real.clock.now())
    real.clock.advance(4 * HOUR)
    assert (await real.tick()).released == 0
    real.clock.advance(1)
    assert (await real.tick()).released == 1
    row = await real.store.reads.case_row(case_id)
    assert row is not None
    assert row.owner is None


async def test_a_timer_that_refuses_does_not_block_the_others(real: Real) -> None:
    case_id = await real.mail()
    await real.do(Take, case_id=case_id)
    await real.do(Snooze, case_id=case_id, until=NOON + 20 * HOUR)
    real.clock.advance(20 * HOUR)
    # A machine whose clock is a week ahead sees the store refuse what is not due yet.
    await real.mail("Another")
    done = await tick(real.store, real.clock.now() + 7 * DAY)
    assert done.fired == 3
    row = await real.store.reads.case_row(case_id)
    assert row is not None
    assert row.wake_at is None
    assert await real.store.reads.due_timers(real.clock.now() + 7 * DAY)
