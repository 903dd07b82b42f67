"""Cases that move: up with a hand-over, to a lead, back down, across."""

import msgspec
import pytest

from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.desk.escalating import AskLead, Escalate, ReturnToTier, Transfer
from agentdesk.desk.notes import Note
from agentdesk.desk.taking import Take, TakeNext
from agentdesk.desk.undo import Undo
from agentdesk.desk.waiting import Snooze
from agentdesk.domain.events import CaseEscalated
from agentdesk.domain.setup import CodeSetup
from tests.support.office import Office

HAND_OVER = {
    "known": "Two entries, one is a pre-authorisation.",
    "tried": "Looked at both.",
    "expected": "Ask the bank.",
    "promised": "An answer by Friday.",
}


@pytest.fixture
def case_id(office: Office) -> int:
    """Return a case that Lena has, an hour old."""
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    office.clock.advance(HOUR)
    return case_id


def escalate(office: Office, case_id: int, actor: str = "lena", **more: object) -> str:
    fields = {"reason": "knowledge", **HAND_OVER, **more}
    return office.do(actor, Escalate, case_id=case_id, **fields).command_id


def test_it_goes_one_tier_up_and_keeps_clocks_team_and_waiting_time(
    office: Office, case_id: int
) -> None:
    before = office.case(case_id)
    clocks = office.store.clock_of(case_id, "FR"), office.store.clock_of(case_id, "RES")
    escalate(office, case_id)
    after = office.case(case_id)
    assert (after.tier, after.queue, after.owner, after.team) == (2, "billing2", None, "money")
    assert (after.waiting_since, after.rank_at) == (before.waiting_since, before.rank_at)
    assert clocks == (office.store.clock_of(case_id, "FR"), office.store.clock_of(case_id, "RES"))
    assert (after.state, after.escalations, after.claimable) == ("open", 1, True)
    assert office.refusal("omar", TakeNext).code == "nothing"
    assert office.do("rita", TakeNext).result["case_id"] == case_id
    office.prove()


def test_the_hand_over_goes_with_it_and_the_log_names_only_codes(
    office: Office, case_id: int
) -> None:
    escalate(office, case_id)
    note = office.store.messages(case_id)[-1]
    card = {"from": "L1", "reason": "Needs an expert", **HAND_OVER}
    assert (note.purpose, note.fields) == ("handover", card)
    event = next(x.fact.event for x in office.store.log if isinstance(x.fact.event, CaseEscalated))
    assert (event.reason, event.agent, event.note_id) == ("knowledge", "lena", note.id)
    assert not any(text in repr(office.store.log) for text in HAND_OVER.values())


@pytest.mark.parametrize("missing", list(HAND_OVER))
def test_each_part_of_the_hand_over_is_asked_for(
    office: Office, case_id: int, missing: str
) -> None:
    fields = {"reason": "knowledge", **HAND_OVER, missing: " "}
    refused = office.refusal("lena", Escalate, case_id=case_id, **fields)
    assert refused.code == "invalid"
    assert refused.sentence.startswith("Say what")


def test_a_reason_must_be_one_of_the_list(office: Office, case_id: int) -> None:
    fields = {"reason": "because Ada is angry", **HAND_OVER}
    assert office.refusal("lena", Escalate, case_id=case_id, **fields).sentence == (
        "Choose a reason from the list: knowledge, customer."
    )


def test_only_a_lead_skips_a_tier_and_nothing_is_above_the_third(
    office: Office, case_id: int
) -> None:
    fields = {"reason": "knowledge", **HAND_OVER, "to_tier": 3}
    assert office.refusal("lena", Escalate, case_id=case_id, **fields).sentence == (
        "Only a lead may skip a tier."
    )
    escalate(office, case_id, "mona", to_tier=3)
    assert office.case(case_id).tier == 3
    assert (
        "highest tier"
        in office.refusal(
            "mona", Escalate, case_id=case_id, reason="knowledge", **HAND_OVER
        ).sentence
    )


