"""The stories of this folder once more on a real store: what it finds and loads is enough."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agentdesk.clock import HOUR, SECOND, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Outcome, Refused
from agentdesk.desk.dismiss import DismissThanks
from agentdesk.desk.entitling import SetLevel
from agentdesk.desk.merge import Merge
from agentdesk.desk.open_case import OpenCase
from agentdesk.desk.placing import PlaceHeld
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.receive import preview
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.replying import Reply
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.setup import LoadSetup
from agentdesk.desk.split import Split
from agentdesk.desk.taking import Take
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import Setup
from tests.desk.scene import NOON, Scene, setup
from tests.store import postgres_server
from tests.store.postgres_server import in_a_thread
from tests.support.proofs import refold


class OnDisk:
    """The desk of the other tests on a real store."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock = store, clock
        self._mails = Scene(setup(), clock)
        self._n = 0

    async def do(self, kind: type[Command], actor: str = "lea", **fields: Any) -> Outcome:
        self._n += 1
        command = kind(command_id=f"r{self._n}", actor=actor, **fields)
        return await self.store.act(use_case_of(command), command)

    async def mail(self, subject: str, **more: Any) -> dict[str, Any]:
        command = self._mails.command(subject, **more)
        return (await self.store.act(use_case_of(command), command)).result

    async def reply(self, case_id: int, body: str = "Hi") -> Outcome:
        fields: dict[str, Any] = {
            "to": ("ada@example.org",),
            "raw": body.encode(),
            "rfc_id": f"{self._n}@desk",
        }
        return await self.do(Reply, case_id=case_id, body=body, **fields)

    async def case(self, case_id: int) -> CaseRow:
        row = await self.store.reads.case_row(case_id)
        assert row is not None
        return row


