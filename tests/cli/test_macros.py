"""Macros by commands alone: listed, dry, refused where a person is needed, done as one act."""

from pathlib import Path

import pytest

from tests.cli.conftest import Runner


def test_a_macro_says_what_it_would_do_and_does_all_or_nothing(desk: Runner, sample: Path) -> None:
    ines = ("--store", sample, "--as", "lena", "--json")
    cases = desk("case", "list", *ines).lines
    case_id = next(
        one["case_id"] for one in cases
        if (one["state"], one["channel"], one["queue"]) == ("new", "mail", "orders")
    )  # fmt: skip

    (told,) = desk("case", "macro", "r", case_id, "--dry-run", *ines).lines
    assert told["would"].startswith("sends “Greeting” and “Refund on its way” to ")
    assert told["would"].endswith("tags refund, resolves as money sent back")
    assert told["blanks"] == ["‹amount›"]
    refused = desk("case", "macro", "refund", case_id, *ines)
    assert refused.code == 1
    assert "Fill in ‹amount› first: --fill 'amount=…'." in refused.out

    (done,) = desk("case", "macro", "refund", case_id, "--fill", "amount=12 EUR", *ines).lines
    assert [part["done"] for part in done["results"]] == [True, True]
    (shown,) = desk("case", "show", case_id, *ines).lines
    assert shown["row"]["state"] == "resolved"
    assert shown["row"]["tags"] == ["refund"]
    assert "I have sent 12 EUR back" in shown["items"][-1]["message"]["body"]

    assert desk("undo", *ines).code == 0
    (shown,) = desk("case", "show", case_id, *ines).lines
    assert (shown["row"]["state"], shown["row"]["tags"]) == ("new", [])
    missing = desk("case", "macro", "nope", case_id, *ines)
    assert missing.code == 4
    assert "There are: firmware, refund, patience, danger." in missing.out


def test_own_macros_come_before_the_teams(
    desk: Runner, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "settings.yaml"
    own.write_text("macros: [{id: refund, key: r, name: Mine, steps: [{note: 'For {{ x }}'}]}]\n")
    monkeypatch.setenv("AGENTDESK_CONFIG", str(own))
    ines = ("--store", sample, "--as", "lena", "--json")
    (told,) = desk("case", "macro", "r", 399, "--dry-run", *ines).lines
    assert (told["would"], told["blanks"]) == ("writes a note", ["‹x›"])
    (done,) = desk("case", "macro", "r", 399, "--fill", "x=later", *ines).lines
    assert done["results"][0]["done"]
    own.write_text("macros: [{id: refund, nam: Mine, steps: [{note: n}]}]\n")
    wrong = desk("case", "macro", "r", 399, *ines)
    assert wrong.code == 2
    assert "settings.yaml, line 1, macros[0].nam: there is no such field. Did you mean name?" in (
        wrong.out
    )
