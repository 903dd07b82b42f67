"""A scenario carried out on a real desk: what customers do, what falls due, what breaks in."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.data.unit import Outcome, Refused
from agentdesk.desk.registry import USE_CASES
from agentdesk.domain.events import MessagePosted
from agentdesk.training.play.inputs import (
    SetOff,
    Tagged,
    carried_out,
    read_input,
    write_input,
)
from agentdesk.training.play.play import Play
from tests.training.play_bed import Bed, dids, scenario_of
from tests.training.small import TEXT, small

Begin = Callable[..., Awaitable[Bed]]


@pytest.fixture
async def begin(tmp_path: Path) -> AsyncIterator[Begin]:
    """Begin plays whose stores are closed when the test is over."""
    count = itertools.count()
    async with AsyncExitStack() as stack:

        async def one(text: str = TEXT) -> Bed:
            scenario = scenario_of(text)
            folder = tmp_path / str(next(count))
            folder.mkdir()
            bed = await Bed.begin(folder, scenario)
            stack.push_async_callback(bed.close)
            return bed

        yield one


# ---- mail


async def test_a_mail_is_answered_leaves_and_the_customer_answers(begin: Begin) -> None:
    bed = await begin()
    await bed.at(0.9)
    assert bed.play.case_of("parcel") is None
    await bed.at(2)
    row = await bed.row("parcel")
    assert (row.queue, row.priority, row.state, row.owner) == ("orders", 2, "new", None)
    await bed.done("take_next")
    await bed.reply("parcel", "ask-order")
    assert "send.sent" not in await bed.kinds("parcel")
    await bed.at(2.3)
    sent = next(e for e in await bed.log() if e.fact.event.kind == "send.sent")
    assert sent.recorded_at == bed.minute(2) + 15 * SECOND
    await bed.at(10)
    assert [h.reply for h in bed.play.found if h.guest == "parcel"] == ["", "tells"]
    await bed.reply("parcel")
    await bed.at(20)
    assert bed.play.crowd.guests["parcel"].ended == "satisfied"
    assert bed.play.score().parts[0].points > 0


async def test_nothing_of_a_send_that_was_taken_back_comes_about(begin: Begin) -> None:
    bed = await begin()
    await bed.at(2)
    await bed.done("take_next")
    await bed.reply("parcel", "ask-order")
    await bed.at(2.2)
    await bed.done("undo")
    await bed.at(9)
    assert not [act for act in bed.play.crowd.acts if act.word == "answered"]
    kinds = await bed.kinds("parcel")
    assert "send.recalled" in kinds
    assert "send.sent" not in kinds
    assert not [h for h in bed.play.found if h.reply == "tells"]
    await bed.at(12)
    assert [h.reply for h in bed.play.found if h.guest == "parcel"] == ["", "hurry"]


async def test_what_is_too_late_to_be_taken_back_is_refused_and_stands(begin: Begin) -> None:
    bed = await begin()
    await bed.at(2)
    await bed.done("take_next")
    await bed.reply("parcel", "ask-order")
    await bed.at(2.3)
    came = await bed.do("undo")
    assert isinstance(came, Refused)
    await bed.at(6)
    assert [h.reply for h in bed.play.found if h.guest == "parcel"] == ["", "tells"]


async def test_a_resolved_case_that_is_written_to_opens_again(begin: Begin) -> None:
    bed = await begin()
    await bed.at(2)
    await bed.done("take_next")
    await bed.reply("parcel", "ask-order", then="resolve", disposition="answered")
    await bed.at(10)
    # "tells" comes before "done" in the file: it is what the one command sets off.
    assert [h.reply for h in bed.play.found if h.guest == "parcel"] == ["", "tells"]
    assert "case.reopened" in await bed.kinds("parcel")
    assert (await bed.row("parcel")).state == "open"


# ---- where a customer's next message goes


async def test_a_message_follows_a_merged_case_into_the_one_it_was_folded_into(
    begin: Begin,
) -> None:
    bed = await begin()
    await bed.at(2)
    await bed.done("take_next")
    bo = bed.play.crowd.guests["parcel"]
    other = await bed.done(
        "open_case",
        channel="call",
        subject="The same again",
        body="He calls about it.",
        contacts=(("mail", bo.address),),
        queue="orders",
    )
    first, survivor = bed.case("parcel"), other.result["case_id"]
    await bed.reply("parcel", "ask-order")
    await bed.at(2.5)
    await bed.done("merge", case_id=first, into=survivor)
    await bed.at(8)
    posted = [e.fact.event for e in await bed.log() if e.fact.command == "guest:parcel:2"]
    assert posted
    assert isinstance(posted[0], MessagePosted)
    assert posted[0].case_id == survivor


async def test_who_writes_to_a_closed_case_gets_a_new_one_beside_it(begin: Begin) -> None:
    bed = await begin(BROKEN)
    await bed.at(2)
    first = bed.case("parcel")
    came = await bed.as_person("ines", "close", case_id=first, reason="spam")
    assert isinstance(came, Outcome), came
    await bed.at(12)
    row = await bed.row("parcel")
    assert (row.id != first, row.parent, row.state) == (True, first, "new")


async def test_a_customer_goes_on_in_the_case_where_we_wrote_last(begin: Begin) -> None:
    bed = await begin()
    await bed.at(2)
    await bed.done("take_next")
    first = bed.case("parcel")
    log = await bed.log()
    message = next(e.fact.event for e in log if isinstance(e.fact.event, MessagePosted))
    number = message.message_id
    await bed.done("split", "parcel", message_id=number, subject="Something else")
    assert bed.case("parcel") != first
    fields: dict[str, Any] = {
        "to": ("bo@customers.example",),
        "rfc_id": "1@x",
        "raw": b"x",
        "body": "Hello.",
    }
    await bed.done("reply", case_id=first, answer_ids=("ask-order",), subject="Re:", **fields)
    await bed.at(8)
    posted = [e.fact.event for e in await bed.log() if e.fact.command == "guest:parcel:2"]
    assert posted
    assert isinstance(posted[0], MessagePosted)
    assert posted[0].case_id == first


async def test_an_erased_customer_who_writes_harms_nothing(begin: Begin) -> None:
    bed = await begin()
    await bed.at(2)
    await bed.done("take", "parcel")
    await bed.reply("parcel", "ask-order", then="resolve", disposition="answered")
    await bed.at(2.3)
    customer = (await bed.row("parcel")).customer_id
    came = await bed.as_person("system", "erase_customer", identities=(customer,))
    assert isinstance(came, Outcome), came
    await bed.at(40)
    assert [h.reply for h in bed.play.found if h.guest == "parcel"][:2] == ["", "tells"]
    assert "case.created" in await bed.kinds("parcel")


# ---- calls and chats


async def test_a_chat_that_nobody_takes_is_abandoned(begin: Begin) -> None:
    bed = await begin()
    await bed.at(40)
    kinds = [kind for kind in await bed.kinds() if kind.startswith("interaction")]
    assert kinds == ["interaction.queued", "interaction.abandoned"]
    gone = next(e for e in await bed.log() if e.fact.event.kind == "interaction.abandoned")
    assert gone.fact.at == bed.minute(32)
    assert bed.play.crowd.guests["chat"].left


async def _talks(bed: Bed) -> list[str]:
    kinds = await bed.kinds()
    return [kind.removeprefix("interaction.") for kind in kinds if kind.startswith("interaction")]


async def test_a_chat_is_connected_by_taking_and_ended_by_resolving(begin: Begin) -> None:
    bed = await begin()
    await bed.at(30.5)
    await bed.done("take", "chat")
    assert await _talks(bed) == ["queued", "offered", "connected"]
    assert [act.word for act in bed.play.crowd.acts if act.guest == "chat"] == [
        "took",
        "connected",
    ]
    await bed.reply("chat", then="resolve", disposition="answered")
    assert await _talks(bed) == ["queued", "offered", "connected", "ended"]
    await bed.at(35)
    assert await _talks(bed) == ["queued", "offered", "connected", "ended", "wrapped"]


async def test_a_chat_that_is_put_back_or_taken_back_waits_again(begin: Begin) -> None:
    bed = await begin()
    await bed.at(30.5)
    await bed.done("take", "chat")
    await bed.done("release", "chat")
    again = ["queued", "offered", "connected", "ended", "wrapped", "queued"]
    assert sorted(await _talks(bed)) == sorted(again)
    await bed.done("take", "chat")
    await bed.done("undo")
    await bed.at(40)
    assert (await _talks(bed)).count("queued") == 3
    assert (await _talks(bed)).count("abandoned") == 1


# ---- what breaks in

BREAKS = """\
injects:
  - {id: fault, what: outage, at: 5m, who: ines, says: Parcels stand still, arrival: sudden, count: 4, over: 4m, linked: 2}
  - {id: ill, what: drops_out, at: 20m, who: omar, back: 30m}
  - {id: forget, what: erasure, at: 12m, arrival: parcel, says: "Please delete what you hold of me."}
  - {id: echo, what: mail_loop, at: 40m, arrival: machine, count: 5}
  - {id: by-hand, what: vip, arrival: dear}
