"""Two people at one store, each with a desk: presence, absence, and one answer too many."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
import pytest

from agentdesk.clock import HOUR, MINUTE, SECOND, ManualClock
from agentdesk.data.errors import Refused
from agentdesk.data.open import open_store
from agentdesk.data.unit import Command
from agentdesk.desk.desk import Desk
from agentdesk.desk.notes import Note
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.setup import LoadSetup
from agentdesk.desk.taking import Take, TakeNext
from agentdesk.desk.tick import Firing, tick
from agentdesk.desk.waiting import Snooze
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import PersonSetup
from agentdesk.seat.session import Session
from agentdesk.seat.writing import Writing, begin, has_read, reply_command, unread, unread_words
from tests.desk.scene import NOON, Scene, setup
from tests.store import postgres_server
from tests.store.postgres_server import in_a_thread


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store, on each engine."""
    if request.param == "sqlite":
        yield str(tmp_path / "desk.db")
        return
    if postgres_server.shared() is None:
        pytest.skip(postgres_server.why_not())
    server = postgres_server.shared()
    assert server is not None
    url = in_a_thread(server.store())
    yield url
    in_a_thread(server.give_back(url))


class Pair:
    """Nina's and Omar's desk at one store, with a clock that moves when told."""

    def __init__(self, nina: Session, omar: Session, clock: ManualClock) -> None:
        self.nina, self.omar, self.clock = nina, omar, clock
        self._mails = Scene(setup(), clock)

    async def mail(self, subject: str, channel: str = "mail") -> int:
        """Let a customer write; return the case."""
        command: Command = self._mails.command(subject, channel=channel)
        outcome = await Desk(self.nina.store, "customer").do(command)
        return int(outcome.result["case_id"])

    async def case(self, case_id: int) -> CaseRow:
        """Return how a case stands."""
        row = await self.nina.store.reads.case_row(case_id)
        assert row is not None
        return row


@pytest.fixture
async def pair(place: str) -> AsyncIterator[Pair]:
    """Return two desks at one store, both available."""
    clock = ManualClock(NOON)
    stores = [await open_store(place, clock=clock) for _ in range(2)]
    base = setup()
    # On PostgreSQL whoever is logged in here may act for everybody.
    lea = [msgspec.structs.replace(p, login="postgres") for p in base.people if p.id == "lea"]
    people = (*(p for p in base.people if p.id != "lea"), *lea)
    known = msgspec.structs.replace(base, people=people, allow_as=True)
    try:
        await Desk(stores[0], "lea").do(LoadSetup(command_id="setup", actor="lea", setup=known))
        known = await stores[0].reads.setup()
        nina, omar = (
            Session(store, known, _person(known.people, who))
            for store, who in zip(stores, ("nina", "omar"), strict=True)
        )
        pair = Pair(nina, omar, clock)
        for session in (nina, omar):
            await session.do(SetAgentState(**session.ids(), state="available"))
            await session.store.live.beat(session.me.id, clock.now())
        yield pair
    finally:
        for store in stores:
            await store.close()


def _person(people: tuple[PersonSetup, ...], who: str) -> PersonSetup:
    return next(p for p in people if p.id == who)


async def write(session: Session, case_id: int) -> Writing:
    """Begin a reply."""
    opened = await session.open(case_id)
    assert opened is not None
    return (await begin(session, opened, "reply")).writing


async def send(session: Session, writing: Writing, text: str) -> None:
    """Send what was begun."""
    view = await session.store.reads.case(writing.case_id)
    assert view is not None
    await session.do(reply_command(session, view, writing, text, "stay", {}))


async def test_one_of_two_who_answer_at_once_is_held_and_reads_first(pair: Pair) -> None:
    case_id = await pair.mail("Charged twice")
    hers, his = await write(pair.nina, case_id), await write(pair.omar, case_id)
    pair.clock.advance(MINUTE)
    await send(pair.omar, his, "We pay it back.")
    pair.clock.advance(12 * SECOND)
    with pytest.raises(Refused, match=r"was answered at 11:01: read that first, your text is kept"):
        await send(pair.nina, hers, "We look into it.")
    view = await pair.nina.store.reads.case(case_id)
    assert view is not None
    assert unread(hers, view.row)
    said = unread_words(hers, view, str, pair.clock.now())
    assert said == "omar answered 12s ago"
    seen = has_read(hers, view)
    assert not unread(seen, view.row)
    await send(pair.nina, seen, "And a voucher.")
    view = await pair.omar.store.reads.case(case_id)
    assert view is not None
    assert [m.message.author for m in view.items if m.message.direction == "out"] == [
        "omar",
        "nina",
    ]


async def test_who_types_is_seen_for_ten_seconds_and_who_reads_for_twenty_five(pair: Pair) -> None:
    case_id = await pair.mail("Charged twice")

    async def doing() -> list[tuple[str, str]]:
        return [(d.agent, d.what) for d in await pair.nina.doing()]

    await pair.omar.store.live.here("omar", case_id, "typing", pair.clock.now())
    assert await doing() == [("omar", "typing")]
    pair.clock.advance(11 * SECOND)
    assert await doing() == [("omar", "looking")]
    pair.clock.advance(15 * SECOND)
    assert await doing() == []


async def test_who_is_gone_loses_what_was_not_begun_and_later_the_rest(pair: Pair) -> None:
    untouched, begun = await pair.mail("Not begun"), await pair.mail("Begun")
    omar, nina = pair.omar, pair.nina
    for case_id in (untouched, begun):
        await omar.do(Take(**omar.ids(), case_id=case_id))
    await omar.do(Note(**omar.ids(), case_id=begun, body="Called the carrier."))
    before = await pair.case(untouched)
    pair.clock.advance(89 * SECOND)
    assert (await tick(nina.store, pair.clock.now())).released == 0
    pair.clock.advance(2 * SECOND)
    assert (await tick(nina.store, pair.clock.now())).released == 1
    row = await pair.case(untouched)
    assert (row.owner, row.waiting_since) == (None, before.waiting_since)
    assert (await pair.case(begun)).owner == "omar"
    pair.clock.advance(4 * HOUR)
    await tick(nina.store, pair.clock.now())
    assert (await pair.case(begun)).owner is None


async def test_a_backlog_of_timers_is_worked_off_slice_by_slice(pair: Pair) -> None:
    nina, store = pair.nina, pair.nina.store
    for number in range(5):
        case_id = await pair.mail(f"Mail {number}")
        await nina.do(Take(**nina.ids(), case_id=case_id))
        await nina.do(Snooze(**nina.ids(), case_id=case_id, until=pair.clock.now() + MINUTE))
    pair.clock.advance(2 * MINUTE)
    firing, now = Firing(store), pair.clock.now()
    slices = []
    while True:
        slices.append(await firing.some(now, 2))
        if firing.done:
            break
    assert slices == [2, 2, 1, 0]
    assert await store.reads.due_timers(now) == ()


async def test_next_is_what_there_is_room_for(pair: Pair) -> None:
    nina = pair.nina
    for number in range(6):
        await pair.mail(f"Mail {number}")
        await nina.do(TakeNext(**nina.ids()))
    more = await pair.mail("One more")
    call = await pair.mail("It rings", "call")
    assert (await nina.do(TakeNext(**nina.ids()))).result["case_id"] == call
    agent, load = await nina.state()
    assert (agent.state, load.units, load.live) == ("available", 12, 6)
    with pytest.raises(Refused, match="You hold 12 of 6 units"):
        await nina.do(TakeNext(**nina.ids()))
    assert (await pair.omar.do(TakeNext(**pair.omar.ids()))).result["case_id"] == more
