"""What a switch reports of calls and chats, and customers who say how it was."""

from typing import Any

import pytest

from agentdesk.clock import MINUTE, SECOND
from agentdesk.data.unit import Refused
from agentdesk.desk.dismiss import DismissThanks
from agentdesk.desk.interactions import QueueInteraction, ReportInteraction
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.surveying import AnswerSurvey, SendSurvey
from agentdesk.desk.taking import Take
from agentdesk.desk.undo import Undo
from agentdesk.domain.live_rows import InteractionRow
from agentdesk.domain.rows import CaseRow, ClockRow
from tests.support.office import MONDAY, Office

SETTLED = {"disposition": "by_phone", "summary": "Explained on the phone."}


def rings(office: Office, **more: Any) -> int:
    """Let somebody call; return the call's number."""
    fields = {"channel": "call", "queue": "billing", **more}
    number: int = office.do("system", QueueInteraction, **fields).result["interaction_id"]
    return number


def told(office: Office, number: int, what: Any, **more: Any) -> None:
    """Let the switch report something."""
    office.do("system", ReportInteraction, interaction_id=number, what=what, **more)


def talk(office: Office, number: int) -> InteractionRow | None:
    """Return a call that is going on."""
    return office.store.table.get(InteractionRow, number)


def kinds(office: Office) -> list[str]:
    """Return what the log says of calls, in order."""
    found = (entry.fact.event.kind for entry in office.store.log)
    return [kind.removeprefix("interaction.") for kind in found if kind.startswith("interaction.")]


def test_a_call_from_ringing_to_its_wrap_up(office: Office) -> None:
    number = rings(office)
    for what, more in (
        ("offered", {"agent": "lena"}),
        ("declined", {"reason": "timeout"}),
        ("offered", {"agent": "omar"}),
        ("connected", {"agent": "omar"}),
        ("held", {}),
        ("unheld", {}),
        ("ended", {}),
    ):
        office.clock.advance(5 * SECOND)
        told(office, number, what, **more)
    row = talk(office, number)
    assert row is not None
    assert (row.state, row.agent, row.connected_at) == ("wrap_up", "omar", MONDAY + 20 * SECOND)
    told(office, number, "wrapped")
    assert talk(office, number) is None
    assert kinds(office) == [
        "queued", "offered", "declined", "offered", "connected", "held", "unheld", "ended",
        "wrapped",
    ]  # fmt: skip
    office.prove()


def test_two_calls_have_two_numbers_and_their_queues_target(office: Office) -> None:
    first, second = rings(office), rings(office, channel="chat", queue="machines")
    assert second == first + 1
    rows = [talk(office, number) for number in (first, second)]
    assert [row.target_ms for row in rows if row] == [20 * SECOND, MINUTE]


def test_talking_to_the_customer_is_a_reply_to_the_case(office: Office) -> None:
    case_id = office.mail(channel="call")
    number = rings(office, case_id=case_id)
    office.clock.advance(12 * SECOND)
    office.do("lena", Take, case_id=case_id)
    told(office, number, "connected", agent="lena")
    row = office.store.table.one(CaseRow, case_id)
    assert row.replied_at == office.clock.at
    clock = office.store.table.one(ClockRow, case_id, "FR")
    assert (clock.state, clock.met) == ("stopped", True)
    office.prove()


def test_the_case_may_be_known_only_when_somebody_answers(office: Office) -> None:
    number = rings(office)
    case_id = office.mail(channel="call")
    told(office, number, "connected", agent="lena", case_id=case_id)
    row = talk(office, number)
    assert row is not None
    assert row.case_id == case_id
    told(office, number, "ended")
    assert office.store.log[-1].fact.case_id == case_id
    office.prove()


def test_undoing_the_take_leaves_what_the_switch_saw(office: Office) -> None:
    case_id = office.mail(channel="call")
    number = rings(office, case_id=case_id)
    office.do("lena", Take, case_id=case_id)
    told(office, number, "connected", agent="lena")
    office.do("lena", Undo)
    row = office.store.table.one(CaseRow, case_id)
    assert row.owner is None
    assert row.replied_at == office.clock.at
    office.prove()


