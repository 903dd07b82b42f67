"""Writes what each figure is into docs/figures.md: python -m scripts.figure_tables"""

from pathlib import Path

from agentdesk.board.figures.figure import Figure
from agentdesk.board.figures.registry import FAMILIES
from agentdesk.board.wording import exact_span

PAGE = Path(__file__).parents[1] / "docs" / "figures.md"
BEGIN, END = "<!-- figures -->\n", "\n<!-- end of figures -->"


def figure_tables() -> str:
    """Return a section for each family, with all that is said of each of its figures."""
    return "\n\n".join(
        f"## {title}\n\n" + "\n\n".join(map(section, figures)) for title, figures in FAMILIES
    )


def section(figure: Figure) -> str:
    """Return what is said of one figure."""
    lines = [
        f"### {figure.name}",
        "",
        f"`{figure.id}` version {figure.version}. {figure.definition}",
        "",
        f"- Formula: {figure.formula}",
    ]
    if figure.parameters:
        numbers = (f"`{name}` {exact_span(ms)}" for name, ms in figure.parameters.items())
        lines.append(f"- Parameters: {', '.join(numbers)}")
    return "\n".join([*lines, f"- Source: {figure.source}"])


def renewed(page: str) -> str:
    """Return the page with the sections as they are."""
    before, rest = page.split(BEGIN)
    return before + BEGIN + figure_tables() + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
