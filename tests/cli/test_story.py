"""A whole day by commands alone: mail in, next, reply, escalate, resolve, mail out."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Runner, write_mail


@pytest.fixture(params=["sqlite", "postgresql"])
def somewhere(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Name an empty store of either kind."""
    if request.param == "sqlite":
        url = str(tmp_path / "desk.db")
    else:
        url = str(request.getfixturevalue("postgres_url"))
    monkeypatch.setenv("AGENTDESK_STORE", url)
    return url


def test_a_mail_is_answered_escalated_resolved_and_leaves(
    desk: Runner, somewhere: str, setup_file: Path, tmp_path: Path
) -> None:
    """The issue's walk, by an agent of the first tier and one of the second."""

    def lena(*args: object) -> Ran:
        return desk(*args, "--as", "lena", "--json")

    def mei(*args: object) -> Ran:
        return desk(*args, "--as", "mei", "--json")

    inbox = tmp_path / "inbox"
    write_mail(inbox, "first")
    assert desk("setup", "load", setup_file).code == 0

    brought = desk("import", "mail", inbox, "--json").one
    case = brought["case"]
    assert brought["decision"] == "new"
    waiting = lena("queue", "list").lines
    assert [row["case_id"] for row in waiting] == [case]
    assert waiting[0]["customer"] == "Ada Marsh"

    assert lena("queue", "next").code == 1, "nobody takes cases while offline"
    assert lena("agent", "state", "available").code == 0
    assert lena("queue", "next").one["result"]["case_id"] == case
    assert lena("queue", "list").lines == []

    sent = lena("case", "reply", case, "I am asking our bookkeeping.")
    assert sent.one["ok"], sent.err
    moved = lena(
        "case", "escalate", case, "--reason", "knowledge", "--known", "Two entries of 89.90.",
        "--tried", "Bookkeeping sees one.", "--expected", "Ask the bank.",
        "--promised", "A word today.",
    )  # fmt: skip
    assert moved.code == 0, moved.err

    assert mei("agent", "state", "available").code == 0
    assert mei("queue", "next").one["result"]["case_id"] == case
    shown = mei("case", "show", case).one
    assert shown["row"]["tier"] == 2
    assert shown["handover"]["fields"]["expected"] == "Ask the bank."
    done = mei(
        "case", "reply", case, "The second entry was a pre-authorisation and is gone.",
        "--resolve", "answered", "--summary", "Pre-authorisation.",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert mei("case", "show", case).one["row"]["state"] == "resolved"

    out = tmp_path / "out"
    left = desk("send", "run", "--to", out, "--json").lines
    assert [one["case_id"] for one in left] == [case, case]
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in _by_name(out)]
    assert [mail["To"] for mail in mails] == ["ada@marshbooks.example"] * 2
    assert mails[0]["In-Reply-To"] == "<first@marshbooks.example>"
    assert f"[#{case}]" in mails[1]["Subject"]
    body = mails[1].get_body()
    assert body is not None
    assert "pre-authorisation" in body.get_content()
    assert desk("send", "run", "--to", out).code == 4, "nothing leaves twice"
    assert desk("store", "check").code == 0


def _by_name(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), key=lambda path: int(path.stem.rpartition("-")[2]))


def test_the_customers_answer_finds_its_case(open_desk: Runner, tmp_path: Path) -> None:
    desk = open_desk
    inbox = tmp_path / "inbox"
    case = desk("import", "mail", write_mail(inbox, "first"), "--json").one["case"]
    assert desk("case", "reply", case, "Which order is it?", "--wait").code == 0
    assert desk("case", "show", case, "--json").one["row"]["state"] == "waiting_customer"
    (ours,) = desk("send", "run", "--to", tmp_path / "out", "--json").lines
    message_id = message_from_bytes(Path(ours["where"]).read_bytes(), policy=default)["Message-ID"]
    answer = write_mail(inbox, "second", body="55-20931", more=f"In-Reply-To: {message_id}\n")
    brought = desk("import", "mail", answer, "--json").one
    assert (brought["decision"], brought["case"]) == ("follow_up", case)
    assert desk("case", "show", case, "--json").one["row"]["state"] == "open"
    assert desk("import", "mail", answer, "--json").one["decision"] == "duplicate"


def test_the_rights_on_a_database_are_printed_as_sql(
    desk: Runner, setup_file: Path, postgres_url: str
) -> None:
    assert desk("setup", "load", setup_file, "--store", postgres_url).code == 0
    ran = desk("store", "grant", "--store", postgres_url)
    assert ran.code == 0, ran.err
    assert "GRANT" in ran.out
    assert "viktor" in ran.out


def test_a_store_goes_to_postgresql_and_back_with_nothing_lost(
    open_desk: Runner, tmp_path: Path, postgres_url: str
) -> None:
    desk = open_desk
    inbox = tmp_path / "inbox"
    case = desk("import", "mail", write_mail(inbox, "first"), "--json").one["case"]
    assert desk("case", "take", case).code == 0
    assert desk("case", "reply", case, "Which order is it?").code == 0
    wanted = desk("case", "show", case, "--json").one
    back = tmp_path / "back.db"
    assert desk("store", "copy", postgres_url).code == 0
    assert desk("store", "check", "--store", postgres_url).code == 0
    assert desk("store", "copy", back, "--store", postgres_url).code == 0
    assert desk("store", "check", "--store", back).code == 0
    assert desk("case", "show", case, "--store", back, "--json").one == wanted