def with_login() -> Setup:
    """Return the set-up with the lead as who is logged in to the database, and does everything."""
    base = setup()
    people = tuple(
        msgspec.structs.replace(p, login="postgres") if p.id == "lea" else p for p in base.people
    )
    return msgspec.structs.replace(base, people=people)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store, on each engine."""
    if request.param == "sqlite":
        yield str(tmp_path / "desk.db")
        return
    server = postgres_server.shared()
    if server is None:
        pytest.skip(postgres_server.why_not())
    url = in_a_thread(server.store())
    yield url
    in_a_thread(server.give_back(url))


@pytest.fixture
async def desk(place: str) -> AsyncIterator[OnDisk]:
    clock = ManualClock(NOON)
    store = await open_store(place, clock=clock)
    desk = OnDisk(store, clock)
    try:
        await desk.do(LoadSetup, setup=with_login())
        await desk.do(SetAgentState, state="available")
        yield desk
        assert await proofs(store) == []
    finally:
        await store.close()


async def proofs(store: Store) -> list[str]:
    """Fold the log anew and compare every case that stands in the store with it."""
    entries = await store.reads.entries(limit=100_000)
    folded = refold([entry.fact for entry in entries])
    return [
        f"case {row.id}" for row in folded.all(CaseRow) if await store.reads.case_row(row.id) != row
    ]


async def test_mail_is_threaded_held_placed_and_known_again(desk: OnDisk) -> None:
    first = await desk.mail("Printer", rfc_id="a1@x")
    case_id = first["case_id"]
    assert (await desk.mail("Re", in_reply_to="a1@x"))["decision"] == "follow_up"
    assert (await desk.mail("Printer", rfc_id="a1@x"))["decision"] == "duplicate"
    held = await desk.mail(f"Re [#{case_id}]", sender=("Eve", "eve@x.net"))
    assert held["decision"] == "held"
    again = await desk.mail("Re", in_reply_to="a1@x")
    assert again["message_id"] > held["message_id"]
    await desk.do(PlaceHeld, held_id=held["held_id"], placed_as="suggested")
    view = await desk.store.reads.case(case_id)
    assert view is not None
    assert len(view.items) == 4
    assert await desk.store.reads.held_mail() == ()


async def test_a_look_writes_nothing(desk: OnDisk) -> None:
    seq = await desk.store.reads.last_seq()
    looked = await preview(desk.store, Scene(setup(), desk.clock).command("Printer"))
    assert looked["decision"] == "new"
    assert await desk.store.reads.last_seq() == seq
    assert await desk.store.reads.case_row(looked["case_id"]) is None


async def test_undo_and_redo_find_the_newest_act(desk: OnDisk) -> None:
    case_id = (await desk.mail("Printer"))["case_id"]
    await desk.do(Take, case_id=case_id)
    await desk.reply(case_id)
    answered = await desk.case(case_id)
    await desk.do(Undo)
    assert (await desk.case(case_id)).replied_at is None
    assert (await desk.case(case_id)).owner == "lea"
    await desk.do(Undo)
    assert (await desk.case(case_id)).owner is None
    await desk.do(Redo)
    await desk.do(Redo)
    again = await desk.case(case_id)
    assert (again.owner, again.replied_at, again.due_at) == (
        "lea",
        answered.replied_at,
        answered.due_at,
    )
    with pytest.raises(Refused, match="nothing to redo"):
        await desk.do(Redo)
    view = await desk.store.reads.case(case_id)
    assert view is not None
    assert view.items[-1].send is not None
    assert view.items[-1].send.state == "held"


async def test_merge_and_split_and_back(desk: OnDisk) -> None:
    first = (await desk.mail("Printer", rfc_id="a1@x"))["case_id"]
    second = (await desk.mail("Printer again", rfc_id="b1@x"))["case_id"]
    await desk.do(Merge, case_id=second, into=first)
    assert (await desk.mail("Re", in_reply_to="b1@x"))["case_id"] == first
    view = await desk.store.reads.case(first)
    assert view is not None
    message_id = view.items[0].message.id
    child = (await desk.do(Split, case_id=first, message_id=message_id)).result["case_id"]
    assert (await desk.case(child)).parent == first
    await desk.do(Undo)
    assert (await desk.case(child)).state == "closed"


async def test_thanks_are_dismissed(desk: OnDisk) -> None:
    case_id = (await desk.mail("Printer", rfc_id="a1@x"))["case_id"]
    await desk.do(Take, case_id=case_id)
    await desk.reply(case_id)
    await desk.do(Resolve, case_id=case_id, disposition="solved", summary="Done.")
    desk.clock.advance(HOUR)
    done = await desk.mail("Re", in_reply_to="a1@x", body="Thanks, it was the tray")
    assert done["decision"] == "reopened"
    await desk.do(DismissThanks, case_id=case_id, message_id=done["message_id"])
    row = await desk.case(case_id)
    assert (row.state, row.reopens) == ("resolved", 0)


async def test_terms_and_set_up_reach_open_cases(desk: OnDisk) -> None:
    logged = await desk.do(
        OpenCase,
        channel="web",
        subject="Jam",
        body="Stuck.",
        name="Grace",
        contacts=(("mail", "grace@x.org"),),
    )
    customer = logged.result["customer_id"]
    await desk.do(SetLevel, customer_id=customer, level="premium", vip=True)
    row = await desk.case(logged.result["case_id"])
    assert (row.level, row.vip) == ("premium", True)
    desk.clock.advance(SECOND)
    await desk.do(LoadSetup, setup=with_login())
    assert (await desk.store.reads.setup()).version == 2


async def test_a_mail_that_comes_after_its_answer_joins_it(desk: OnDisk) -> None:
    answer = await desk.mail("Re: P", rfc_id="b@x", in_reply_to="a@x", references=("a@x",))
    parent = await desk.mail("P", rfc_id="a@x")
    other = await desk.mail("Re: P", rfc_id="c@x", references=("a@x", "gone@x"))
    assert [parent["decision"], other["decision"]] == ["follow_up", "follow_up"]
    assert answer["case_id"] == parent["case_id"] == other["case_id"]
    assert await desk.store.reads.called_elsewhere(answer["case_id"]) == ""
