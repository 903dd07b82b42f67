"""Who had come before a recorded window: there from when they waited for us in it."""

from pathlib import Path

import pytest

from agentdesk.clock import DAY, HOUR, MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.desk.classing import Prioritise
from agentdesk.desk.escalating import Transfer
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.taking import Take
from agentdesk.desk.undo import Undo
from agentdesk.desk.waiting import Snooze, Wait
from agentdesk.domain.events import MessagePosted
from agentdesk.training.recording.groups import coarsened, failing
from agentdesk.training.recording.phrases import opening
from agentdesk.training.recording.reading_log import visits_of
from agentdesk.training.recording.visits import Shift, Visit
from agentdesk.training.recording.window import read_window
from tests.support.office import MONDAY, SETUP, Office
from tests.training.test_recording_rules import visit
from tests.tui.desk_bed import fill

BEGINS, ENDS = MONDAY + 4 * HOUR, MONDAY + 8 * HOUR


@pytest.fixture
def office() -> Office:
    found = Office()
    found.here("lena")
    return found


def until(office: Office, at: int) -> None:
    """Let time pass to an instant."""
    office.later(at - office.clock.at)


def taken(office: Office) -> int:
    """Let a customer write and Lena take it."""
    case = office.mail()
    office.do("lena", Take, case_id=case)
    return case


def found(office: Office, case: int) -> Visit | None:
    """Return a case as a window had it, in which nothing more happened."""
    until(office, ENDS)
    return visits_of(office.store.log, {}, BEGINS, ENDS)[case][1]


def test_who_waits_when_it_begins_is_there_from_its_beginning(office: Office) -> None:
    case = taken(office)
    office.do("lena", Prioritise, case_id=case, priority=1, reason="second time")
    until(office, BEGINS + HOUR)
    office.reply("lena", case)
    visit = found(office, case)
    assert visit is not None
    assert (visit.at, visit.before, visit.priority) == (BEGINS, "waiting", 1)
    assert visit.waited_ms == HOUR
    assert [one.word for one in visit.did] == ["answered"]


def test_who_writes_again_comes_then_with_those_words(office: Office) -> None:
    case = taken(office)
    office.reply("lena", case)
    office.do("lena", Wait, case_id=case, waits_for="customer")
    until(office, BEGINS + 20 * MINUTE)
    office.mail("It is order 7.", case_id=case)
    visit = found(office, case)
    assert visit is not None
    assert (visit.at, visit.before) == (BEGINS + 20 * MINUTE, "under way")
    posted = [e.fact.event for e in office.store.log if isinstance(e.fact.event, MessagePosted)]
    assert visit.message == posted[-1].message_id
    assert (visit.said, visit.did) == ((), ())


def test_who_waits_for_nothing_from_us_is_not_there(office: Office) -> None:
    answered, asked, settled = taken(office), taken(office), taken(office)
    for case in (answered, asked, settled):
        office.reply("lena", case)
    office.do("lena", Wait, case_id=asked, waits_for="customer")
    office.do("lena", Resolve, case_id=settled, disposition="answered", summary="Told.")
    assert [found(office, case) for case in (answered, asked, settled)] == [None] * 3


def test_what_is_reopened_or_wakes_comes_when_it_does(office: Office) -> None:
    settled, asleep = taken(office), taken(office)
    office.reply("lena", settled)
    office.do("lena", Resolve, case_id=settled, disposition="answered", summary="Told.")
    office.do("lena", Snooze, case_id=asleep, until=BEGINS + HOUR)
    until(office, BEGINS + 2 * HOUR)
    office.mail("It is not settled.", case_id=settled)
    came = [(v.at, v.before) for v in (found(office, settled), found(office, asleep)) if v]
    assert came == [(BEGINS + 2 * HOUR, "under way"), (BEGINS + HOUR, "waiting")]


def test_it_comes_to_the_queue_it_was_in_then(office: Office) -> None:
    case = taken(office)
    office.do("lena", Transfer, case_id=case, to_queue="machines", note="It is about a machine.")
    visit = found(office, case)
    assert visit is not None
    assert visit.queue == "machines"
    assert visit.did == ()


def test_a_rest_that_was_taken_back_is_none(office: Office) -> None:
    case = taken(office)
    done = office.do("lena", Snooze, case_id=case, until=ENDS + HOUR)
    office.do("lena", Undo, target=done.command_id)
    visit = found(office, case)
    assert visit is not None
    assert visit.at == BEGINS


def test_what_began_in_it_is_as_it_came(office: Office) -> None:
    until(office, BEGINS + MINUTE)
    visit = found(office, taken(office))
    assert visit is not None
    assert (visit.at, visit.before) == (BEGINS + MINUTE, "")


def test_who_was_under_way_stands_with_nobody_who_is_new() -> None:
    new = [visit(n) for n in range(5)]
    old = [visit(n, before="under way") for n in range(5, 9)]
    whole = Shift(MONDAY, MONDAY + 8 * HOUR, "Europe/Berlin", (*new, *old))
    assert [(one.group.before, one.visits) for one in failing(whole, 0)] == [("under way", 4)]
    assert {one.before for one in coarsened(whole, SETUP, 2).visits} == {""}
    assert opening("fault", "en", "Billing", under_way=True)[0].startswith("It is still about")


async def test_a_window_reads_who_waits_and_fresh_leaves_them_out(tmp_path: Path) -> None:
    mails = tuple((f"N{n}", f"n{n}@there.example", "Charged twice") for n in range(6))
    clock = await fill(tmp_path / "desk.db", mails)
    store = await open_store(str(tmp_path / "desk.db"), clock=ManualClock(clock.at + DAY))
    try:
        lead = (await store.reads.setup()).person("mona")
        begins, ends = clock.at + HOUR, clock.at + 2 * HOUR
        read = await read_window(store, lead, begins, ends)
        assert {(one.at, one.before) for one in read.shift.visits} == {(begins, "waiting")}
        assert len(read.shift.visits) == len(read.texts) == 6
        fresh = await read_window(store, lead, begins, ends, fresh=True)
        assert fresh.shift.visits == ()
    finally:
        await store.close()
