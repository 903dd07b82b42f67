"""Mail of years comes in as closed cases: nothing runs, nothing is told, nothing is lost."""

import mailbox
import time
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

import pytest

from agentdesk.cli import import_history
from tests.cli.conftest import Runner
from tests.cli.test_import import KEYS

OURS = "orders@fjordfarrow.example"
ADA = "Ada Marsh <ada@marshbooks.example>"
OLD = 1_600_000_000
"""September 2020, in seconds."""
CARD = "4111 1111 1111 1111"


def mail(
    id: str, sender: str, to: str, *, at: int | None = OLD, body: str = "Hello", **more: str
) -> EmailMessage:
    """Make a mail; ``more`` are headers, ``_`` stands for ``-``."""
    made = EmailMessage()
    made["From"], made["To"] = sender, to
    if id:
        made["Message-ID"] = f"<{id}@x.example>"
    if at is not None:
        made["Date"] = formatdate(at)
    for name, value in ({"subject": "Charged twice"} | more).items():
        made[name.replace("_", "-").title()] = value
    made.set_content(body)
    return made


def box(path: Path, *mails: EmailMessage) -> Path:
    """Write an mbox."""
    made = mailbox.mbox(path)
    for one in mails:
        made.add(one)
    made.close()
    return path


def conversation() -> list[EmailMessage]:
    """Return a conversation of the past, the newest mail first, with a picture."""
    first = mail("a", ADA, OURS, body=f"My card is {CARD}.\nFrom here on nothing works.")
    first.add_attachment(b"\x89PNG1234", "image", "png", filename="shot.png")
    ours = mail(
        "b", f"Lena <{OURS}>", ADA, at=OLD + 3600, in_reply_to="<a@x.example>", body="We look."
    )
    thanks = mail("c", ADA, OURS, at=OLD + 7200, references="<a@x.example> <b@x.example>")
    return [thanks, ours, first]


def directions(desk: Runner, case: int, *place: str) -> list[str]:
    """Return who wrote the messages of a case, the oldest first."""
    items = desk("case", "show", case, "--json", *place).one["items"]
    return [item["message"]["direction"] for item in items]


