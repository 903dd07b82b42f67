"""Files and links of a case: what is listed, where a file may land, what must not be opened."""

import os
from pathlib import Path

import pytest

from agentdesk.seat.attachments import enclosure, host, is_program, save, size


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


@pytest.mark.parametrize("what", ["folder", "pipe", "nothing", "forbidden", "too large", "endless"])
def test_what_is_no_file_or_too_large_does_not_go_along(tmp_path: Path, what: str) -> None:
    path = tmp_path / "thing"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "forbidden":
        path.symlink_to("thing")
    elif what == "too large":
        path.write_bytes(bytes(11))
    elif what == "endless":
        path = Path("/dev/zero")
    with pytest.raises(ValueError, match=r"^(thing|zero) .*\.$"):
        enclosure(path, 10)


def test_a_file_goes_along_under_a_name_fit_to_be_kept(tmp_path: Path) -> None:
    named = {
        "empty.txt": "empty.txt",
        "a\nb\x1b[31m.pdf": "a b_[31m.pdf",
        "card 4111 1111 1111 1111.png": "card ____ ____ ____ 1111.png",
        ".hidden": "hidden",
    }
    for given, kept in named.items():
        path = tmp_path / given
        path.write_bytes(b"")
        assert (found := enclosure(path, 10)).data == b""
        assert found.filename == kept
