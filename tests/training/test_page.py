"""The trainers' page tells every field, every act, and an example that can be played."""

import re
import textwrap
from pathlib import Path

import msgspec
import pytest

from agentdesk.cli.train import COMMANDS
from agentdesk.training import scenario as parts
from agentdesk.training.attempts.rows import MODES
from agentdesk.training.personas import MOVES
from agentdesk.training.reading import parse_scenario, shipped
from agentdesk.training.words import WORDS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "training-scenarios.md").read_text(encoding="utf-8")
ENTRANCE = (DOCS / "training.md").read_text(encoding="utf-8")


def _table(heading: str) -> str:
    found = re.search(rf"^\| field of {heading} \|.*?(?=^$)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, heading
    return found[0]


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("the scenario", parts.Scenario),
        ("an answer or article", parts.Canned),
        ("a persona", parts.Persona),
        ("a reply", parts.Reply),
        ("an arrival", parts.Arrival),
        ("an inject", parts.Inject),
        ("an expected act", parts.Expected),
        ("a forbidden act", parts.Forbidden),
        ("the rubric", parts.Rubric),
    ],
)
def test_every_field_is_told(heading: str, part: type[msgspec.Struct]) -> None:
    told = {
        name
        for row in _table(heading).splitlines()
        for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert told == {field.encode_name for field in msgspec.structs.fields(part)}


def test_every_act_is_told() -> None:
    table = PAGE.split("<!-- acts -->")[1].split("<!-- /acts -->")[0]
    rows = "".join(f"| `{word}` | {said} |\n" for word, said in WORDS.items())
    assert table == f"\n| act | what was done |\n|---|---|\n{rows}"


def test_the_example_can_be_played() -> None:
    text = PAGE.split("## A small one")[1].split("Durations are written")[0]
    assert parse_scenario(textwrap.dedent(text), "the page").name == "late-parcel"


def test_every_shipped_scenario_is_named() -> None:
    told = re.findall(r"^\| `([\w-]+)` \| (?:easy|middle|hard)", ENTRANCE, re.MULTILINE)
    assert sorted(told) == sorted(shipped())


def test_every_page_and_every_mode_is_told_at_the_entrance() -> None:
    pages = {page.name for page in DOCS.glob("training-*.md")}
    assert pages <= set(re.findall(r"\((training-[\w-]+\.md)\)", ENTRANCE))
    modes = ENTRANCE.split("## Four modes")[1].split("##")[0]
    assert re.findall(r"^\| `(\w+)` \|", modes, re.MULTILINE) == list(MODES)


def test_every_command_of_the_pages_is_one() -> None:
    text = "\n".join(page.read_text("utf-8") for page in sorted(DOCS.glob("training*.md")))
    named = set(re.findall(r"^ {4}agentdesk train ([a-z]+)", text, re.MULTILINE))
    assert named == set(COMMANDS)


def test_what_moves_people_is_told() -> None:
    said = PAGE.split("What moves people in general:")[1].split("A calming")[0]
    told = dict[str, float]()
    for group in re.split(r"[;.]\s", said):
        number = re.search(r"[−+]\d(?:\.\d)?", group)
        if number:
            by = float(number[0].replace("−", "-"))
            told.update(dict.fromkeys(re.findall(r"`(\w+)`", group), by))
    assert told == MOVES
