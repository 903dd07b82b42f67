"""Personal data by commands alone: redact, export, erase, hold, reveal, retain, restore."""

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.cli.conftest import Runner

OFFICER = ("--as", "petra")
FILE = b"a scan of passport X1234567\n"


@pytest.fixture
def case(open_desk: Runner, tmp_path: Path) -> int:
    """The case of a mail with a file, in which a colleague is named too."""
    mail = EmailMessage()
    mail["From"] = "Ada Marsh <ada@marsh.example>"
    mail["To"] = "orders@lumen.example"
    mail["Cc"] = "Eve Stone <eve@stone.example>"
    mail["Subject"] = "Passport X1234567"
    mail["Message-ID"] = "<one@marsh.example>"
    mail.set_content(
        "My passport is X1234567.\nEve Stone knows, eve@stone.example.\n", cte="base64"
    )
    mail.add_attachment(FILE, maintype="application", subtype="pdf", filename="scan.pdf")
    path = tmp_path / "mail.eml"
    path.write_bytes(mail.as_bytes())
    return int(open_desk("import", "mail", path, "--json").one["case"])


def customer_of(desk: Runner, case: int) -> str:
    shown = desk("case", "show", case, "--json").one
    return str(shown["row"]["customer_id"])


def message_of(desk: Runner, case: int) -> int:
    return int(desk("case", "show", case, "--json").one["items"][0]["message"]["id"])


def ended(desk: Runner, case: int) -> str:
    """Resolve the case and return its customer."""
    assert desk("case", "take", case).code == 0
    ran = desk("case", "resolve", case, "no_reply", "--summary", "Settled.")
    assert ran.code == 0, ran.err
    return customer_of(desk, case)


def test_words_and_a_file_are_taken_out_for_good(open_desk: Runner, case: int, store: str) -> None:
    message = message_of(open_desk, case)
    unasked = open_desk("case", "redact", case, message, "--text", "X1234567")
    assert unasked.code == 2
    assert "cannot be undone" in unasked.err
    both = open_desk("case", "redact", case, message, "--text", "X", "--span", "1:2", "--yes")
    assert both.code == 2
    look = ("case", "redact", case, message, "--text", "passport", "--yes", "--as", "viktor")
    assert (open_desk(*look).code, open_desk(*look).out) == (1, "")
    ran = open_desk("case", "redact", case, message, "--text", "X1234567", "--yes")
    assert ran.code == 0, ran.err
    assert "[redacted]" in ran.out
    file = open_desk("case", "redact", case, message, "--attachment", 1, "--yes", "--json")
    assert file.one["result"]["places"] == 2
    shown = open_desk("case", "show", case, "--json").out
    assert "X1234567" not in shown
    assert "[redacted]" in shown
    for path in Path(store).parent.rglob("desk*"):
        if path.is_file() and path.suffix != ".yaml":
            assert b"X1234567" not in path.read_bytes(), path.name
    assert open_desk("undo").code != 0
    assert open_desk("store", "check").code == 0


def test_a_span_that_is_none_takes_nothing_out(open_desk: Runner, case: int) -> None:
    message = message_of(open_desk, case)
    before = open_desk("case", "show", case, "--json").one["items"]
    for span in ("5:2", "0:0", "-1:3", "a:b", "9" * 5_000 + ":" + "9" * 5_001, "٣:٩"):
        ran = open_desk("case", "redact", case, message, "--span", span, "--yes")
        assert ran.code == 2
        assert "like 120:133" in ran.err
    ran = open_desk("case", "redact", case, message, "--span", "0:100000000", "--yes")
    assert (ran.code, ran.out) == (2, "")
    assert f"message {message} has {len(before[0]['message']['body'])} characters" in ran.err
    assert open_desk("case", "show", case, "--json").one["items"] == before


def test_all_of_one_person_is_written_out_without_the_others(
    open_desk: Runner, case: int, tmp_path: Path
) -> None:
    ada = customer_of(open_desk, case)
    folder = tmp_path / "ada"
    assert open_desk("privacy", "export", ada, "--to", folder).code == 1
    ran = open_desk("privacy", "export", ada, "--to", folder, *OFFICER)
    assert ran.code == 0, ran.err
    data = json.loads((folder / "data.json").read_text())
    text = (folder / "readable.md").read_text()
    assert data["contacts"] == ["mail ada@marsh.example"]
    assert data["cases"][0]["messages"][0]["files"] == ["scan.pdf"]
    (mail,) = (folder / "mail").iterdir()
    (file,) = (folder / "attachments").iterdir()
    assert file.read_bytes() == FILE
    for everything in (json.dumps(data), text, mail.read_text()):
        assert "eve@stone.example" not in everything
    assert "X1234567" in text
    assert open_desk("privacy", "export", ada, "--to", folder, *OFFICER).code == 1
    looked = open_desk("privacy", "reads", ada, "--json", *OFFICER).lines
    assert [line["reason"] for line in looked] == ["export"]


