"""The pages for people name the keys, settings and commands that there are."""

import re
from pathlib import Path

from agentdesk.cli.case import COMMANDS as CASE_COMMANDS
from agentdesk.cli.main import COMMANDS
from agentdesk.config import Settings
from scripts.key_tables import PAGES, renewed

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def test_the_pages_list_every_key_of_desk_and_board() -> None:
    for name, commands in PAGES.items():
        page = (DOCS / name).read_text(encoding="utf-8")
        assert renewed(page, commands) == page, "run python -m scripts.key_tables"


def test_the_administrators_page_tells_every_setting() -> None:
    page = (DOCS / "administrators.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert told == set(Settings.__struct_fields__)


def test_the_administrators_page_tells_every_command() -> None:
    page = (DOCS / "administrators.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"agentdesk {name}" in page, name
    for name in CASE_COMMANDS:
        assert re.search(rf"\b{name}\b", page), name


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *DOCS.glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
