"""Files and links of a case: what is listed, where a file may land, what must not be opened."""

from pathlib import Path

import pytest

from agentdesk.seat.attachments import host, is_program, save, size


def test_a_file_lands_in_the_folder_whatever_it_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("../../x", "/etc/passwd", "..\\..\\x.txt", "con.txt", ".bashrc", "", "a\x00b"):
        path = save(b"data", name, folder)
        assert path.parent == folder
        assert path.read_bytes() == b"data"
        assert path.stat().st_mode & 0o077 == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    first = save(b"one", "bill.pdf", tmp_path)
    second = save(b"two", "bill.pdf", tmp_path)
    assert (first.name, second.name) == ("bill.pdf", "bill (2).pdf")
    assert first.read_bytes() == b"one"


def test_a_link_to_a_file_that_is_there_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "secret"
    target.write_bytes(b"keep")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bill.pdf").symlink_to(target)
    save(b"evil", "bill.pdf", tmp_path / "in")
    assert target.read_bytes() == b"keep"


@pytest.mark.parametrize("name", ["a.exe", "bill.pdf.EXE", "page.html", "run.sh", "x.desktop"])
def test_programs_are_not_opened(name: str) -> None:
    assert is_program(name)


def test_pictures_and_papers_are_opened() -> None:
    assert not any(map(is_program, ["bill.pdf", "photo.jpg", "notes", "table.csv"]))


def test_a_link_says_where_it_leads() -> None:
    assert host("https://bank.example@evil.example/login") == "evil.example"
    assert host("http://[") == "nowhere"


def test_sizes_are_short() -> None:
    assert [size(n) for n in (812, 14_200, 999_600, 2_520_000)] == [
        "812 B", "14 kB", "1.0 MB", "2.5 MB"
    ]  # fmt: skip
