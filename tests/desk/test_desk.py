"""The desk as one person holds it, on a real store: one door, one unit an act."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from agentdesk.clock import DAY, MINUTE, SECOND, ManualClock
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.unit import Refused
from agentdesk.desk.common import written
from agentdesk.desk.desk import Desk, random_id
from agentdesk.desk.escalating import Escalate
from agentdesk.desk.incoming import Receive
from agentdesk.desk.notes import Note
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.promising import Promise
from agentdesk.desk.registry import USE_CASES, use_case_of
from agentdesk.desk.replying import Reply
from agentdesk.desk.taking import TakeNext
from agentdesk.desk.tick import tick
from agentdesk.desk.undo import Undo
from agentdesk.domain.views import Draft
from tests.support.office import MONDAY, SETUP
from tests.support.small import ARRANGE, Arrange

CARD = "4111 1111 1111 1111"


def answer(body: str) -> dict[str, Any]:
    """Freeze an answer to Ada in the plainest way."""
    kept = written(body)
    return {
        "to": ("ada@lovelace.example",),
        "body": kept,
        "rfc_id": "made@desk.example",
        "raw": f"To: ada@lovelace.example\n\n{kept}".encode(),
    }


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """Return a new store with the office's set-up."""
    store = await SqliteStore.open(tmp_path / "desk" / "desk.db", clock=ManualClock(MONDAY))
    try:
        await store.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=SETUP))
        yield store
    finally:
        await store.close()


async def arrive(store: SqliteStore, body: str = "Charged twice") -> int:
    command = Receive(
        command_id=random_id(),
        actor="customer",
        from_address="ada@lovelace.example",
        from_name="Ada",
        to=("billing@desk.example",),
        subject="Charged twice",
        body=body,
        reply_text=body,
    )
    outcome = await store.act(use_case_of(command), command)
    return int(outcome.result["case_id"])


async def test_a_morning(store: SqliteStore) -> None:
    """Lena takes Ada's case, thinks better of her answer, and hands it to an expert."""
    lena, rita = Desk(store, "lena"), Desk(store, "rita")
    clock = store.clock
    assert isinstance(clock, ManualClock)
    case_id = await arrive(store)
    for desk in (lena, rita):
        await desk.act(SetAgentState, state="available")
    assert (await lena.act(TakeNext)).result == {"case_id": case_id}

    draft = Draft("lena", case_id, "reply", f"Dear Ada, {CARD} ", "ada@lovelace.example", 1, MONDAY)
    await lena.save_draft(draft)
    kept = await store.live.draft("lena", case_id, "reply")
    assert kept is not None
    assert kept.body == "Dear Ada, **** **** **** 1111 "

    clock.advance(5 * MINUTE)
    words = answer(f"Dear Ada, is it {CARD}?\r\n")
    sent = await lena.act(Reply, case_id=case_id, **words, seen_message=1, then="wait")
    outgoing = await store.reads.outgoing(sent.result["message_id"])
    assert outgoing is not None
    assert outgoing.raw.endswith(b"is it **** **** **** 1111?")

    clock.advance(5 * SECOND)
    undoable = await store.reads.undoable("lena", clock.now())
    assert [record.label for record in undoable][:1] == [f"sent {case_id}"]
    await lena.act(Undo)
    row = await store.reads.case_row(case_id)
    assert row is not None
    assert (row.state, row.due_kind) == ("open", "FR")

    await lena.act(Promise, case_id=case_id, due_at=MONDAY + 4 * DAY, text="Refund by Friday")
    await lena.act(
        Escalate,
        case_id=case_id,
        seen=(await version(store, case_id)),
        reason="knowledge",
        known="Two entries.",
        tried="Looked at both.",
        expected="Ask the bank.",
        promised="Refund by Friday.",
    )
    clock.advance(MINUTE)
    await tick(store, clock.now())
    assert await store.reads.sends("queued") == ()
    assert (await rita.act(TakeNext)).result == {"case_id": case_id}
    view = await store.reads.case(case_id)
    assert view is not None
    assert view.handover is not None
    assert view.handover.fields["tried"] == "Looked at both."
    assert [text for _, text in view.promises] == ["Refund by Friday"]


async def version(store: SqliteStore, case_id: int) -> int:
    row = await store.reads.case_row(case_id)
    assert row is not None
    return row.version


async def test_a_reply_is_sent_once_however_often_it_is_tried(store: SqliteStore) -> None:
    lena = Desk(store, "lena")
    case_id = await arrive(store)
    reply = lena.command(Reply, case_id=case_id, **answer("Done."))
    first, second = await lena.do(reply), await lena.do(reply)
    assert (first.repeated, second.repeated) == (False, True)
    assert first.result == second.result
    assert len(await store.reads.sends("held")) == 1


async def test_command_ids_come_from_a_source_that_training_can_seed(store: SqliteStore) -> None:
    case_id = await arrive(store)
    desk = Desk(store, "lena", new_id=iter(["one", "two"]).__next__)
    outcome = await desk.act(Note, case_id=case_id, body="First")
    assert outcome.command_id == "one"
    assert desk.command(Note, case_id=case_id, body="Second").command_id == "two"
    assert random_id() != random_id()


async def test_a_store_that_only_reads_says_so(store: SqliteStore) -> None:
    case_id = await arrive(store)
    watching = await SqliteStore.open(store.paths.db, clock=store.clock, read_only=True)
    try:
        with pytest.raises(Refused) as refused:
            await Desk(watching, "lena").act(Note, case_id=case_id, body="Hello")
        assert refused.value.sentence == watching.read_only
    finally:
        await watching.close()


def test_every_use_case_has_its_own_kind_and_command() -> None:
    assert len({use_case.command for use_case in USE_CASES.values()}) == len(USE_CASES)
    assert {"take_next", "reply", "escalate", "receive", "undo"} <= set(USE_CASES)
