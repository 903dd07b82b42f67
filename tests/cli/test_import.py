"""Bringing mail in: one JSON line a mail, what a dry run promises, files that cannot be read."""

from pathlib import Path

import pytest

from agentdesk.channels.files import mbox
from tests.cli.conftest import Runner, write_mail

SHARED = Path(__file__).parents[2].parent / "shared" / "samples" / "mail"
WRITTEN = "Date: Mon, 02 Mar 2020 10:00:00 +0000\n"
KEYS = [
    "file",
    "from_email",
    "from_name",
    "to",
    "subject",
    "body_text",
    "reply_text",
    "attachments",
    "decision",
    "case",
    "why",
]


def test_a_mail_gives_one_line_with_exactly_these_fields(open_desk: Runner, tmp_path: Path) -> None:
    path = write_mail(tmp_path / "inbox", "first")
    (line,) = open_desk("import", "mail", path, "--json").lines
    assert list(line) == KEYS
    assert line["file"] == str(path)
    assert line["from_email"] == "ada@marshbooks.example"
    assert line["from_name"] == "Ada Marsh"
    assert line["to"] == ["orders@fjordfarrow.example"]
    assert line["subject"] == "Charged twice"
    assert line["body_text"].strip() == "My card was charged twice. Please help."
    assert line["attachments"] == []
    assert (line["decision"], line["case"]) == ("new", 1)
    assert line["why"]


def test_attachments_are_named_with_their_size(open_desk: Runner, tmp_path: Path) -> None:
    path = tmp_path / "parts.eml"
    path.write_text(
        "From: ada@marshbooks.example\nTo: help@fjordfarrow.example\nSubject: Leak\n"
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSee the picture.\n"
        '--b\nContent-Type: image/png; name="../../leak.png"\nContent-Transfer-Encoding: base64\n'
        'Content-Disposition: attachment; filename="../../leak.png"\n\nAAAA\n--b--\n'
    )
    line = open_desk("import", "mail", path, "--json").one
    assert line["attachments"] == [{"filename": "leak.png", "size": 3}]