def test_a_colleague_may_get_it_first(office: Office, case_id: int) -> None:
    escalate(office, case_id, to_agent="rita")
    row = office.case(case_id)
    assert (row.reserved_for, row.handed) == ("rita", "escalated")
    assert "kept for Rita" in office.refusal("mona", Take, case_id=case_id).sentence
    assert office.do("rita", TakeNext).result["case_id"] == case_id


def test_a_snoozed_case_wakes_where_it_goes(office: Office, case_id: int) -> None:
    office.do("lena", Snooze, case_id=case_id, until=office.clock.at + DAY)
    escalate(office, case_id)
    assert office.case(case_id).claimable is True
    office.prove()


def test_who_escalated_still_adds_a_note_but_no_longer_works_on_it(
    office: Office, case_id: int
) -> None:
    escalate(office, case_id)
    office.do("lena", Note, case_id=case_id, body="Ada called: it is urgent.")
    assert "not one of yours" in office.refusal("lena", Take, case_id=case_id).sentence


def test_back_down_to_who_had_it_counted_and_forward_in_the_order(
    office: Office, case_id: int
) -> None:
    escalate(office, case_id)
    before = office.case(case_id)
    office.do("rita", Take, case_id=case_id)
    office.do("rita", ReturnToTier, case_id=case_id, reason="knowledge", note="Article 12 has it.")
    row = office.case(case_id)
    assert (row.tier, row.queue, row.owner, row.bounces) == (1, "billing", None, 1)
    assert (row.reserved_for, row.handed, row.returned) == ("lena", "returned", True)
    assert before.rank_at - row.rank_at == 15 * MINUTE
    assert office.do("lena", TakeNext).result["case_id"] == case_id
    office.prove()


def test_what_was_never_escalated_cannot_go_back(office: Office, case_id: int) -> None:
    fields = {"reason": "knowledge", "note": "Yours."}
    assert office.refusal("lena", ReturnToTier, case_id=case_id, **fields).sentence == (
        "Case 1 was not escalated, so it cannot go back."
    )


def test_an_escalation_that_was_undone_is_no_way_back(office: Office, case_id: int) -> None:
    escalate(office, case_id, "mona", to_tier=3)
    office.do("mona", Undo)
    escalate(office, case_id)
    office.do("rita", Take, case_id=case_id)
    office.do("rita", ReturnToTier, case_id=case_id, reason="knowledge", note="Yours.")
    assert office.case(case_id).tier == 1
    office.prove()


def test_across_to_another_queue_of_the_same_tier(office: Office, case_id: int) -> None:
    fields = {"reason": "knowledge", "note": "It is about the kettle."}
    assert (
        "L2"
        in office.refusal("lena", Transfer, case_id=case_id, to_queue="billing2", **fields).sentence
    )
    before = office.case(case_id)
    office.do("lena", Transfer, case_id=case_id, to_queue="machines", **fields)
    row = office.case(case_id)
    assert (row.queue, row.tier, row.owner, row.bounces) == ("machines", 1, None, 1)
    assert row.rank_at == before.rank_at
    assert office.store.messages(case_id)[-1].purpose == "handover"


def test_asking_a_lead_moves_nothing(office: Office, case_id: int) -> None:
    before = office.case(case_id)
    office.do("lena", AskLead, case_id=case_id, reason="customer", lead="mona", note="Ada insists.")
    row = office.case(case_id)
    assert (row.lead, row.escalations) == ("mona", 1)
    assert (row.owner, row.tier, row.queue) == (before.owner, before.tier, before.queue)
    assert (
        office.refusal("lena", AskLead, case_id=case_id, reason="customer", lead="rita").sentence
        == "Rita is not a lead."
    )
    office.prove()


def test_a_transfer_needs_no_reason_for_an_escalation(office: Office, case_id: int) -> None:
    only = (CodeSetup("safety", "Somebody could be hurt"),)
    office.store.setup = msgspec.structs.replace(office.store.setup, escalation_reasons=only)
    said = {"to_queue": "machines", "note": "It is about the router."}
    office.refusal("lena", Transfer, case_id=case_id, reason="whim", **said)
    office.do("lena", Transfer, case_id=case_id, **said)
    assert office.case(case_id).queue == "machines"
