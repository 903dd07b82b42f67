"""Everything out as JSON lines and mbox, in again, out again: the same bytes, on both engines."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from agentdesk.archive.reading import read_export
from agentdesk.archive.writing import write_export
from agentdesk.channels.email.intake import take_in
from agentdesk.channels.files.mbox import read_mbox
from agentdesk.cli.setup_file import example_setup, load_setup
from agentdesk.cli.store import maintenance_of
from agentdesk.data.errors import StoreDamaged, StoreError, StoreMissing
from agentdesk.data.store import Store
from agentdesk.desk.receive import RECEIVE
from tests.store.conftest import Opener

MAIL = (
    b"From: Zo\xc3\xab <zoe%d@b\xc3\xbccher.example>\nTo: orders@fjordfarrow.example\n"
    b"Subject: Late\nMessage-ID: <%d@shop.example>\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
    b"From here on it is \xe2\x80\xa8 late.\n>From the start.\n\nFrom me Mon Mar  2 10:00:00 2026\n"
    b"--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
    b"Content-Disposition: attachment; filename=bill.pdf\n\nJVBERi0x%s\n--b--"
)


async def live_a_little(store: Store) -> None:
    """Receive mails with attachments, two of them with the same file."""
    await load_setup(store, example_setup(), actor="system", command_id="set-up")
    for number, file in enumerate((b"AAAA", b"BBBB", b"AAAA")):
        command = take_in(MAIL % (number, number, file)).command
        await store.act(RECEIVE, command)


async def export(store: Store, folder: Path) -> dict[str, bytes]:
    await asyncio.to_thread(folder.mkdir)
    await write_export(store, maintenance_of(store).dump(), folder)
    return await asyncio.to_thread(
        lambda: {path.name: path.read_bytes() for path in folder.iterdir()}
    )


@pytest.fixture
async def full(place: str, opened: Opener) -> Store:
    store = await opened(place)
    await live_a_little(store)
    return store


async def test_out_in_out_gives_the_same_bytes(
    full: Store, opened: Opener, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first = await export(full, tmp_path / "first")
    second = await opened(str(tmp_path / "second.db"))
    await maintenance_of(second).load(read_export(tmp_path / "first"))
    assert await export(second, tmp_path / "second") == first
    assert await maintenance_of(second).check() == ()
    for case_id in (1, 2, 3):
        assert await second.reads.case(case_id) == await full.reads.case(case_id)


async def test_a_file_goes_into_postgres_and_out_with_the_same_bytes(
    opened: Opener, tmp_path: Path, postgres_url: str
) -> None:
    store = await opened(str(tmp_path / "desk.db"))
    await live_a_little(store)
    first = await export(store, tmp_path / "first")
    second = await opened(postgres_url)
    await maintenance_of(second).load(read_export(tmp_path / "first"))
    assert await export(second, tmp_path / "second") == first


async def test_mails_are_in_an_mbox_that_any_program_reads(full: Store, tmp_path: Path) -> None:
    await export(full, tmp_path / "out")
    with (tmp_path / "out" / "received.mbox").open("rb") as file:
        mails = [mail.raw for mail in read_mbox(file, 1_000_000)]
    assert mails == [MAIL % (n, n, f) + b"\n" for n, f in enumerate((b"AAAA", b"BBBB", b"AAAA"))]
    attachments = (tmp_path / "out" / "attachments.jsonl").read_bytes().splitlines()
    assert len(attachments) == 2, "the file that came twice is kept once"


async def test_what_is_damaged_is_named_with_its_line(
    full: Store, opened: Opener, tmp_path: Path
) -> None:
    files = await export(full, tmp_path / "out")
    lines = files["messages.jsonl"].splitlines(keepends=True)
    (tmp_path / "out" / "messages.jsonl").write_bytes(lines[0] + lines[1][:40])
    other = await opened(str(tmp_path / "other.db"))
    with pytest.raises(StoreDamaged, match=r"messages\.jsonl, line 2 is no JSON object"):
        await maintenance_of(other).load(read_export(tmp_path / "out"))
    (tmp_path / "out" / "messages.jsonl").write_bytes(lines[0])
    with pytest.raises(StoreDamaged, match="line 1 is the last, of 3 that were written"):
        [item async for item in read_export(tmp_path / "out")]
    (tmp_path / "out" / "export.json").unlink()
    with pytest.raises(StoreMissing, match="was not finished"):
        [item async for item in read_export(tmp_path / "out")]


async def test_nothing_is_written_over(full: Store, tmp_path: Path) -> None:
    await export(full, tmp_path / "out")
    with pytest.raises(StoreError, match="is not empty"):
        await maintenance_of(full).load(read_export(tmp_path / "out"))


async def test_how_far_it_is_is_told(full: Store, tmp_path: Path) -> None:
    told: list[int] = []
    (tmp_path / "out").mkdir()
    manifest = await write_export(full, maintenance_of(full).dump(), tmp_path / "out", told.append)
    written = await asyncio.to_thread((tmp_path / "out" / "export.json").read_bytes)
    assert msgspec.json.decode(written) == {"agentdesk": 1, "lines": manifest.lines}
    assert told
    assert told[-1] >= manifest.lines["events.jsonl"]


async def test_every_case_is_told_in_a_line_of_its_own(full: Store, tmp_path: Path) -> None:
    files = await export(full, tmp_path / "out")
    lines = [msgspec.json.decode(line) for line in files["cases.jsonl"].splitlines()]
    assert [line["id"] for line in lines] == ["1", "2", "3"]
    assert lines[0]["subject"] == "Late"
    assert lines[0]["customer_email"] == "zoe0@b\u00fccher.example"
    assert [message["direction"] for message in lines[0]["messages"]] == ["in"]
