"""Messages leave one at a time, none twice, and for now into files."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from agentdesk.clock import SECOND, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Outcome, Refused
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.replying import Reply
from agentdesk.desk.sender import (
    ATTEMPTS,
    STEP,
    DeliveryFailed,
    Resend,
    run_sender,
    send_due,
    step,
)
from agentdesk.desk.setup import LoadSetup
from agentdesk.desk.tick import tick
from agentdesk.domain.content import Outgoing
from tests.desk.scene import NOON, Scene, setup


class Post:
    """A sender that remembers what it delivered, and fails as it is told."""

    name = "remembers"
    channels = ("mail", "web")

    def __init__(self, *failures: DeliveryFailed | None) -> None:
        self.delivered: list[bytes] = []
        self.failures = list(failures)

    async def deliver(self, outgoing: Outgoing, case_id: int) -> str:
        failure = self.failures.pop(0) if self.failures else None
        await asyncio.sleep(0)
        if failure is not None:
            raise failure
        self.delivered.append(outgoing.raw)
        return f"post {case_id}"


class Mailroom:
    """A desk on a file with one reply whose hold is over."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock = store, clock
        self.case_id = 0
        self._n = 0

    async def do(self, kind: type[Command], actor: str = "omar", **fields: Any) -> Outcome:
        self._n += 1
        command = kind(command_id=f"r{self._n}", actor=actor, **fields)
        return await self.store.act(use_case_of(command), command)

    async def reply(self, body: str) -> int:
        done = await self.do(
            Reply,
            case_id=self.case_id,
            body=body,
            to=("ada@example.org",),
            raw=f"From: desk\r\n\r\n{body}".encode(),
            rfc_id=f"{body}@desk",
        )
        return int(done.result["message_id"])

    async def states(self) -> dict[int, str]:
        view = await self.store.reads.case(self.case_id)
        assert view is not None
        return {i.send.message_id: i.send.state for i in view.items if i.send is not None}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Mailroom]:
    clock = ManualClock(NOON)
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    room = Mailroom(store, clock)
    await room.do(LoadSetup, "admin", setup=setup())
    await room.do(SetAgentState, state="available")
    mail = Scene(setup(), clock).command("Printer")
    room.case_id = int((await store.act(use_case_of(mail), mail)).result["case_id"])
    yield room
    await store.close()


async def released(room: Mailroom, *bodies: str) -> list[int]:
    """Answer, and let the hold pass."""
    ids = [await room.reply(body) for body in bodies]
    room.clock.advance(15 * SECOND)
    await tick(room.store, room.clock.now())
    return ids


async def test_what_is_held_does_not_leave(room: Mailroom) -> None:
    await room.reply("one")
    assert await send_due(room.store, Post()) == []


async def test_what_may_leave_leaves_once_and_in_order(room: Mailroom) -> None:
    ids = await released(room, "one", "two")
    post = Post()
    sent = await send_due(room.store, post)
    assert [(x.message_id, x.where, x.problem) for x in sent] == [
        (ids[0], f"post {room.case_id}", None),
        (ids[1], f"post {room.case_id}", None),
    ]
    assert [raw[-3:] for raw in post.delivered] == [b"one", b"two"]
    assert await room.states() == dict.fromkeys(ids, "sent")
    assert await send_due(room.store, post) == []
    assert len(post.delivered) == 2


async def test_two_senders_at_once_send_each_message_once(room: Mailroom) -> None:
    await released(room, "one", "two", "three")
    first, second = Post(), Post()
    await asyncio.gather(send_due(room.store, first), send_due(room.store, second))
    assert sorted(first.delivered + second.delivered) == sorted(
        {*first.delivered, *second.delivered}
    )
    assert len(first.delivered) + len(second.delivered) == 3


async def test_what_fails_for_now_is_tried_again_and_the_rest_goes_on(room: Mailroom) -> None:
    one, two = await released(room, "one", "two")
    post = Post(DeliveryFailed("The server is busy.", "4xx", retry=True))
    sent = await send_due(room.store, post)
    assert [x.problem for x in sent] == ["The server is busy.", None]
    assert await room.states() == {one: "queued", two: "sent"}
    await send_due(room.store, post)
    assert await room.states() == {one: "sent", two: "sent"}


async def test_what_fails_for_good_waits_for_a_person_who_sends_it_again(room: Mailroom) -> None:
    (one,) = await released(room, "one")
    await send_due(room.store, Post(DeliveryFailed("No such address.", "5xx", retry=False)))
    assert await room.states() == {one: "failed"}
    assert await send_due(room.store, Post()) == []
    await room.do(Resend, case_id=room.case_id, message_id=one)
    post = Post()
    await send_due(room.store, post)
    assert len(post.delivered) == 1
    with pytest.raises(Refused, match="only one that failed"):
        await room.do(Resend, case_id=room.case_id, message_id=one)


async def test_trying_ends(room: Mailroom) -> None:
    (one,) = await released(room, "one")
    for _ in range(ATTEMPTS):
        busy = DeliveryFailed("The server is busy.", "4xx", retry=True)
        assert await send_due(room.store, Post(busy))
    assert await room.states() == {one: "failed"}


async def test_a_message_of_a_killed_sender_is_not_sent_again_by_itself(room: Mailroom) -> None:
    (one,) = await released(room, "one")
    (send,) = await room.store.reads.sends("queued")
    await room.store.act(STEP, step(send, 1, "started"))
    post = Post()
    (told,) = await run_sender(room.store, post)
    assert "not known" in (told.problem or "")
    assert post.delivered == []
    assert await room.states() == {one: "failed"}


async def test_a_sending_is_on_record_before_anything_leaves(room: Mailroom) -> None:
    (one,) = await released(room, "one")

    class Looking(Post):
        async def deliver(self, outgoing: Outgoing, case_id: int) -> str:
            assert await room.states() == {one: "sending"}
            return await super().deliver(outgoing, case_id)

    post = Looking()
    await send_due(room.store, post)
    assert len(post.delivered) == 1