def test_a_conversation_becomes_one_closed_case(open_desk: Runner, tmp_path: Path) -> None:
    path = box(tmp_path / "old.mbox", *conversation())
    ran = open_desk("import", "mail", "--history", path, "--json")
    assert ran.code == 0, ran.err
    assert [list(line) for line in ran.lines] == [KEYS] * 3
    assert [(line["decision"], line["case"]) for line in ran.lines] == [("history", 1)] * 3
    assert [line["from_email"] for line in ran.lines] == [
        "ada@marshbooks.example",
        OURS,
        "ada@marshbooks.example",
    ]
    shown = open_desk("case", "show", "1", "--json")
    row, items = shown.one["row"], shown.one["items"]
    assert (row["state"], row["queue"], row["due_at"]) == ("closed", "orders", None)
    assert (row["created_at"], row["resolved_at"]) == (OLD * 1000, (OLD + 7200) * 1000)
    written = [(item["message"]["direction"], item["message"]["at"] // 1000) for item in items]
    assert written == [("in", OLD), ("out", OLD + 3600), ("in", OLD + 7200)]
    assert items[1]["message"]["author"] == "lena"
    assert items[0]["parts"][0]["filename"] == "shot.png"
    assert "4111 1111" not in shown.out
    assert "Ada Marsh" in open_desk("customer", "show", "ada@marshbooks.example").out
    assert open_desk("queue", "list", "--json").lines == []
    assert open_desk("store", "check").code == 0


def test_nothing_comes_in_twice_and_what_was_missing_joins_its_case(
    open_desk: Runner, tmp_path: Path
) -> None:
    thanks, ours, first = conversation()
    bare = mail("", ADA, OURS, subject="Another thing")
    inbox = box(tmp_path / "in.mbox", thanks, bare, first, first)
    sent = box(tmp_path / "sent.mbox", ours)
    once = open_desk("import", "mail", "--history", inbox, "--json").lines
    assert sorted(line["decision"] for line in once) == ["duplicate"] + ["history"] * 3
    again = open_desk("import", "mail", "--history", inbox, "--json").lines
    assert {line["decision"] for line in again} == {"duplicate"}
    assert sorted(line["case"] for line in again) == [1, 1, 1, 2]
    joined = open_desk("import", "mail", "--history", sent, "--json").one
    assert (joined["decision"], joined["case"]) == ("history", 1)
    assert directions(open_desk, 1) == ["in", "out", "in"]
    assert open_desk("case", "show", "1", "--json").one["row"]["state"] == "closed"
    assert open_desk("store", "check").code == 0


def test_an_answer_to_a_case_of_the_past_is_a_new_case_linked_to_it(
    open_desk: Runner, tmp_path: Path
) -> None:
    open_desk("import", "mail", "--history", box(tmp_path / "old.mbox", *conversation()))
    late = tmp_path / "late.eml"
    late.write_bytes(bytes(mail("d", ADA, OURS, at=None, in_reply_to="<c@x.example>")))
    line = open_desk("import", "mail", late, "--json").one
    assert (line["decision"], line["case"]) == ("new", 2)
    assert line["why"] == "case 1 is closed"


def test_what_is_younger_comes_in_as_live_mail(open_desk: Runner, tmp_path: Path) -> None:
    now = int(time.time())
    path = box(
        tmp_path / "all.mbox",
        mail("new", ADA, OURS, at=now - 86_400, in_reply_to="<older@x.example>"),
        mail("answer", OURS, ADA, at=now - 90_000, in_reply_to="<older@x.example>"),
        mail("older", ADA, OURS, at=OLD),
        mail("past", "Bo <bo@x.example>", "help@fjordfarrow.example"),
    )
    lines = open_desk("import", "mail", "--history", path, "--json").lines
    became = {line["file"].rsplit(":", 1)[0]: 0 for line in lines}
    assert len(became) == 1
    assert [(line["decision"], line["case"]) for line in lines] == [
        ("history", 1),
        ("new", 2),
        ("follow_up", 2),
        ("history", 2),
    ]
    assert sorted(directions(open_desk, 2)) == ["in", "in", "out"]
    assert open_desk("held", "list", "--json").lines == [], "our own answers need nobody"
    everything = box(tmp_path / "two.mbox", mail("x", "Cy <cy@x.example>", OURS, at=OLD + 9))
    (live,) = open_desk(
        "import", "mail", "--history", "--before", "2019-01-01", everything, "--json"
    ).lines
    assert live["decision"] == "new"


def test_what_a_machine_wrote_is_kept_with_its_conversation_or_left_out(
    open_desk: Runner, tmp_path: Path
) -> None:
    away = mail(
        "away", ADA, OURS, at=OLD + 4000, in_reply_to="<b@x.example>", auto_submitted="auto-replied"
    )
    alone = mail("alone", "Bo <bo@x.example>", OURS, auto_submitted="auto-replied")
    path = box(tmp_path / "old.mbox", away, alone, *conversation())
    lines = open_desk("import", "mail", "--history", path, "--json").lines
    became = {(line["from_name"], line["decision"], line["case"]) for line in lines}
    assert ("Bo", "auto_reply", None) in became
    assert [line["decision"] for line in lines].count("history") == 4
    (left,) = [line for line in lines if line["case"] is None]
    assert left["why"] == "a machine sent it, and no conversation has it: it was left out"


def test_a_dry_run_promises_what_the_import_then_does(open_desk: Runner, tmp_path: Path) -> None:
    path = box(tmp_path / "old.mbox", *conversation(), mail("", ADA, OURS, at=None))
    promised = open_desk("import", "mail", "--history", path, "--dry-run", "--json").lines
    assert open_desk("case", "show", "1").code != 0
    assert open_desk("import", "mail", "--history", path, "--json").lines == promised


def test_more_addresses_and_domains_are_ours(open_desk: Runner, tmp_path: Path) -> None:
    path = box(
        tmp_path / "old.mbox",
        mail("a", ADA, "anna@old.example"),
        mail("b", "Anna <anna@old.example>", ADA, at=OLD + 1, in_reply_to="<a@x.example>"),
    )
    open_desk("import", "mail", "--history", "--ours", "old.example", path)
    assert directions(open_desk, 1) == ["in", "out"]


def test_a_long_conversation_comes_in_pieces(
    open_desk: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_history, "PIECE", 4)
    mails = [mail(f"m{n}", ADA, OURS, at=OLD + n, references="<root@x.example>") for n in range(11)]
    path = box(tmp_path / "old.mbox", *reversed(mails))
    ran = open_desk("import", "mail", "--history", path)
    assert "11 mails: 11 of the past." in ran.out
    assert directions(open_desk, 1) == ["in"] * 11
    assert open_desk("case", "show", "2").code != 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--history", "--before", "soon"], "“soon” is no day"),
        (["--history", "--before", "2999-01-01"], "lies ahead"),
        (["--history", "--text"], "do not go together"),
        (["--before", "2020-01-01"], "with --history only"),
    ],
)
def test_what_cannot_be_asked(
    open_desk: Runner, tmp_path: Path, options: list[str], sentence: str
) -> None:
    path = box(tmp_path / "old.mbox", *conversation())
    ran = open_desk("import", "mail", *options, path)
    assert ran.code == 2
    assert sentence in ran.err


def test_on_postgresql_too(
    desk: Runner, setup_file: Path, postgres_url: str, tmp_path: Path
) -> None:
    place = ("--store", postgres_url)
    assert desk("setup", "load", setup_file, *place).code == 0
    thanks, ours, first = conversation()
    inbox = box(tmp_path / "in.mbox", thanks, first, mail("", ADA, OURS, subject="Other"))
    dry = desk("import", "mail", "--history", inbox, "--dry-run", "--json", *place).lines
    once = desk("import", "mail", "--history", inbox, "--json", *place).lines
    assert [line["decision"] for line in dry] == [line["decision"] for line in once]
    assert {line["decision"] for line in once} == {"history"}
    again = desk("import", "mail", "--history", inbox, "--json", *place).lines
    assert {line["decision"] for line in again} == {"duplicate"}
    (joined,) = desk(
        "import", "mail", "--history", box(tmp_path / "s.mbox", ours), "--json", *place
    ).lines
    assert joined["decision"] == "history"
    assert directions(desk, joined["case"], *place, "--as", "lena") == ["in", "out", "in"]
    assert desk("store", "check", *place).code == 0
