"""Erasing a customer on both engines: no byte of any file, no row of any table holds a word."""

import base64
import quopri
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.sqlite import backup, scrubbing, unit
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.paths import paths_of
from agentdesk.data.store import Store
from agentdesk.desk.common import CaseCommand
from agentdesk.desk.desk import Desk
from agentdesk.desk.tick import Firing
from agentdesk.domain.events import Entry
from agentdesk.domain.rows import CaseRow, CustomerRow
from agentdesk.domain.setup import PersonSetup
from agentdesk.seat import erasing, redacting
from tests.store.conftest import Opener
from tests.store.postgres_server import Server
from tests.support.office import MONDAY, SETUP, leaves
from tests.support.planted import Planted
from tests.support.small import ARRANGE, Arrange, command_id

OFFICE = msgspec.structs.replace(
    SETUP, people=(*SETUP.people, PersonSetup(id="piet", name="Piet", role="privacy_officer"))
)


@pytest.fixture
async def store(place: str, opened: Opener, clock: ManualClock) -> Store:
    """A store with the office's set-up and a privacy officer."""
    clock.at = MONDAY
    made = await opened(place)
    await made.act(ARRANGE, Arrange(command_id=command_id(), actor="admin", setup=OFFICE))
    return made


async def planted_in(store: Store, clock: ManualClock) -> Planted:
    """Plant a customer among others, so that pages are shared, split and joined."""
    customer = Planted(store, clock)
    for number in range(15):
        await other(customer, number)
    await customer.plant()
    for number in range(15, 30):
        await other(customer, number)
    return customer


async def other(customer: Planted, number: int) -> None:
    """Let somebody else write something long enough to move others' rows about."""
    made = customer.mail(f"other {number}", f"other{number}@else.example")
    made.set_content(f"Something quite different {number}. " * (7 + number % 60))
    await customer.receive(made.as_bytes())


def shapes(word: str) -> Iterator[bytes]:
    """Yield a word as it may stand in bytes: plain, quoted-printable, within base64."""
    plain = word.encode()
    yield plain
    yield quopri.encodestring(plain)
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + plain)
        start = 0 if before == 0 else 4
        yield whole[start : len(whole) - 4]


def found_in(data: bytes, words: dict[str, str]) -> set[str]:
    """Return where the words come from that stand in some bytes."""
    low = data.lower()
    return {
        where
        for where, word in words.items()
        if any(shape.lower() in low for shape in shapes(word) if len(shape) > 7)
    }


def of_theirs(words: dict[str, str]) -> dict[str, str]:
    """Return the customer's own words: not those of the others around."""
    return {where: word for where, word in words.items() if not where.startswith("other ")}


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


async def rows_of(url: str) -> bytes:
    """Return every value of every table of a database, large objects among them."""
    db = await asyncpg.connect(url)
    try:
        tables = await db.fetch(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname IN ('agentdesk', 'agentdesk_board')"
        )
        assert len(tables) > 40
        told = [str(await db.fetch(f"SELECT x::text FROM {name} AS x")) for (name,) in tables]
        for (data,) in await db.fetch("SELECT data FROM agentdesk.blobs"):
            told.append(bytes(data).decode("latin-1"))
        for (data,) in await db.fetch("SELECT raw FROM agentdesk.outbox"):
            told.append(bytes(data).decode("latin-1"))
        samples = await db.fetch("SELECT s::text FROM pg_stats AS s WHERE schemaname = 'agentdesk'")
        told.append(str(samples))
        told.append(str(await db.fetch("SELECT data FROM pg_catalog.pg_largeobject")))
        return "\n".join(told).encode("utf-8", "surrogateescape")
    finally:
        await db.close()


async def log_of(store: Store) -> tuple[Entry, ...]:
    return await store.reads.entries(limit=100_000)


def kinds_of_figures() -> set[str]:
    """Return the kinds of event that docs/events.md says some figure reads."""
    page = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
    table = page[page.index("## Figures") :]
    rows = [line.split("|")[2] for line in table.splitlines() if line.count("|") >= 4]
    return set(re.findall(r"`([a-z]+\.[a-z_]+)", " ".join(rows)))


async def test_nothing_of_an_erased_customer_is_left(
    store: Store, clock: ManualClock, place: str
) -> None:
    customer = await planted_in(store, clock)
    theirs = of_theirs(customer.words)
    assert len(theirs) >= 50
    is_file = not place.startswith("postgresql")
    folder = Path(place).parent
    before = b"".join(files_of(folder).values()) if is_file else await rows_of(place)
    assert found_in(before, theirs) >= theirs.keys() - {"large attachment"}
    log = await log_of(store)
    rows = {c: await store.reads.case_row(c) for c in customer.cases}

    _, remains = await erasing.erase(Desk(store, "piet"), customer.customer_id)

    if is_file:
        assert remains is None
        for name, data in files_of(folder).items():
            assert not found_in(data, theirs), name
    else:
        assert remains is not None
        assert not found_in(await rows_of(place), theirs)
    await proves_the_figures(store, log, rows)
    view = await store.reads.customer(customer.customer_id, clock.at)
    assert view is not None
    assert view.customer.name == "erased customer"
    case = await store.reads.case(customer.first)
    assert case is not None
    assert (case.subject, case.items) == ("[erased]", ())
    assert not await store.live.drafts_in(customer.cases)


