"""docs/events.md and the vocabulary in code say the same."""

import re
from pathlib import Path

from agentdesk.domain.events import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
HEADING = re.compile(r"^### `([^`]+)`$", re.MULTILINE)
FIELD = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)


def sections() -> dict[str, str]:
    vocabulary, _, _ = PAGE.partition("\n## Figures\n")
    parts = HEADING.split(vocabulary)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_kind_is_on_the_page_and_no_other() -> None:
    assert set(sections()) == set(KINDS)
    assert len(HEADING.findall(PAGE)) == len(KINDS)


def test_every_field_is_told_and_no_other() -> None:
    told = {kind: [name for name, _ in FIELD.findall(text)] for kind, text in sections().items()}
    meant = {kind: list(cls.__struct_fields__) for kind, cls in KINDS.items()}
    assert told == meant


def test_every_kind_names_who_emits_and_who_reads_it() -> None:
    for kind, text in sections().items():
        assert re.search(r"Emitted by: \S.*Read by: \S", text), kind


def test_figures_rest_on_kinds_that_exist() -> None:
    figures = PAGE.partition("\n## Figures\n")[2]
    named = set(re.findall(r"`([a-z]+\.[a-z_]+)`", figures))
    assert named <= set(KINDS)
    assert {"interaction.queued", "sla.stopped", "survey.answered", "qa.evaluated"} <= named


def test_every_figure_of_the_model_is_computed() -> None:
    figures = PAGE.partition("\n## Figures\n")[2]
    for figure in (
        "Service level, default",
        "Abandonment",
        "Average speed of answer",
        "Average handle time",
        "Occupancy",
        "First response, asynchronous",
        "Next response",
        "Resolution",
        "Resolution rate",
        "Reopen rate",
        "SLA attainment",
        "First contact resolution",
        "Escalation",
        "Backlog",
        "CSAT",
        "NPS",
        "CES",
        "Quality",
    ):
        rows = [line for line in figures.splitlines() if line.startswith(f"| {figure}")]
        assert rows, figure
        assert "`" in rows[0] or "the same" in rows[0], figure
