"""A page as one HTML file that opens without a network: no scripts, nothing from afar.

Every word goes through an element's text, so that none of it can become markup.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import IO, Any

from lxml.builder import E

from agentdesk.board.reports.writing.page import head, html_of
from agentdesk.text import clean_line
from agentdesk.training.report.writing.outline import Card, Cell, Code, Outline, Section, Table
from agentdesk.training.report.writing.plots import Drawing

LONGEST = 4_000
"""Longer texts are cut."""

Element = Any
"""lxml publishes no types."""


def write_page(page: Outline, file: IO[str], drawings: Mapping[str, Drawing] | None = None) -> None:
    """Write a page; each drawing stands in the section whose id it has."""
    style = _style()
    file.write('<!doctype html>\n<html lang="en">\n')
    file.write(html_of(head(f"{_line(page.above)}: {_line(page.title)}", style)))
    file.write("<body>\n<main>\n" + html_of(_header(page)))
    if page.cards:
        file.write(html_of(E.div(*map(_card, page.cards), {"class": "cards"})))
    for each in page.sections:
        file.writelines(_section(each, (drawings or {}).get(each.id)))
    file.write("</main>\n</body>\n</html>\n")


def _style() -> str:
    board = files("agentdesk.board.reports.writing").joinpath("page.css").read_text("utf-8")
    return board + files(__package__).joinpath("training.css").read_text("utf-8")


def _line(text: str) -> str:
    return clean_line(text, LONGEST)


def _header(page: Outline) -> Element:
    return E.header(
        E.p(_line(page.above), {"class": "desk"}),
        E.h1(_line(page.title)),
        *(E.p(_line(sentence), {"class": "about"}) for sentence in page.about),
    )


def _card(card: Card) -> Element:
    return E.div(
        E.span(_line(card.name), {"class": "name"}),
        E.span(_line(card.number), {"class": "number"}),
        E.span(_line(card.beneath), {"class": "counted"}),
        {"class": "card"},
    )


def _section(each: Section, drawing: Drawing | None) -> Iterator[str]:
    yield f'<section id="{each.id}">\n'
    yield html_of(E.header(E.h2(_line(each.title))))
    for sentence in each.said:
        yield html_of(E.p(_line(sentence), {"class": "said"}))
    if drawing is not None:
        yield html_of(_figure(each, drawing))
    if each.table is not None:
        yield from _table(each.title, each.table)
    yield "</section>\n"


def _figure(each: Section, drawing: Drawing) -> Element:
    drawing.svg.set("aria-label", f"{_line(each.title)}; the table says the same.")
    parts = [drawing.svg]
    if drawing.legend:
        lines = [
            E.li(E.i({"class": f"swatch color-{n}"}), _line(name))
            for n, name in enumerate(drawing.legend)
        ]
        parts.append(E.ul(*lines, {"class": "legend"}))
    if drawing.left_out:
        words = f"Those who moved most are drawn; the table has {drawing.left_out} more."
        parts.append(E.figcaption(words))
    return E.figure(*parts)


def _table(title: str, table: Table) -> Iterator[str]:
    yield '<div class="table" tabindex="0">\n<table class="told">\n'
    yield html_of(E.caption(_line(title)))
    heads = (
        E.th(_line(name), {"scope": "col", **_side(table, n)}) for n, name in enumerate(table.heads)
    )
    yield html_of(E.thead(E.tr(*heads)))
    yield "<tbody>\n"
    for row in table.rows:
        yield html_of(E.tr(*(E.td(_cell(cell), _side(table, n)) for n, cell in enumerate(row))))
    yield "</tbody>\n</table>\n</div>\n"


def _side(table: Table, column: int) -> dict[str, str]:
    return {"class": "number"} if column in table.numbers else {}


def _cell(cell: Cell) -> Element:
    return E.code(_line(cell.text)) if isinstance(cell, Code) else _line(cell)
