"""Folders full of what is no mail, an import that is interrupted, a disk that takes no output."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Runner, write_mail

ROOT = Path(__file__).parents[2]


def test_a_folder_with_everything_in_it_that_is_no_mail(open_desk: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_mail(folder, "good")
    (folder / "loop.eml").symlink_to("loop.eml")
    (folder / "nowhere.eml").symlink_to("gone")
    (folder / "round").symlink_to(".")
    (folder / "folder.eml").mkdir()
    os.mkfifo(folder / "pipe.eml")
    (folder / "device.eml").symlink_to("/dev/zero")
    (folder / "random.eml").write_bytes(bytes(range(256)) * 20)
    (folder / os.fsdecode(b"l\xe4tin.eml")).write_bytes(b"From: b@b.example\n\nhi")
    (folder / "steer\x1b]0;x\x07.eml").write_bytes(b"From: c@b.example\n\nhi")
    ran = open_desk("import", "mail", folder, "--json")
    assert ran.code == 0
    assert [line["decision"] for line in ran.lines] == ["new"] * 4
    again = open_desk("import", "mail", folder)
    assert again.out.count("duplicate") == 4
    assert "\x1b" not in again.out


@pytest.mark.parametrize("what", ["/dev/zero", "pipe"])
def test_what_would_be_read_without_end_is_told_and_left_out(
    open_desk: Runner, tmp_path: Path, what: str
) -> None:
    path = Path(what)
    if what == "pipe":
        path = tmp_path / "pipe"
        os.mkfifo(path)
    ran = open_desk("import", "mail", path, write_mail(tmp_path / "in", "good"), "--json")
    assert ran.code == 1
    assert ran.err == f"{path} cannot be read: it is not a file.\n"
    assert ran.one["decision"] == "new"


def test_an_import_that_is_interrupted_and_run_again_adds_nothing_twice(
    open_desk: Runner, store: str, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    for number in range(200):
        write_mail(folder, f"m{number:03}", more=f"X-Number: {number}\n", body=f"body {number}")
    command = [sys.executable, "-m", "agentdesk", "import", "mail", str(folder), "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        told = [process.stdout.readline() for _ in range(20)]
        process.send_signal(signal.SIGINT)
        told += process.stdout.readlines()
        assert process.stderr.read().strip() == "Interrupted. What was done before is kept."
    assert process.returncode == 130
    first = {json.loads(line)["file"] for line in told}
    assert len(first) < 200
    again = open_desk("import", "mail", folder, "--json").lines
    decided = {line["file"]: line["decision"] for line in again}
    assert {decided[file] for file in first} == {"duplicate"}
    assert len(again) == 200
    assert open_desk("store", "check").code == 0


def test_a_full_disk_under_the_output_is_told(open_desk: Runner, store: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "agentdesk", "setup", "example"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "went wrong" not in done.stderr


def test_a_reader_changes_nothing_by_jobs_or_drafts(
    open_desk: Runner, setup_file: Path, tmp_path: Path
) -> None:
    mail = write_mail(tmp_path / "in", "a")
    assert open_desk("import", "mail", mail).code == 0
    for line in (
        ("import", "mail", mail),
        ("tick",),
        ("send", "run", "--to", str(tmp_path / "out")),
        ("case", "draft", "1", "words"),
        ("case", "draft", "1", "--drop"),
        ("case", "note", "1", "words"),
        ("queue", "next"),
    ):
        ran = open_desk(*line, "--as", "viktor", "--json")
        assert (ran.code, ran.one["ok"]) == (1, False), line
    # Who may not act as somebody else may not by a job either.
    text = setup_file.read_text(encoding="utf-8").replace("allow_as: true", "allow_as: false")
    setup_file.write_text(text, encoding="utf-8")
    assert open_desk("setup", "load", setup_file, "--as", "ines").code == 0
    assert "leave --as out" in open_desk("tick", "--as", "omar").err


@pytest.mark.parametrize(
    ("name", "beginning", "what"),
    [
        ("prices.xlsx", b"PK\x03\x04\x14\x00\x06\x00", "a ZIP archive or an Office document"),
        ("offer.pdf", b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        ("saved.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "a message as Outlook saves it"),
        ("mails.mbox", b"\x1f\x8b\x08\x00", "compressed: unpack it first"),
    ],
)
def test_a_file_that_is_plainly_no_mail_is_no_case(
    open_desk: Runner, tmp_path: Path, name: str, beginning: bytes, what: str
) -> None:
    path = tmp_path / name
    path.write_bytes(beginning + bytes(400))
    ran = open_desk("import", "mail", path)
    assert ran.code == 1
    assert f"{name} is no mail: it is " in ran.err
    assert what in ran.err
    assert open_desk("case", "show", 1).code == 4