"""  # fmt: skip  # noqa: E501
ARRIVALS = """\
  - {id: sudden, persona: bo, queue: orders, subject: Stands still, says: Nothing moves.}
  - {id: dear, persona: cy, queue: orders, subject: At once, says: Please.}
  - {id: machine, persona: cy, queue: orders, subject: Out of office, says: I am away.}
  - {id: omars, persona: bo, at: 2m, queue: orders, owner: omar, subject: Mine, says: Hello.}
"""
PLACE = "  - {id: many"
BROKEN = TEXT.replace(PLACE, ARRIVALS + PLACE) + BREAKS


async def test_an_outage_is_declared_by_a_colleague_who_links_some_cases(begin: Begin) -> None:
    bed = await begin(BROKEN)
    await bed.at(10)
    incident = bed.play.incidents["fault"]
    rows = [await bed.row(guest) for guest in bed.play.crowd.guests if guest.startswith("fault")]
    assert [row.incident for row in rows] == [incident, incident, None, None]
    declared = next(e for e in await bed.log() if e.fact.event.kind == "incident.declared")
    assert (declared.fact.actor, declared.fact.at) == ("ines", bed.minute(5))
    row = await bed.store.reads.case_row(incident)
    assert row is not None
    assert row.owner == "ines"


async def test_a_case_that_a_colleague_hands_up_waits_above_with_their_words_and_may_go_back(
    begin: Begin,
) -> None:
    up = (
        "handed_up: {by: omar, reason: knowledge, known: 'He has {order number}.', "
        "tried: Nothing., expected: Look., promised: A word.}, "
    )
    text = TEXT.replace("at: 1m, queue", f"at: 1m, {up}queue")
    bed = await begin(text.replace("trainee: lena", "trainee: ines"))
    await bed.at(2)
    row = await bed.row("parcel")
    assert (row.tier, row.queue, row.owner) == (2, "specialists", None)
    view = await bed.store.reads.case(row.id)
    assert view is not None
    card = next(item.message for item in view.items if item.message.purpose == "handover")
    assert "He has FF-1." in card.body
    await bed.as_person("ines", "take", case_id=row.id)
    back = {"reason": "knowledge", "note": "The answer named search settles it."}
    await bed.as_person("ines", "return_to_tier", case_id=row.id, **back)
    row = await bed.row("parcel")
    assert (row.tier, row.queue) == (1, "orders")


async def test_who_drops_out_goes_and_comes_back_and_the_cases_go_back(begin: Begin) -> None:
    bed = await begin(BROKEN)
    await bed.at(19)
    assert (await bed.row("omars")).owner == "omar"
    await bed.at(21)
    assert (await bed.row("omars")).owner == "omar"
    # Not touched, so the lease decides: ninety seconds, looked at once a minute.
    await bed.at(22)
    assert (await bed.row("omars")).owner is None
    agents = {agent.id: agent.state for agent, _ in await bed.store.reads.agents()}
    assert agents["omar"] == "offline"
    await bed.at(50)
    agents = {agent.id: agent.state for agent, _ in await bed.store.reads.agents()}
    assert agents["omar"] == "available"


async def test_a_case_given_to_somebody_who_dropped_out_goes_back_as_well(begin: Begin) -> None:
    bed = await begin(BROKEN.replace("back: 30m", "back: 90m"))
    await bed.at(23)
    await bed.as_person("omar", "take", case_id=bed.case("parcel"))
    await bed.as_person("ines", "assign", case_id=bed.case("parcel"), to="omar")
    await bed.at(25)
    assert (await bed.row("parcel")).owner == "omar"
    # What was handed to him waits for the absence rule of its queue.
    assert bed.play.next_at is not None
    assert bed.play.next_at <= bed.minute(26)


async def test_a_wish_to_be_forgotten_comes_into_the_case_it_belongs_to(begin: Begin) -> None:
    bed = await begin(BROKEN)
    await bed.at(13)
    assert [kind for kind in await bed.kinds("parcel") if kind == "message.posted"] == [
        "message.posted"
    ] * len([h for h in bed.play.found if h.guest == "parcel" and h.text])


async def test_what_a_machine_sends_again_and_again_is_held(begin: Begin) -> None:
    bed = await begin(BROKEN)
    await bed.at(50)
    assert len(bed.play.held) == 5
    assert not [kind for kind in await bed.kinds("echo.1") if kind == "case.created"]


async def test_an_inject_that_a_trainer_sets_off_comes_at_once(begin: Begin) -> None:
    bed = await begin(BROKEN)
    await bed.at(3)
    await bed.tell(bed.play.do(SetOff(1, bed.minute(3), "by-hand")))
    await bed.at(3.1)
    guests = [key for key in bed.play.crowd.guests if key.startswith("by-hand")]
    assert len(guests) == 1
    assert (await bed.row(guests[0])).vip


async def test_what_a_trainer_says_of_a_text_moves_the_customer(begin: Begin) -> None:
    bed = await begin()
    await bed.at(2)
    await bed.done("take_next")
    outcome = await bed.reply("parcel")
    await bed.at(3)
    before = bed.play.crowd.guests["parcel"].mood.level
    tag = Tagged(9, bed.minute(3), outcome.result["message_id"], ("own",), "ines")
    await bed.tell(bed.play.do(tag))
    await bed.at(4)
    assert bed.play.crowd.guests["parcel"].mood.level == before - 1


# ---- inputs


def test_every_command_can_be_kept_as_an_input() -> None:
    for use_case in USE_CASES.values():
        msgspec.json.Decoder(use_case.command)


async def test_inputs_are_read_as_they_were_written(begin: Begin) -> None:
    bed = await begin()
    await bed.at(2)
    await bed.done("take_next")
    await bed.reply("parcel", "ask-order")
    for given in bed.inputs:
        assert read_input(write_input(given)) == given
    use_case, command = carried_out(dids(bed.inputs)[1])
    assert use_case.kind == "reply"
    assert command.command_id == "act-2"


async def test_a_new_play_knows_when_something_happens_next() -> None:
    play = Play(small(), ManualClock(0))
    assert play.next_at == play.crowd.start + MINUTE
