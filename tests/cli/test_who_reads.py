"""Who sees who customers are and what they wrote: not everybody who sees the queue."""

from pathlib import Path

import pytest

from tests.cli.conftest import Runner, write_mail


def test_a_supervisor_sees_the_queue_without_names_and_no_words(
    open_desk: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_desk("import", "mail", write_mail(tmp_path / "inbox", "first"))
    assert "Charged twice" in open_desk("case", "list").out
    monkeypatch.setattr("agentdesk.cli.identity.system_user", lambda: "viktor")
    for options in ((), ("--json",)):
        listed = open_desk("case", "list", *options)
        assert listed.code == 0, listed.err
        assert "orders" in listed.out
        assert "Ada" not in listed.out
        assert "Charged" not in listed.out
    for command in (("case", "show", 1), ("customer", "show", "ada"), ("held", "list")):
        ran = open_desk(*command)
        assert (ran.code, ran.out) == (1, "")
        assert "is not shown to you" in ran.err


def test_what_a_macro_would_send_is_not_shown_to_a_supervisor(
    open_desk: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_desk("import", "mail", write_mail(tmp_path / "inbox", "first"))
    monkeypatch.setattr("agentdesk.cli.identity.system_user", lambda: "viktor")
    ran = open_desk("case", "macro", "any", 1, "--dry-run")
    assert (ran.code, ran.out) == (1, "")
    assert "is not shown to you" in ran.err
