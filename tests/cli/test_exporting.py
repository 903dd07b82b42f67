"""Everything out and in again by the commands: what goes wrong leaves nothing behind."""

import errno
from pathlib import Path

import pytest

from agentdesk.archive import writing
from tests.cli.conftest import Runner


def test_a_damaged_export_leaves_no_store_behind(open_desk: Runner, tmp_path: Path) -> None:
    out, into = tmp_path / "out", tmp_path / "into"
    into.mkdir()
    assert open_desk("export", out).code == 0
    events = out / "events.jsonl"
    lines = events.read_bytes().splitlines(keepends=True)
    events.write_bytes(b"".join(lines[:-1]) + lines[-1][:9])
    ran = open_desk("import", "export", out, "--store", into / "desk.db")
    assert ran.code == 3
    assert f"events.jsonl, line {len(lines)}" in ran.err
    assert list(into.iterdir()) == []
    events.write_bytes(b"".join(lines))
    assert open_desk("import", "export", out, "--store", into / "desk.db").code == 0


def test_a_full_disk_is_said_with_the_folder(
    open_desk: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing._Writer, "_line", full)
    ran = open_desk("export", tmp_path / "out")
    assert ran.code == 2
    assert f"could not be written to {tmp_path / 'out'}: No space left on device." in ran.err
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]
