"""How often an answer was used, on both engines: counted once sent, not once taken back."""

import asyncio

import pytest

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Refused
from agentdesk.desk.answers import (
    DropUnanswered,
    KeepAnswer,
    MoveAnswer,
    NoteUnanswered,
    RemoveAnswer,
)
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import Receive
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.replying import Reply
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.undo import Redo, Undo
from tests.store.conftest import Opener
from tests.support.office import MONDAY, SETUP
from tests.support.small import ARRANGE, Arrange


async def uses(store: Store) -> dict[str, int]:
    """Return how often each answer was used."""
    return {answer.id: answer.uses for answer in await store.reads.answers()}


async def test_an_answer_counts_while_what_it_was_sent_in_stands(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    clock.at = MONDAY
    store = await opened(place)
    await store.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=SETUP))
    lena = Desk(store, "lena")
    for id in ("hello", "refund"):
        await lena.act(KeepAnswer, id=id, name=id, body="Hello.")
    mail = Receive(
        command_id="mail", actor="customer", from_address="ada@x.example", from_name="Ada",
        to=("billing@desk.example",), subject="Hi", body="Hi", reply_text="Hi", rfc_id="m@x",
    )  # fmt: skip
    case_id = int((await store.act(RECEIVE, mail)).result["case_id"])
    sent = lena.command(
        Reply, case_id=case_id, body="Hello.", to=("ada@x.example",), rfc_id="r@y", raw=b"x",
        answer_ids=("hello", "refund", "hello"),
    )  # fmt: skip
    await lena.do(sent)
    assert await uses(store) == {"hello": 1, "refund": 1}

    undone = await lena.act(Undo, target=sent.command_id)
    assert await uses(store) == {"hello": 0, "refund": 0}
    await lena.act(Redo, target=str(undone.result["undone"]))
    await lena.act(KeepAnswer, id="hello", name="Greeting", body="Hello again.")
    assert await uses(store) == {"hello": 1, "refund": 1}
    assert await maintenance_of(store).check() == ()


async def test_an_answer_counts_for_the_cases_that_stand_resolved(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    clock.at = MONDAY
    store = await opened(place)
    await store.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=SETUP))
    lena = Desk(store, "lena")
    await lena.act(KeepAnswer, id="hello", name="hello", body="Hello.", uses=3, resolves=2)
    cases = []
    for number in range(2):
        mail = Receive(
            command_id=f"mail-{number}", actor="customer", from_address="ada@x.example",
            from_name="Ada", to=("billing@desk.example",), subject="Hi", body="Hi",
            reply_text="Hi", rfc_id=f"{number}@x",
        )  # fmt: skip
        case_id = int((await store.act(RECEIVE, mail)).result["case_id"])
        cases.append(case_id)
        for again in range(2):
            await lena.act(
                Reply, case_id=case_id, body="Hello.", to=("ada@x.example",),
                rfc_id=f"{number}-{again}@y", raw=b"x", answer_ids=("hello",), set_tags=("hi",),
            )  # fmt: skip
    resolved = lena.command(Resolve, case_id=cases[0], disposition="answered", summary="Done.")
    await lena.do(resolved)
    (answer,) = await store.reads.answers()
    assert (answer.uses, answer.resolves) == (7, 3)
    used = await store.reads.answer_used("hello")
    assert [(one.case_id, one.by, one.counts) for one in used] == [
        (cases[1], "lena", 0),
        (cases[1], "lena", 0),
        (cases[0], "lena", 1),
        (cases[0], "lena", 1),
    ]
    assert await store.reads.answer_used("hell") == ()
    await lena.act(Undo, target=resolved.command_id)
    (answer,) = await store.reads.answers()
    assert answer.resolves == 2
    with pytest.raises(Refused, match="archive it instead"):
        await lena.act(RemoveAnswer, id="hello")
    assert await maintenance_of(store).check() == ()


async def test_versions_states_and_questions_are_kept(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    clock.at = MONDAY
    store = await opened(place)
    await store.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=SETUP))
    mona = Desk(store, "mona")
    fields = {
        "scope": "team", "team": "money", "disposition": "answered", "set_tags": ("a", "b"),
        "next_state": "wait", "review_on": "2026-05-31", "audience": "public", "tags": ("x",),
    }  # fmt: skip
    await mona.act(KeepAnswer, id="fee", name="Fee", body="One ‹amount›.", **fields)
    (first,) = await store.reads.answers()
    assert {name: getattr(first, name) for name in fields} == fields
    clock.at += 60_000
    await mona.act(KeepAnswer, id="fee", name="Fee", body="Two.", seen_version=1)
    await mona.act(MoveAnswer, id="fee", to="archived", seen_version=2)
    with pytest.raises(Refused, match="meanwhile"):
        await mona.act(MoveAnswer, id="fee", to="not_validated", seen_version=2)
    (now,) = await store.reads.answers()
    assert (now.version, now.state, now.updated_at) == (3, "archived", clock.at)
    before = await store.reads.answer_versions("fee")
    assert [(row.version, row.at, row.by) for row in before] == [
        (1, MONDAY, "mona"),
        (2, clock.at, "mona"),
    ]
    assert "One ‹amount›." in before[0].answer
    for query in ("Gold", "gold", "silver"):
        clock.at += 1
        await mona.act(NoteUnanswered, query=query, case_id=7)
    assert [row.query for row in await store.reads.unanswered()] == ["silver", "gold"]
    await mona.act(DropUnanswered, query="gold", case_ids=(7,))
    assert [row.query for row in await store.reads.unanswered()] == ["silver"]
    await mona.act(RemoveAnswer, id="fee")
    assert await store.reads.answers() == ()
    assert await store.reads.answer_versions("fee") == ()
    assert await maintenance_of(store).check() == ()


async def test_of_two_editors_at_once_one_is_told_who_was_quicker(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    clock.at = MONDAY
    store = await opened(place)
    await store.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=SETUP))
    await Desk(store, "mona").act(KeepAnswer, id="fee", name="Fee", body="One.")
    other = await opened(place)
    both = [
        Desk(at, "mona").act(KeepAnswer, id="fee", name="Fee", body=body, seen_version=1)
        for at, body in ((store, "Two."), (other, "Three."))
    ]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(refused) == 1
    assert refused[0].code == "conflict"
    assert [row.version for row in await store.reads.answer_versions("fee")] == [1]