def test_a_dry_run_promises_what_the_import_then_does(open_desk: Runner, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    write_mail(inbox, "a-first")
    write_mail(inbox, "b-answer", more="In-Reply-To: <a-first@marshbooks.example>\n")
    write_mail(inbox, "c-auto", more="Auto-Submitted: auto-replied\n")
    promised = open_desk("import", "mail", inbox, "--dry-run", "--json").lines
    assert open_desk("queue", "list", "--json").lines == [], "a dry run stores nothing"
    assert open_desk("import", "mail", inbox, "--json").lines == promised
    assert [line["decision"] for line in promised] == ["new", "follow_up", "auto_reply"]
    assert promised[0]["case"] == promised[1]["case"] == 1


def test_the_same_mail_twice_is_a_duplicate(open_desk: Runner, tmp_path: Path) -> None:
    path = write_mail(tmp_path / "inbox", "first")
    assert open_desk("import", "mail", path, "--json").one["decision"] == "new"
    again = open_desk("import", "mail", path, "--json").one
    assert (again["decision"], again["case"]) == ("duplicate", 1)
    assert len(open_desk("case", "list", "--json").lines) == 1


def test_the_same_bytes_without_a_message_id_are_a_duplicate(
    open_desk: Runner, tmp_path: Path
) -> None:
    path = tmp_path / "bare.eml"
    path.write_text("From: ada@marshbooks.example\nSubject: Hello\n\nHello\n")
    assert open_desk("import", "mail", path, "--json").one["decision"] == "new"
    assert open_desk("import", "mail", path, "--json").one["decision"] == "duplicate"


def test_another_customers_mail_is_held_and_can_be_placed(
    open_desk: Runner, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    open_desk("import", "mail", write_mail(inbox, "first"))
    stranger = tmp_path / "stranger.eml"
    stranger.write_text(
        "From: eve@elsewhere.example\nTo: orders@fjordfarrow.example\n"
        "Subject: Re: [#1] Charged twice\nMessage-ID: <x@elsewhere.example>\n\nMe too.\n"
    )
    line = open_desk("import", "mail", stranger, "--json").one
    assert (line["decision"], line["case"]) == ("held", 1)
    (held,) = open_desk("held", "list", "--json").lines
    assert held["row"]["suggested_case"] == 1
    placed = open_desk("held", "place", held["row"]["id"], "new", "--json")
    assert placed.code == 0, placed.err
    assert len(open_desk("case", "list", "--json").lines) == 2
    assert open_desk("held", "list").code == 4


def test_a_card_number_is_nowhere_in_what_is_printed_or_stored(
    open_desk: Runner, tmp_path: Path, store: str
) -> None:
    path = write_mail(
        tmp_path / "inbox", "card", body="My card is 4111 1111 1111 1111, code 123, thanks."
    )
    ran = open_desk("import", "mail", path, "--json")
    assert ran.one["decision"] == "new"
    assert "4111 1111 1111 1111" not in ran.out
    for file in Path(store).parent.glob("desk*"):
        if file.is_file() and file.suffix != ".yaml":
            assert b"4111 1111 1111 1111" not in file.read_bytes(), file.name


def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(
    open_desk: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    write_mail(inbox, "a-large", body="x" * 5000)
    write_mail(inbox, "b-fine")
    monkeypatch.setattr("agentdesk.channels.files.boxes.MAIL_LIMIT", 4000)
    ran = open_desk("import", "mail", inbox, "--json")
    assert ran.code == 1
    assert [line["decision"] for line in ran.lines] == ["new"]
    assert "a-large.eml cannot be read: it is larger" in ran.err


def test_a_dry_run_needs_no_store(desk: Runner, store: str, tmp_path: Path) -> None:
    path = write_mail(tmp_path / "inbox", "first")
    assert desk("import", "mail", path, "--dry-run", "--json").one["decision"] == "new"
    assert not Path(store).exists()


def test_importing_into_nothing_says_what_is_missing(
    desk: Runner, store: str, tmp_path: Path
) -> None:
    ran = desk("import", "mail", write_mail(tmp_path / "inbox", "first"))
    assert ran.code == 3
    assert "There is no store at" in ran.err


def test_a_folder_without_mail_is_nothing_to_do(open_desk: Runner, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert open_desk("import", "mail", tmp_path / "empty").code == 4
    assert open_desk("import", "mail", tmp_path / "gone").code == 2


def test_a_supervisor_may_not_import(
    open_desk: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agentdesk.cli.identity.system_user", lambda: "viktor")
    ran = open_desk("import", "mail", write_mail(tmp_path / "inbox", "first"))
    assert ran.code == 1
    assert "changes nothing" in ran.err


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sample mails are not beside the repository")
def test_every_sample_mail_gives_a_line(open_desk: Runner) -> None:
    files = sorted(SHARED.rglob("*.eml"))
    ran = open_desk("import", "mail", SHARED, "--dry-run", "--json")
    assert ran.code == 0, ran.err
    assert [line["file"] for line in ran.lines] == [str(path) for path in files]
    decisions = {line["decision"] for line in ran.lines}
    assert decisions <= {"new", "follow_up", "duplicate", "auto_reply", "bounce", "held"}


def _box(path: Path, mails: list[bytes]) -> Path:
    with path.open("wb") as file:
        for raw in mails:
            mbox.write_mail(file, raw, b"ada@marshbooks.example Mon Mar  2 10:00:00 2026")
    return path


def test_an_mbox_brings_every_mail_with_its_line(open_desk: Runner, tmp_path: Path) -> None:
    mails = [write_mail(tmp_path / "in", f"m{n}", more=WRITTEN).read_bytes() for n in range(40)]
    box = _box(tmp_path / "archive.mbox", mails)
    lines = open_desk("import", "mail", box, "--json").lines
    assert [line["decision"] for line in lines] == ["new"] * 40
    assert lines[0]["file"] == f"{box}:1"
    at = box.read_bytes().splitlines()
    assert at[int(lines[39]["file"].rpartition(":")[2]) - 1].startswith(b"From ada@")
    again = open_desk("import", "mail", box, "--json").lines
    assert {line["decision"] for line in again} == {"duplicate"}
    assert open_desk("import", "mail", box).out.endswith("40 mails: 40 here already.\n")


def test_a_maildir_brings_what_was_delivered(open_desk: Runner, tmp_path: Path) -> None:
    box = tmp_path / "Maildir"
    box.mkdir()
    for name in ("cur", "new", "tmp"):
        write_mail(box / name, name).rename(box / name / f"1772445600.{name}.host:2,S")
    subjects = [line["file"] for line in open_desk("import", "mail", box, "--json").lines]
    assert [Path(name).parent.name for name in subjects] == ["cur", "new"]


def test_an_mbox_that_is_a_web_page_is_told_and_the_rest_goes_in(
    open_desk: Runner, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    write_mail(inbox, "fine")
    (inbox / "list.mbox").write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    ran = open_desk("import", "mail", inbox, "--json")
    assert ran.code == 1
    assert [line["decision"] for line in ran.lines] == ["new"]
    assert "list.mbox is no mbox" in ran.err
    assert "a web page" in ran.err


def test_a_bare_text_gives_its_words(open_desk: Runner, tmp_path: Path) -> None:
    path = tmp_path / "body.txt"
    path.write_text("Works.\n\n-- \nKim\n\nOn 2 Apr 2026 18:26, Pat wrote:\n> ok?\n")
    line = open_desk("import", "mail", "--text", path, "--dry-run", "--json").one
    assert list(line) == KEYS
    assert line["body_text"] == path.read_text()
    assert line["reply_text"] == "Works."
    assert (line["from_email"], line["decision"]) == ("", "new")


@pytest.mark.parametrize("name", ["body.html", "body.txt"])
def test_a_bare_body_may_be_html(open_desk: Runner, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("<html><p>Wörks.</p><div class=gmail_quote>On … wrote: ok?</div></html>")
    line = open_desk("import", "mail", path, "--text", "--dry-run", "--json").one
    assert line["reply_text"] == "Wörks."
    assert "ok?" in line["body_text"]


def test_a_folder_of_bare_bodies_and_one_that_cannot_be_read(
    open_desk: Runner, tmp_path: Path
) -> None:
    for name in ("b.txt", "a.html", "c.eml"):
        (tmp_path / name).write_bytes(b"From: no header, \xe4 body")
    lines = open_desk("import", "mail", "--text", tmp_path, "--dry-run", "--json").lines
    assert [Path(line["file"]).name for line in lines] == ["a.html", "b.txt"]
    assert [line["body_text"] for line in lines] == ["From: no header, ä body"] * 2
    assert open_desk("import", "mail", "--text", tmp_path / "no.txt", "--dry-run").code == 2