async def proves_the_figures(
    store: Store, log: tuple[Entry, ...], rows: dict[int, CaseRow | None]
) -> None:
    """Figures are folds of the log: what they read is the same, and what came is read by none."""
    after = await log_of(store)
    assert after[: len(log)] == log
    came = {entry.fact.event.kind for entry in after[len(log) :]}
    assert came == {"content.removed", "customer.erased", "send.recalled"}
    read = kinds_of_figures()
    assert len(read) > 30
    assert not came & read
    for case_id, row in rows.items():
        now = await store.reads.case_row(case_id)
        assert row is not None
        assert now is not None
        same = {"version": 0, "last_command": ""}
        assert msgspec.structs.replace(now, **same) == msgspec.structs.replace(row, **same)


async def test_no_byte_is_left_in_the_servers_files_once_all_is_written_anew(
    postgres_url: str, opened: Opener, clock: ManualClock, server: Server
) -> None:
    clock.at = MONDAY
    store = await opened(postgres_url)
    await store.act(ARRANGE, Arrange(command_id=command_id(), actor="admin", setup=OFFICE))
    customer = await planted_in(store, clock)
    desk = Desk(store, "piet")
    await erasing.erase(desk, customer.customer_id)
    assert await store.scrub(full=True) is None
    oid = await _oid(postgres_url)
    tables = b"".join(p.read_bytes() for p in (server._data / "base" / oid).iterdir())
    assert found_in(tables, {"other": customer.words["other 1 subject"]})
    assert not found_in(tables, of_theirs(customer.words))


async def _oid(url: str) -> str:
    db = await asyncpg.connect(url)
    try:
        await db.execute("CHECKPOINT")
        found: Any = await db.fetchval(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        )
        return str(found)
    finally:
        await db.close()


async def test_redacted_words_are_in_no_file_either(
    store: Store, clock: ManualClock, place: str
) -> None:
    customer = await planted_in(store, clock)
    clock.advance(MINUTE)
    await leave(store, clock)
    word = customer.words["first body"]
    case = await store.reads.case(customer.first)
    assert case is not None
    message = next(item.message for item in case.items if word in item.message.body)
    found = await redacting.prepare(store, customer.first, message.id, text=word)
    assert found.raw_places >= 1
    await redacting.redact(Desk(store, "piet"), found)
    large = next(i.message for i in case.items for p in i.parts if p.filename == "big.bin")
    part = next(p.id for i in case.items for p in i.parts if p.filename == "big.bin")
    file = await redacting.prepare(store, customer.first, large.id, part=part)
    await redacting.redact(Desk(store, "piet"), file)

    gone = {name: customer.words[name] for name in ("first body", "large attachment")}
    if place.startswith("postgresql"):
        assert not found_in(await rows_of(place), gone)
    else:
        for name, data in files_of(Path(place).parent).items():
            assert not found_in(data, gone), name
    again = await store.reads.case(customer.first)
    assert again is not None
    assert "[redacted]" in next(i.message.body for i in again.items if i.message.id == message.id)


async def leave(store: Store, clock: ManualClock) -> None:
    """Let every mail leave."""
    await Firing(store).some(clock.at, 1_000)
    for send in await store.reads.sends("queued"):
        command = CaseCommand(command_id=command_id(), actor="system", case_id=send.case_id)
        await store.act(leaves(send.message_id), command)


async def test_a_restored_backup_is_erased_again(
    tmp_path: Path, opened: Opener, clock: ManualClock
) -> None:
    clock.at = MONDAY
    first = tmp_path / "one" / "desk.db"
    store = await opened(str(first))
    await store.act(ARRANGE, Arrange(command_id=command_id(), actor="admin", setup=OFFICE))
    customer = await planted_in(store, clock)
    backup.back_up(paths_of(first), tmp_path / "backup")
    await erasing.erase(Desk(store, "piet"), customer.customer_id)
    listed = paths_of(first).erased.read_text(encoding="utf-8").splitlines()
    assert not found_in("\n".join(listed).encode(), of_theirs(customer.words))

    second = tmp_path / "two" / "desk.db"
    backup.restore(tmp_path / "backup", paths_of(second))
    restored = await opened(str(second))
    back = b"".join(files_of(second.parent).values())
    assert found_in(back, of_theirs(customer.words))
    done = await erasing.replay(Desk(restored, "system"), erasing.parsed(listed))
    assert (len(listed), done.left) == (2, ())
    assert done.erased
    for name, data in files_of(second.parent).items():
        assert not found_in(data, of_theirs(customer.words)), name
    again = await erasing.replay(Desk(restored, "system"), erasing.parsed(listed))
    assert not again.erased
    facts = await restored.reads.customer_facts(customer.customer_id)
    assert isinstance(facts, CustomerRow)
    assert facts.erased


async def test_a_reader_in_the_way_is_told_of_and_scrubbing_again_finishes_it(
    tmp_path: Path, opened: Opener, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "PATIENCE_S", 0.1)
    monkeypatch.setattr(unit, "SCRUB_S", 0.1)
    clock.at = MONDAY
    path = tmp_path / "desk" / "desk.db"
    store = await opened(str(path))
    await store.act(ARRANGE, Arrange(command_id=command_id(), actor="admin", setup=OFFICE))
    customer = Planted(store, clock)
    case = await customer.receive(customer.mail("only", "a@lovelace.example").as_bytes())
    row = await store.reads.case_row(int(case["case_id"]))
    assert row is not None
    with closing(connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM messages").fetchone()
        desk = Desk(store, "piet")
        _, remains = await erasing.erase(desk, str(row.customer_id), again=True)
        assert remains is not None
        assert "somebody reads an older state" in remains
    assert await store.scrub() is None
    for name, data in files_of(path.parent).items():
        assert not found_in(data, customer.words), name
