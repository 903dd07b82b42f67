"""A report as one HTML page that opens without a network: no scripts, no fonts, nothing from afar.

What a name holds can never become markup: every word goes through an element's text. The content
security policy lets in the page's own style sheet, by its hash, and nothing else.
"""

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from typing import IO, Any

from lxml import etree
from lxml.builder import E

from agentdesk.board.reports.report import Grid, Report
from agentdesk.board.reports.writing.page_table import Rows, rows_of
from agentdesk.board.reports.writing.plots import Plot, plot_of
from agentdesk.board.reports.writing.words import (
    by_words,
    formula_words,
    full_name,
    made_of,
    moment_words,
    notes,
    only_words,
    span_words,
)
from agentdesk.board.wording import shown
from agentdesk.text import clean_line

BESIDE = 20
"""A table of so few lines stands beside its plot, a longer one below it."""
BESIDE_COLUMNS = 5

Element = Any
"""lxml publishes no types."""


def write_page(report: Report, file: IO[str]) -> None:
    """Write a report as a page, figure by figure. Raises ``ImportError`` without pygal."""
    style = files(__package__).joinpath("page.css").read_text("utf-8")
    file.write('<!doctype html>\n<html lang="en">\n')
    file.write(html_of(head(f"{_desk(report)}: report, {span_words(report)}", style)))
    file.write("<body>\n<main>\n" + html_of(_header(report)))
    if report.empty:
        file.write(html_of(E.p(report.empty, {"class": "empty"})))
    else:
        file.write(html_of(_cards(report)))
        for number, grid in enumerate(report.grids):
            file.writelines(_section(report, grid, number))
    file.write(html_of(_definitions(report)))
    file.write("</main>\n</body>\n</html>\n")


def html_of(element: Element) -> str:
    """Write an element as HTML."""
    text: str = etree.tostring(element, method="html", encoding="unicode")
    return text + "\n"


def head(title: str, style: str) -> Element:
    """Return a page's head: its style sheet, and that nothing else may be loaded."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return E.head(
        E.meta({"charset": "utf-8"}),
        E.meta({"http-equiv": "Content-Security-Policy", "content": policy}),
        E.meta({"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        E.meta({"name": "color-scheme", "content": "light dark"}),
        E.meta({"name": "referrer", "content": "no-referrer"}),
        E.title(title),
        E.style(style),
    )


def _header(report: Report) -> Element:
    about = [by_words(report), only_words(report), moment_words(report)]
    return E.header(
        E.p(_desk(report), {"class": "desk"}),
        E.h1(span_words(report)),
        E.p(", ".join(part for part in about if part), {"class": "about"}),
        *(E.p(note, {"class": "about"}) for note in notes(report)),
    )


def _cards(report: Report) -> Element:
    """Every figure at a glance: of the whole span, all groups together."""
    cards = [
        E.a(
            E.span(grid.figure.name, {"class": "name"}),
            E.span(shown(grid.all), {"class": "number"}),
            E.span(_beneath(grid), {"class": "counted"}),
            {"href": f"#figure-{number}", "class": "card"},
        )
        for number, grid in enumerate(report.grids)
    ]
    return E.nav(*cards, {"class": "cards", "aria-label": "Figures"})


def _beneath(grid: Grid) -> str:
    """Return what stands under a card's number."""
    value = grid.all
    if value.why or value.denominator is not None:
        return value.why or made_of(grid.figure, value) or "nothing to count"
    return "at the end of the span" if grid.figure.standing else "in the whole span"


def _section(report: Report, grid: Grid, number: int) -> Iterator[str]:
    if not report.asked.by.words:
        return
    rows = rows_of(report, grid)
    beside = rows.length <= BESIDE and len(rows.heads) <= BESIDE_COLUMNS
    plot = plot_of(report, grid, narrow=beside)
    place = "beside" if beside and plot is not None else "below"
    yield f'<section id="figure-{number}" class="{place}">\n'
    yield html_of(_title(grid))
    if plot is not None:
        yield html_of(_figure(grid, plot))
    yield from _table(grid, rows)
    yield "</section>\n"


def _title(grid: Grid) -> Element:
    formula = formula_words(grid.figure, grid.parameters)
    return E.header(
        E.h2(grid.figure.name, " ", E.small(full_name(grid.figure))),
        E.p(formula, {"class": "formula"}),
    )


def _figure(grid: Grid, plot: Plot) -> Element:
    plot.svg.set("aria-label", f"{grid.figure.name}; the table has the same numbers.")
    parts = [plot.svg]
    if plot.legend:
        lines = [
            E.li(E.i({"class": f"swatch color-{n}"}), name) for n, name in enumerate(plot.legend)
        ]
        parts.append(E.ul(*lines, {"class": "legend"}))
    if plot.left_out:
        words = f"The {len(plot.legend)} largest are drawn; the table has {plot.left_out} more."
        parts.append(E.figcaption(words))
    return E.figure(*parts)


def _table(grid: Grid, rows: Rows) -> Iterator[str]:
    yield f'<div class="table" tabindex="0">\n<table class="{rows.shape}">\n'
    yield html_of(E.caption(grid.figure.name))
    yield html_of(E.thead(E.tr(*(E.th(head, {"scope": "col"}) for head in rows.heads))))
    yield "<tbody>\n"
    for row in rows.lines():
        yield html_of(_line(row))
    yield "</tbody>\n"
    yield html_of(E.tfoot(_line(rows.total())))
    yield "</table>\n</div>\n"


def _line(row: "list[tuple[str, str]]") -> Element:
    (first, _), *rest = row
    cells = [E.td(text, {"title": more} if more else {}) for text, more in rest]
    return E.tr(E.th(first, {"scope": "row"}), *cells)


def _definitions(report: Report) -> Element:
    """What every figure means; the last thing on the page, so that a print explains itself."""
    parts = []
    for grid in report.grids:
        figure = grid.figure
        parts += [
            E.dt(figure.name, " ", E.small(full_name(figure))),
            E.dd(
                E.p(figure.definition),
                E.p(E.b("Formula"), f" {formula_words(figure, grid.parameters)}"),
                E.p(E.b("Source"), f" {figure.source}"),
            ),
        ]
    return E.section(
        E.h2("What the figures mean"),
        E.p(
            "Every value is made of counts and of nothing else: percentages are never added up. "
            "A figure of nothing is a dash."
        ),
        E.dl(*parts),
        {"class": "definitions"},
    )


def _desk(report: Report) -> str:
    return clean_line(report.setup.name)
