"""Who gets a case: in which order, and who may not."""

import pytest

from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.desk.classing import DeclareEmergency, Tag
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.taking import Assign, Release, Reserve, Take, TakeNext
from agentdesk.desk.waiting import Snooze
from agentdesk.domain.rows import LoadRow
from tests.support.office import Office


def test_next_is_the_case_that_waits_longest(office: Office) -> None:
    first = office.mail()
    office.clock.advance(MINUTE)
    second = office.mail(sender="grace@hopper.example")
    outcome = office.do("lena", TakeNext)
    assert (outcome.result["case_id"], outcome.label) == (first, f"took {first}")
    assert office.do("omar", TakeNext).result["case_id"] == second
    assert (office.case(first).owner, office.case(first).state) == ("lena", "open")
    assert office.case(first).claimable is False
    office.prove()


def test_nobody_takes_a_case_twice(office: Office) -> None:
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    refused = office.refusal("omar", Take, case_id=case_id)
    assert (refused.sentence, refused.code) == ("Lena has case 1.", "conflict")
    assert office.refusal("lena", Take, case_id=case_id).sentence == "You have case 1 already."
    assert office.refusal("omar", TakeNext).sentence == "No case is waiting for you."


def test_a_command_done_twice_is_done_once(office: Office) -> None:
    case_id = office.mail()
    command = TakeNext(command_id="same", actor="lena")
    from agentdesk.desk.registry import use_case_of

    first = office.store.act_now(use_case_of(command), command)
    again = office.store.act_now(use_case_of(command), command)
    assert first.result == again.result == {"case_id": case_id}
    assert (first.repeated, again.repeated) == (False, True)
    assert office.store.kinds().count("case.assigned") == 1


def test_who_is_away_gets_nothing(office: Office) -> None:
    office.mail()
    office.do("lena", SetAgentState, state="unavailable", reason="lunch")
    assert "away" in office.refusal("lena", TakeNext).sentence
    assert "away" in office.refusal("lena", Take, case_id=1).sentence
    assert "offline" in office.refusal("chip", TakeNext).sentence


def test_a_queue_that_is_not_yours_stays_closed(office: Office) -> None:
    case_id = office.mail(to="machines@desk.example")
    assert office.refusal("lena", TakeNext).code == "nothing"
    refused = office.refusal("lena", Take, case_id=case_id)
    assert refused.sentence == (
        "Case 1 is in the queue machines, which is not one of yours: ask a lead."
    )


def test_a_full_desk_takes_no_more(office: Office) -> None:
    for number in range(7):
        office.mail(sender=f"customer{number}@there.example")
    for _ in range(6):
        office.do("lena", TakeNext)
    assert office.store.table.one(LoadRow, "lena").units == 6
    assert office.refusal("lena", TakeNext).sentence == (
        "You hold 6 of 6 units: finish or release something first."
    )
    office.prove()


def test_what_does_not_fit_does_not_block_what_does(office: Office) -> None:
    for number in range(5):
        office.mail(sender=f"customer{number}@there.example")
        office.do("lena", TakeNext)
    chat = office.mail(sender="chatty@there.example", channel="chat")
    mail = office.mail(sender="patient@there.example")
    assert office.case(chat).rank_at < office.case(mail).rank_at
    assert office.do("lena", TakeNext).result["case_id"] == mail


def test_released_it_keeps_its_waiting_time(office: Office) -> None:
    case_id = office.mail()
    before = office.case(case_id)
    office.do("lena", Take, case_id=case_id)
    office.clock.advance(HOUR)
    office.do("lena", Release, case_id=case_id, reason="I must leave early.")
    after = office.case(case_id)
    assert (after.owner, after.claimable) == (None, True)
    assert (after.rank_at, after.waiting_since) == (before.rank_at, before.waiting_since)
    assert [m.body for m in office.store.messages(case_id)][-1] == "I must leave early."
    assert office.refusal("lena", Release, case_id=case_id).sentence == "Nobody has case 1."


def test_an_agent_cannot_take_away_what_a_lead_can(office: Office) -> None:
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    assert "Lena has case 1" in office.refusal("omar", Release, case_id=case_id).sentence
    assert "Lena has case 1" in office.refusal("omar", Assign, case_id=case_id, to="omar").sentence
    office.do("mona", Assign, case_id=case_id, to="omar")
    assert (office.case(case_id).owner, office.case(case_id).handed) == ("omar", "assigned")
    office.prove()


