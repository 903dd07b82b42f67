"""Automatic rules by commands alone."""

from pathlib import Path

from agentdesk.cli.setup_file import example_text
from tests.cli.conftest import Runner

NEW = """
  - id: urgent-words
    on: created
    if: {subject: order*, without_tags: order}
    then: {tag: order}
"""


def test_the_rules_in_force_are_listed(desk: Runner, sample: Path) -> None:
    ran = desk("rules", "list", "--store", sample, "--as", "lena")
    assert "safety" in ran.out
    assert "tag, notify" in ran.out
    rules = desk("rules", "list", "--store", sample, "--as", "lena", "--json").lines
    assert [rule["id"] for rule in rules] == ["safety", "premium-late", "came-back"]


def test_a_dry_run_counts_and_names_the_cases(desk: Runner, sample: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(example_text() + NEW)
    whole = ("--store", sample, "--as", "lena", "--since", "all")
    (found,) = desk("rules", "dry-run", "urgent-words", "--file", file, *whole, "--json").lines
    assert found["times"] == len(found["firings"]) > 1
    assert {one["on"] for one in found["firings"]} == {"created"}
    told = desk("rules", "dry-run", "urgent-words", "--file", file, *whole).out
    assert f"urgent-words would have fired {found['times']} times so far." in told
    assert f"case {found['firings'][0]['case_id']}  created: tagged order" in told
    before = desk("store", "info", "--store", sample, "--json").out
    assert desk("rules", "dry-run", *whole).code == 0
    assert desk("store", "info", "--store", sample, "--json").out == before


def test_mistakes_are_told_with_the_line_and_the_nearest_name(
    desk: Runner, sample: Path, tmp_path: Path
) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(example_text() + NEW.replace("created", "craeted"))
    line = len(example_text().splitlines()) + 3
    for command in (("rules", "check", file), ("setup", "check", file)):
        ran = desk(*command)
        assert ran.code == 2
        assert f"line {line}," in ran.err
        assert "Did you mean created?" in ran.err
    loop = NEW.replace("created", "tagged").replace(", without_tags: order", "")
    file.write_text(example_text() + loop)
    ran = desk("setup", "load", file, "--store", sample, "--as", "ines")
    assert ran.code == 2
    assert "“urgent-words” would set itself off without end" in ran.err
    file.write_text(example_text() + NEW)
    assert desk("rules", "check", file).out.endswith("can be used: 4 rules.\n")
    ran = desk("rules", "dry-run", "safty", "--store", sample, "--as", "lena")
    assert (ran.code, ran.err) == (4, "There is no rule “safty”. Did you mean safety?\n")
    assert desk("rules", "dry-run", "--since", "soon", "--store", sample).code == 2


def test_a_case_tells_what_a_rule_did(desk: Runner, sample: Path) -> None:
    here = ("--store", sample, "--as", "lena")
    words = ("Smoke from the boiler", "It smokes.", "--name", "Ada", "--phone", "+49 30 901820")
    made = desk("case", "new", *words, *here, "--queue", "machines", "--json")
    assert made.code == 0, made.err
    case_id = made.one["cases"][0]
    shown = desk("case", "show", case_id, *here).out
    assert "rule safety: tagged safety, told ines and ruth" in shown
    ines = ("--store", sample, "--as", "ines")

    def told() -> list[tuple[int, str]]:
        lines = desk("rules", "notices", *ines, "--json").lines
        return [(one["case_id"], one["rule"]) for one in lines]

    assert (case_id, "safety") in told()
    assert desk("rules", "seen", case_id, "safety", *ines).out == "Seen.\n"
    assert told()
    assert (case_id, "safety") not in told()
    rulings = desk("case", "show", case_id, *here, "--json").one["rulings"]
    assert [one["rule"] for one in rulings] == ["safety"]
