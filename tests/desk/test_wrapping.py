"""Capacity beside a talk, and the wrap-up after it."""

from collections.abc import Callable
from typing import Any

import pytest

from agentdesk.clock import MINUTE, SECOND
from agentdesk.desk.escalating import Escalate
from agentdesk.desk.notes import Note
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.taking import Release, Take, TakeNext
from agentdesk.desk.undo import Redo, Undo
from agentdesk.desk.waiting import Wait
from agentdesk.domain import routing
from agentdesk.domain.rows import LoadRow, TimerRow
from tests.support.office import Office

WRAP_UP = 2 * MINUTE
HAND_OVER = {"known": "all of it", "tried": "all", "expected": "a look", "promised": "nothing"}
SETTLED = {"disposition": "by_phone", "summary": "Explained on the phone."}


def talk(office: Office, channel: Any = "call", who: str = "lena", sender: str = "ada") -> int:
    """Let somebody take a customer's call or chat."""
    case_id = office.mail(channel=channel, sender=f"{sender}@there.example")
    office.do(who, Take, case_id=case_id)
    return case_id


def busy(office: Office, who: str = "lena") -> tuple[int, int]:
    """Return somebody's units, and how many of them are live."""
    found = routing.busy(office.agent(who), office.store.table.get(LoadRow, who))
    return found.units, found.live


def state(office: Office, who: str = "lena") -> tuple[str, int, int | None]:
    """Return somebody's state, the units it keeps, and how long it lasts."""
    agent = office.agent(who)
    assert agent is not None
    return agent.state, agent.kept, agent.until and agent.until - office.clock.at


def test_a_call_parks_written_work_and_rings_nowhere_twice(office: Office) -> None:
    for number in range(6):
        office.mail(sender=f"customer{number}@there.example")
        office.do("lena", TakeNext)
    talk(office)
    assert busy(office) == (12, 6)
    other = office.mail(channel="call", sender="grace@there.example")
    assert office.refusal("lena", Take, case_id=other).sentence == (
        "You are in a conversation: end it before you take a call."
    )
    assert office.refusal("lena", TakeNext).code == "nothing"
    assert office.do("omar", TakeNext).result["case_id"] == other
    office.prove()


def test_chats_stand_beside_chats_and_mail_up_to_the_capacity(office: Office) -> None:
    for number in range(3):
        talk(office, "chat", sender=f"chatty{number}")
    assert busy(office) == (6, 6)
    fourth = office.mail(channel="chat", sender="late@there.example")
    refused = office.refusal("lena", Take, case_id=fourth)
    assert refused.sentence.startswith("You hold 6 of 6 units and this needs 2")
    office.prove()


@pytest.mark.parametrize(
    "end",
    [
        lambda o, c: o.do("lena", Resolve, case_id=c, **SETTLED),
        lambda o, c: o.do("lena", Wait, case_id=c, waits_for="third_party", party="carrier",
                          remind_at=o.clock.at + MINUTE),
        lambda o, c: o.do("lena", Escalate, case_id=c, reason="knowledge", **HAND_OVER),
        lambda o, c: o.reply("lena", c, then="wait", to=(), rfc_id=None, raw=b""),
    ],
)  # fmt: skip
def test_who_ends_a_talk_wraps_up_and_keeps_its_units(
    office: Office, end: Callable[[Office, int], object]
) -> None:
    case_id = talk(office)
    end(office, case_id)
    assert state(office) == ("wrap_up", 6, WRAP_UP)
    assert busy(office) == (6, 6)
    office.do("lena", Note, case_id=case_id, body="She was content in the end.")
    waiting = office.mail(sender="grace@there.example")
    assert office.refusal("lena", Take, case_id=waiting).sentence == (
        "You are in wrap-up, which keeps 6 of your 6 units: set yourself available to end it."
    )
    assert "wrap-up" in office.refusal("lena", TakeNext).sentence
    office.later(WRAP_UP)
    assert state(office) == ("available", 0, None)
    assert busy(office) == (0, 0)
    office.do("lena", Take, case_id=waiting)
    office.prove()


def test_written_work_is_taken_beside_the_wrap_up_of_a_chat(office: Office) -> None:
    office.do("lena", Resolve, case_id=talk(office, "chat"), **SETTLED)
    assert state(office)[:2] == ("wrap_up", 2)
    office.mail(sender="grace@there.example")
    office.do("lena", TakeNext)
    assert busy(office) == (3, 2)
    assert "already" in office.refusal("lena", SetAgentState, state="wrap_up").sentence
    office.do("lena", SetAgentState, state="available")
    assert (state(office), busy(office)) == (("available", 0, None), (1, 0))
    assert office.store.table.get(TimerRow, 0, "wrap_up.lena") is None
    office.prove()


def test_a_second_chat_adds_to_the_wrap_up_of_the_first(office: Office) -> None:
    first, second = talk(office, "chat"), talk(office, "chat", sender="grace")
    office.do("lena", Resolve, case_id=first, **SETTLED)
    began = office.clock.at
    office.later(10 * SECOND)
    again = office.do("lena", Resolve, case_id=second, **SETTLED)
    assert state(office) == ("wrap_up", 4, WRAP_UP)
    office.do("lena", Undo, target=again.command_id)
    agent = office.agent("lena")
    assert agent is not None
    assert (agent.since, agent.until) == (began, began + WRAP_UP)
    assert (agent.kept, busy(office)) == (2, (4, 4))
    office.prove()


def test_undo_takes_the_wrap_up_back_and_redo_begins_it_again(office: Office) -> None:
    case_id = talk(office)
    office.do("lena", Resolve, case_id=case_id, **SETTLED)
    office.do("lena", Undo)
    assert (state(office), busy(office)) == (("available", 0, None), (6, 6))
    office.do("lena", Redo)
    assert (state(office), busy(office)) == (("wrap_up", 6, WRAP_UP), (6, 6))
    office.do("lena", Undo)
    assert (state(office), busy(office)) == (("available", 0, None), (6, 6))
    office.prove()


def test_an_undo_leaves_the_state_that_somebody_has_chosen_since(office: Office) -> None:
    office.do("lena", Resolve, case_id=talk(office), **SETTLED)
    office.do("lena", SetAgentState, state="unavailable", reason="lunch")
    office.do("lena", Undo)
    assert state(office) == ("unavailable", 0, None)
    office.prove()


def test_written_work_giving_back_and_being_away_begin_no_wrap_up(office: Office) -> None:
    mail = office.mail()
    office.do("omar", Take, case_id=mail)
    office.reply("omar", mail, then="wait")
    assert state(office, "omar")[0] == "available"
    office.do("omar", Release, case_id=talk(office, "chat", "omar", "grace"))
    assert state(office, "omar")[0] == "available"
    call = talk(office)
    office.do("lena", SetAgentState, state="unavailable", reason="lunch")
    office.do("lena", Resolve, case_id=call, **SETTLED)
    assert state(office)[0] == "unavailable"