def test_handing_over_to_a_colleague_says_why(office: Office) -> None:
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    assert "why" in office.refusal("lena", Assign, case_id=case_id, to="omar").sentence
    office.do("lena", Assign, case_id=case_id, to="omar", reason="He knows Ada's account.")
    note = office.store.messages(case_id)[-1]
    assert (note.purpose, note.body) == ("handover", "He knows Ada's account.")
    assert (office.case(case_id).owner, office.case(case_id).acted) == ("omar", False)


@pytest.mark.parametrize("watcher", ["sven", "nobody"])
def test_who_does_not_work_on_cases_changes_nothing(office: Office, watcher: str) -> None:
    case_id = office.mail()
    office.refusal(watcher, Take, case_id=case_id)
    office.refusal(watcher, TakeNext)
    assert "does not work" in office.refusal("mona", Assign, case_id=case_id, to=watcher).sentence


def test_a_case_that_is_not_there(office: Office) -> None:
    refused = office.refusal("lena", Take, case_id=1042)
    assert (refused.sentence, refused.code) == ("There is no case 1042.", "not_found")


def test_a_reservation_comes_first_and_lapses(office: Office) -> None:
    earlier = office.mail()
    office.clock.advance(MINUTE)
    kept = office.mail(sender="grace@hopper.example")
    office.do("mona", Reserve, case_id=kept, agent="omar")
    assert "kept for Omar" in office.refusal("lena", Take, case_id=kept).sentence
    assert office.do("omar", TakeNext).result["case_id"] == kept
    assert office.case(kept).reserved_for is None
    office.do("mona", Reserve, case_id=earlier, agent="omar")
    office.later(15 * MINUTE)
    assert office.case(earlier).claimable is True
    office.prove()


def test_a_snoozed_case_taken_by_hand_wakes(office: Office) -> None:
    case_id = office.mail()
    office.do("lena", Snooze, case_id=case_id, until=office.clock.at + DAY)
    assert office.refusal("omar", TakeNext).code == "nothing"
    office.do("omar", Take, case_id=case_id)
    row = office.case(case_id)
    assert (row.owner, row.wake_at, row.acted) == ("omar", None, False)
    office.prove()


def test_an_emergency_comes_before_everything(office: Office) -> None:
    office.mail()
    office.clock.advance(MINUTE)
    later = office.mail(sender="grace@hopper.example")
    assert "Only a lead" in office.refusal("lena", DeclareEmergency, case_id=later).sentence
    office.do("mona", DeclareEmergency, case_id=later)
    assert office.do("lena", TakeNext).result["case_id"] == later
    office.prove()


def test_a_version_that_has_moved_on_is_a_conflict(office: Office) -> None:
    case_id = office.mail()
    seen = office.case(case_id).version
    office.do("lena", Take, case_id=case_id)
    refused = office.refusal("mona", Assign, case_id=case_id, to="omar", seen=seen)
    assert (refused.sentence, refused.code) == (
        "Lena has case 1 now: look at it again first.",
        "conflict",
    )
    seen = office.case(case_id).version
    office.clock.advance(5 * MINUTE)
    office.mail("Hello?", case_id=case_id)
    assert office.refusal("lena", Tag, case_id=case_id, add=("bank",), seen=seen).sentence == (
        "The customer wrote in case 1 at 09:05: look at it again first."
    )
    seen = office.case(case_id).version
    office.do("mona", Tag, case_id=case_id, add=("bank",))
    office.do("mona", Release, case_id=case_id)
    assert office.refusal("omar", Take, case_id=case_id, seen=seen).sentence == (
        "Case 1 has changed since you looked: look at it again first."
    )
    office.do("omar", Take, case_id=case_id, seen=office.case(case_id).version)


def test_a_timer_is_no_change_that_conflicts(office: Office) -> None:
    case_id = office.mail()
    seen = office.case(case_id).version
    office.later(7 * HOUR)
    assert "sla.warned" in office.store.kinds()
    office.do("lena", Take, case_id=case_id, seen=seen)
