"""A page as Markdown: tables as GitHub reads them, and nothing that a text could mark up."""

import re
from collections.abc import Iterator
from typing import IO

from agentdesk.text import clean_line
from agentdesk.training.report.writing.outline import Cell, Code, Outline, Section, Table

LONGEST = 4_000
"""Longer texts are cut."""
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&$^])")
_BEGINS = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])")
_LINKS = re.compile(r"(?i)(https?|ftp)://|www\.")


def write_markdown(page: Outline, file: IO[str]) -> None:
    """Write a page."""
    file.write("\n".join(_lines(page)) + "\n")


def plain_text(text: str) -> str:
    """Return a text of one line in which nothing is a mark, a tag or an address."""
    line = _MARKS.sub(r"\\\1", clean_line(text, LONGEST))
    line = _BEGINS.sub(_not_a_list, line)
    return _LINKS.sub(lambda found: found[0].replace(":", "\\:").replace(".", "\\."), line)


def _not_a_list(found: re.Match[str]) -> str:
    return f"\\{found[3]}" if found[3] else f"{found[1]}\\{found[2]}"


def _lines(page: Outline) -> Iterator[str]:
    yield from (f"# {plain_text(page.title)}", "", plain_text(page.above), "")
    for sentence in page.about:
        yield from (plain_text(sentence), "")
    for each in page.sections:
        yield from _section(each)


def _section(each: Section) -> Iterator[str]:
    yield from (f"## {plain_text(each.title)}", "")
    for sentence in each.said:
        yield from (plain_text(sentence), "")
    if each.table is not None:
        yield from _table(each.table)
        yield ""


def _table(table: Table) -> Iterator[str]:
    yield _row(table.heads)
    ruler = ("--:" if n in table.numbers else "---" for n in range(len(table.heads)))
    yield f"| {' | '.join(ruler)} |"
    yield from map(_row, table.rows)


def _row(cells: tuple[Cell, ...]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Code):
        return code(cell.text)
    return plain_text(cell)


def code(text: str) -> str:
    """Return a command as it is to be typed, whatever is in it."""
    line = clean_line(text, LONGEST).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    room = " " if longest else ""
    return f"{fence}{room}{line}{room}{fence}"
