"""Acts that reach far back, take out, join or part: a shift with them can be carried out again."""

from pathlib import Path

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import MINUTE
from agentdesk.data.errors import Refused
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.unit import Outcome
from agentdesk.desk.replying import Attachment
from agentdesk.training.attempts.again import compare
from agentdesk.training.attempts.room import Room
from agentdesk.training.attempts.seeking import store_of
from agentdesk.training.reading import shipped_scenario
from agentdesk.training.report.gathering import gather
from agentdesk.training.report.writing.attempt_page import outline_of
from tests.training.attempt_bed import MAIL, Bed, do

FILE = Attachment("steps.txt", "text/plain", b"Hold both buttons for five seconds.")


async def _of(room: Room, case_id: int) -> tuple[str, int]:
    """Return whose a case is, and its first message."""
    view = await room.store.reads.case(case_id)
    assert view is not None
    assert view.row.customer_id is not None
    return view.row.customer_id, next(i.message.id for i in view.items)


async def _delicate(bed: Bed, room: Room) -> list[str]:
    """Do, as the lead of the outage, what reaches furthest; return what was refused."""
    refused: list[str] = []
    done = 0

    async def act(kind: str, **fields: object) -> Outcome | None:
        nonlocal done
        done += 1
        bed.wall.advance(10_000)
        await room.turn()
        try:
            return await do(room, kind, f"{kind}-{done}", **fields)
        except Refused as sentence:
            refused.append(f"{kind}: {sentence}")
            return None

    await act("take", case_id=1)
    await act("declare_incident", case_id=1, title="No clock, no coffee")
    await act("link_incident", case_id=2, incident_id=1)
    await act("take", case_id=3)
    await act("reply", case_id=3, **(MAIL | {"attachments": (FILE,)}))
    await act("undo")
    await act("redo")
    whose, first = await _of(room, 3)
    parted = await act("split", case_id=3, message_id=first, subject="The other one")
    if parted is not None:
        new = next(case_id for case_id in parted.cases if case_id != 3)
        await act("merge", case_id=new, into=3)
    _, theirs = await _of(room, 2)
    await act("redact", case_id=2, message_id=theirs, text="coffee")
    await act("log_contact", case_id=3, channel="call", body="He rang.", outcome="reached")
    await act("answer_incident", case_id=1, answer="It works again.")
    await act("snooze", case_id=3, until=room.clock.now() + 5 * MINUTE)
    await act("open_case", channel="call", subject="Asks", body="Asks.", customer_id=whose)
    other, _ = await _of(room, 4)
    await act("merge_customers", from_id=other, into_id=whose)
    await act("erase_customer", identities=(whose, other))
    await act("end_incident", case_id=1)
    return refused


async def test_what_reaches_far_back_can_be_carried_out_again_and_gone_back_behind(
    tmp_path: Path,
) -> None:
    bed = Bed(tmp_path, scenario=shipped_scenario("outage"))
    async with bed.room() as room:
        await bed.until(room, 22)
        refused = await _delicate(bed, room)
        # Nobody erases customers in a shift but the shift itself.
        assert [one.partition(":")[0] for one in refused] == ["erase_customer"]
        until = room.clock.now()
        # Behind the merging of both customers, and from there on once more.
        await room.seek(until - 2 * MINUTE)
        await bed.until(room, 30)
        await do(room, "note", "after", case_id=3, body="Here again.")
        branches = [one.id for one in room.book.branches()]
    assert len(branches) > 1
    for branch in branches:
        found = await compare(bed.folder, branch)
        assert found.hash == found.again, branch
        store = await SqliteStore.open(store_of(bed.folder, branch), create=False)
        assert await maintenance_of(store).check() == ()
        await store.close()
    told = outline_of(await gather(bed.folder))
    assert bed.folder.name in told.title