@pytest.mark.parametrize(
    ("before", "what", "sentence"),
    [
        ((), "ended", "Call 1 waits for somebody: it cannot be ended now."),
        ((), "declined", "Call 1 waits for somebody: it cannot be declined now."),
        (("connected",), "abandoned", "Call 1 is being talked to: it cannot be abandoned now."),
        (("connected", "ended"), "held", "Call 1 is over, and its wrap-up goes on: it cannot be "
         "held now."),
        (("abandoned",), "connected", "No call or chat 1 is going on."),
    ],
)  # fmt: skip
def test_what_cannot_follow_is_refused(
    office: Office, before: tuple[str, ...], what: str, sentence: str
) -> None:
    number = rings(office)
    for each in before:
        told(office, number, each, agent="lena")
    with pytest.raises(Refused) as refused:
        told(office, number, what, agent="lena")
    assert refused.value.sentence == sentence


def test_a_switch_tells_in_its_own_time_but_in_order(office: Office) -> None:
    number = rings(office, at=MONDAY - MINUTE)
    told(office, number, "connected", agent="lena", at=MONDAY - 40 * SECOND)
    assert [entry.fact.at - MONDAY for entry in office.store.log[-2:]] == [
        -MINUTE,
        -40 * SECOND,
    ]
    for at, sentence in (
        (MONDAY - MINUTE, "That lies before what was reported last: report in order."),
        (MONDAY + MINUTE, "That lies in the future: the switch's clock is ahead."),
    ):
        with pytest.raises(Refused) as refused:
            told(office, number, "ended", at=at)
        assert refused.value.sentence == sentence


def test_who_may_only_watch_reports_nothing(office: Office) -> None:
    assert office.refusal("sven", QueueInteraction, channel="call", queue="billing").sentence == (
        "Calls and chats are reported by the switch, an agent, a lead or an admin."
    )
    number = rings(office)
    nobody = office.refusal(
        "system", ReportInteraction, interaction_id=number, what="connected", agent="who"
    )
    assert nobody.sentence.startswith("who does not work at this desk")


def test_the_same_report_again_does_nothing(office: Office) -> None:
    command = QueueInteraction(
        command_id="switch-7", actor="system", channel="call", queue="billing"
    )
    from agentdesk.desk.registry import use_case_of

    first = office.act(use_case_of(command), command)
    again = office.act(use_case_of(command), command)
    assert again.repeated
    assert again.result == first.result
    assert kinds(office) == ["queued"]


def test_a_customer_is_asked_once_it_is_settled_and_answers_once(office: Office) -> None:
    case_id = office.mail(channel="call")
    office.do("lena", Take, case_id=case_id)
    early = office.refusal("lena", SendSurvey, case_id=case_id)
    assert early.sentence == f"Case {case_id} is not settled: ask when it is."
    office.do("lena", Resolve, case_id=case_id, **SETTLED)
    unasked = office.refusal("customer", AnswerSurvey, case_id=case_id, score=4)
    assert unasked.sentence.startswith("Nobody asked the customer")
    office.do("lena", SendSurvey, case_id=case_id)
    assert office.refusal("lena", SendSurvey, case_id=case_id).code == "nothing"
    assert office.refusal("customer", AnswerSurvey, case_id=case_id, score=6).sentence == (
        "CSAT is a number from 1 to 5."
    )
    office.do("customer", AnswerSurvey, case_id=case_id, score=4)
    assert office.refusal("customer", AnswerSurvey, case_id=case_id, score=4).code != "nothing"
    office.prove()


def test_a_rating_keeps_nobody_from_dismissing_thanks(office: Office) -> None:
    case_id = office.mail()
    office.reply("lena", case_id, then="resolve", disposition="answered", summary="Done.")
    office.do("lena", SendSurvey, case_id=case_id)
    office.later(MINUTE)
    office.mail("Thank you, that was it!", case_id=case_id)
    message_id = office.store.messages(case_id)[-1].id
    office.do("customer", AnswerSurvey, case_id=case_id, score=5)
    office.do("lena", DismissThanks, case_id=case_id, message_id=message_id)
    assert office.case(case_id).state == "resolved"
    office.prove()
