"""Mail as files: whole, private, and never over another."""

import asyncio
from pathlib import Path

import pytest

from agentdesk.channels.files.sender import FileSender
from agentdesk.desk.sender import DeliveryFailed
from agentdesk.domain.content import Outgoing

RAW = b"Subject: hi\r\n\r\nhi"


def write(sender: FileSender, message_id: int, raw: bytes = RAW) -> Path:
    """Deliver a message of case 3 and return its file."""
    outgoing = Outgoing(message_id, ("ada@example.org",), "r@desk", raw)
    return Path(asyncio.run(sender.deliver(outgoing, 3)))


def test_a_file_holds_the_very_bytes_and_nobody_elses(tmp_path: Path) -> None:
    sender = FileSender(tmp_path / "out")
    path = write(sender, 7)
    assert path == tmp_path / "out" / "case-3-message-7.eml"
    assert path.read_bytes() == RAW
    assert path.stat().st_mode & 0o077 == 0
    assert [p.name for p in (tmp_path / "out").iterdir()] == [path.name]
    assert "nothing is sent" in sender.name


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    sender = FileSender(tmp_path)
    path = write(sender, 7)
    assert write(sender, 7) == path
    with pytest.raises(DeliveryFailed, match="another mail") as failed:
        write(sender, 7, b"other")
    assert not failed.value.retry
    assert path.read_bytes() == RAW
    assert len(list(tmp_path.iterdir())) == 1


def test_a_maildir_gets_whole_mails_in_new(tmp_path: Path) -> None:
    sender = FileSender(tmp_path, "maildir")
    path = write(sender, 7)
    assert path.parent == tmp_path / "new"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cur", "new", "tmp"]
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_folder_that_cannot_be_written_says_so_and_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(DeliveryFailed, match="cannot be written") as failed:
        write(FileSender(tmp_path / "out"), 7)
    assert failed.value.retry