def test_one_person_is_erased_and_stays_so_after_a_restore(
    open_desk: Runner, case: int, store: str, tmp_path: Path
) -> None:
    still_open = open_desk("privacy", "erase", customer_of(open_desk, case), "--yes", *OFFICER)
    assert still_open.code == 1
    assert "still open" in still_open.err
    ada = ended(open_desk, case)
    assert open_desk("store", "backup", tmp_path / "backup").code == 0
    assert open_desk("privacy", "hold", ada, "on", "--reason", "court", *OFFICER).code == 0
    assert open_desk("privacy", "holds", "--json", *OFFICER).one["customer_id"] == ada
    held = open_desk("privacy", "erase", ada, "--yes", *OFFICER)
    assert "under legal hold" in held.err
    assert open_desk("privacy", "hold", ada, "off", *OFFICER).code == 0
    assert open_desk("privacy", "erase", ada, "--yes").code == 1
    watching = open_desk("privacy", "erase", ada, "--yes", "--as", "viktor")
    assert (watching.code, watching.out) == (1, "")
    ran = open_desk("privacy", "erase", ada, "--yes", *OFFICER)
    assert ran.code == 0, ran.err
    assert "Erased a customer." in ran.out
    assert open_desk("privacy", "erase", ada, "--yes", *OFFICER).code == 4
    assert "erased customer" in open_desk("customer", "show", ada).out
    assert open_desk("store", "check").code == 0
    listed = tmp_path / "erased.jsonl"
    listed.write_text(open_desk("privacy", "erased").out)

    (tmp_path / "gone").mkdir()
    for path in Path(store).parent.glob("desk*"):
        if not path.name.endswith("erased.jsonl"):
            path.rename(tmp_path / "gone" / path.name)
    ran = open_desk("store", "restore", tmp_path / "backup")
    assert ran.code == 0, ran.err
    assert "1 erased and 0 redacted again" in ran.out
    assert "erased customer" in open_desk("customer", "show", ada).out
    assert open_desk("privacy", "replay", listed, *OFFICER).code == 4
    assert open_desk("privacy", "replay", tmp_path / "mail.eml", *OFFICER).code == 2
    assert open_desk("privacy", "scrub", *OFFICER).code == 0


def test_looks_at_masked_fields_are_on_the_record(open_desk: Runner, case: int) -> None:
    ada = customer_of(open_desk, case)
    assert open_desk("privacy", "reads", ada).code == 4
    refused = open_desk("privacy", "reveal", ada, "--reason", "request")
    assert refused.code == 1
    assert "Only a lead or a privacy officer" in refused.err
    shown = open_desk("privacy", "reveal", ada, "contacts", "--reason", "request", "--as", "ines")
    assert shown.out == "contacts: mail ada@marsh.example\n"
    assert "mail ada@marsh.example" in open_desk("customer", "show", ada).out
    rows = open_desk("privacy", "reads", ada, "--json").lines
    assert [(row["by"], row["reason"]) for row in rows] == [("lena", "lookup"), ("ines", "request")]


def test_retention_counts_first_and_then_lets_go(
    open_desk: Runner, case: int, tmp_path: Path
) -> None:
    ended(open_desk, case)
    assert open_desk("privacy", "retention").code == 2
    assert open_desk("privacy", "retention", "--dry-run", "--apply", *OFFICER).code == 2
    agent = open_desk("privacy", "retention", "--dry-run")
    assert agent.code == 1
    found = open_desk("privacy", "retention", "--dry-run", "--json", *OFFICER).lines
    assert [(line["kind"], line["count"]) for line in found] == [
        ("content", 0),
        ("customers", 0),
        ("drafts", 0),
    ]
    text = (tmp_path / "desk.yaml").read_text()
    kept = "retention: {content: 0, customer: 1095d, drafts: 30d, audit: 2190d}"
    before = "retention: {content: 730d, customer: 1095d, drafts: 30d, audit: 2190d}"
    assert before in text
    (tmp_path / "desk.yaml").write_text(text.replace(before, kept))
    assert open_desk("setup", "load", tmp_path / "desk.yaml", "--as", "ines").code == 0
    due = open_desk("privacy", "retention", "--dry-run", *OFFICER)
    assert "content" in due.out
    ran = open_desk("privacy", "retention", "--apply", *OFFICER)
    assert ran.code == 0, ran.err
    assert "content: 1 gone" in ran.out
    shown = open_desk("case", "show", case).out
    assert "by retention]" in shown
    assert "X1234567" not in shown
    assert open_desk("store", "check").code == 0


def test_a_list_to_replay_is_a_file_of_its_own(open_desk: Runner, store: str) -> None:
    device = open_desk("privacy", "replay", "/dev/zero", *OFFICER)
    assert (device.code, device.err) == (2, "/dev/zero is not a file.\n")
    own = open_desk("privacy", "replay", store, *OFFICER)
    assert own.code == 2
    assert "cannot be read: it is the desk's own store" in own.err
