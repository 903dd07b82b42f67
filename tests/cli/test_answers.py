"""Answers by the program's commands alone: kept, changed, compared, put back, used, reviewed."""

from pathlib import Path

import pytest

from tests.cli.conftest import Runner, write_mail


@pytest.fixture
def kept(open_desk: Runner) -> Runner:
    """Give commands a store with an answer of Lena's own."""
    ran = open_desk(
        "answers", "add", "fee", "Fee back", "We send ‹amount› back. It takes five days.",
        "--scope", "mine", "--disposition", "refunded", "--set-tag", "fee", "--next", "resolve",
        "--review", "2020-01-31", "--shortcut", "fb",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    return open_desk


def test_an_answer_is_shown_with_all_it_carries(kept: Runner) -> None:
    shown = kept("answers", "show", "fb").out
    assert "sent      then resolves as money sent back, tags fee" in shown
    assert "for       lena alone" in shown
    one = kept("answers", "show", "fee", "--json").one
    assert (one["scope"], one["owner"], one["state"], one["version"]) == (
        "mine", "lena", "validated", 1,
    )  # fmt: skip
    assert [a["id"] for a in kept("answers", "list", "--find", "fe bakc", "--json").lines] == [
        "fee"
    ]
    assert kept("answers", "show", "fee", "--as", "omar").code == 4
    due = kept("answers", "review", "--json").lines
    assert [answer["id"] for answer in due] == ["fee"]
    assert kept("answers", "review", "--by", "2019-01-01").code == 4
    assert kept("answers", "review", "--by", "soon").code == 2


def test_versions_are_compared_word_by_word_and_put_back(kept: Runner, tmp_path: Path) -> None:
    assert kept("answers", "diff", "fee").code == 4
    assert (
        kept("answers", "edit", "fee", "--text", "We send ‹amount› now. It takes five days.").code
        == 0
    )
    told = kept("answers", "diff", "fee").out
    assert "We send ‹amount› [-back-]{+now+}. It takes five days." in told
    file = tmp_path / "fee.md"
    file.write_text(kept("answers", "show", "fee", "--markdown").out.replace("five", "six"))
    assert kept("answers", "edit", "fee", "--file", file).code == 0
    assert [v["version"] for v in kept("answers", "history", "fee", "--json").lines] == [3, 2, 1]
    late = kept("answers", "edit", "fee", "--name", "Late", "--from-version", 2)
    assert late.code == 1
    assert "has changed “Fee back” meanwhile (version 3, yours is 2)" in late.out + late.err
    assert kept("answers", "edit", "fee", "--file", file).code != 0, "its version is the old one"
    assert kept("answers", "restore", "fee", 1).code == 0
    assert "It takes five days." in kept("answers", "show", "fee", "--json").one["body"]
    assert kept("answers", "restore", "fee", 9).code == 4
    file.write_text("---\nname: Fee\nstat: wip\n---\nx\n")
    wrong = kept("answers", "edit", "fee", "--file", file)
    assert "line 3, stat: there is no such field. Did you mean state?" in wrong.out + wrong.err


def test_what_was_sent_is_counted_and_stays(kept: Runner, tmp_path: Path) -> None:
    mail = write_mail(tmp_path / "a", "a", subject="Fee")
    case = kept("import", "mail", mail, "--json").one["case"]
    assert kept("case", "take", case).code == 0
    assert kept("case", "reply", case, "We send 5 back.", "--answer", "fee").code == 0
    assert kept("case", "show", case, "--json").one["row"]["tags"] == ["fee"]
    assert [use["case_id"] for use in kept("answers", "used", "fee", "--json").lines] == [case]
    answer = kept("answers", "show", "fee", "--json").one
    assert (answer["uses"], answer["resolves"]) == (1, 0)
    done = kept("case", "resolve", case, "answered", "--summary", "Sent back.")
    assert done.code == 0, done.err
    assert kept("answers", "show", "fee", "--json").one["resolves"] == 1
    assert kept("undo").code == 0
    assert kept("answers", "show", "fee", "--json").one["resolves"] == 0
    assert kept("answers", "remove", "fee", "--for-good").code == 1
    assert kept("answers", "remove", "fee").code == 0
    assert kept("answers", "show", "fee", "--json").one["state"] == "archived"


def test_an_article_for_agents_reaches_no_customer(kept: Runner, tmp_path: Path) -> None:
    assert (
        kept("answers", "add", "how", "How to", "Press it.", "--article", "--state", "wip").code
        == 0
    )
    assert kept("answers", "state", "how", "validated").code == 1
    assert kept("answers", "state", "how", "not_validated").code == 0
    mail = write_mail(tmp_path / "a", "a", subject="How")
    case = kept("import", "mail", mail, "--json").one["case"]
    ran = kept("case", "reply", case, "Press it.", "--answer", "how")
    assert ran.code != 0
    assert "“How to” is for agents only" in ran.out + ran.err
    assert kept("answers", "edit", "how", "--audience", "public").code == 0
    assert kept("case", "reply", case, "Press it.", "--answer", "how").code == 0
