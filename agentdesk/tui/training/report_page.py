"""The report of an attempt as a page to read over the screen."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from agentdesk.data.errors import Refused, StoreError
from agentdesk.text import fit, width, wrap
from agentdesk.training.attempts.place import Rooms
from agentdesk.training.report.gathering import gather
from agentdesk.training.report.writing.attempt_page import outline_of
from agentdesk.training.report.writing.outline import Cell, Code, Outline, Section, Table
from agentdesk.tui.kit.behind import run_behind
from agentdesk.tui.kit.glyphs import Glyphs
from agentdesk.tui.kit.keynames import Token
from agentdesk.tui.kit.prose import Line, ProseView
from agentdesk.tui.kit.question import Question

GAP = 2
NARROWEST = 8
"""So many cells a column keeps, however little room there is."""


AT_WORK = "one moment: an expert works it too"
Later = Callable[[], Awaitable[Outline]]
"""Works out a fuller page than the one that is shown meanwhile."""


async def report_page(folder: Path, glyphs: Glyphs, *, beside: bool = False) -> "ReportPage":
    """Work out what an attempt came to, and make the page that shows it.

    With ``beside`` the page comes once an expert has worked the scenario, to compare with; without,
    it comes at once, and what the expert came to while it is being read. Raises ``StoreError``,
    ``Refused``.
    """
    page = await _outline(folder, beside=beside)
    # In a thread: whoever waits for it goes on with their screen.
    later = None if beside else partial(asyncio.to_thread, _worked_out, folder)
    return ReportPage(page, glyphs, later=later)


async def _outline(folder: Path, *, beside: bool) -> Outline:
    return outline_of(await gather(folder, beside=beside, room=_room(folder)))


def _room(folder: Path) -> str:
    """Return the folder of attempts as commands have to name it; empty for the person's own."""
    rooms = folder.absolute().parent
    return "" if rooms == Rooms().folder.absolute() else str(rooms)


def _worked_out(folder: Path) -> Outline:
    return asyncio.run(_outline(folder, beside=True))


class ReportPage(Question[None]):
    """Shows an outline: its head, its numbers, section by section."""

    AUTO_FOCUS = "ProseView"
    BINDINGS: ClassVar[list[tuple[str, str, str]]] = []  # type: ignore[assignment] # keys come by take_key

    def __init__(self, outline: Outline, glyphs: Glyphs, *, later: Later | None = None) -> None:
        super().__init__()
        self._outline, self._later = outline, later
        self._foot = Static(classes="sheet-foot")
        self._view = ProseView(glyphs=glyphs, surface="panel")
        self._dot = glyphs.dot

    def compose(self) -> ComposeResult:
        """Lay out the title, the report and the way out."""
        with Vertical(classes="sheet report"):
            yield Static(Content(self._outline.title), classes="sheet-title")
            yield self._view
            yield self._foot

    def on_mount(self) -> None:
        """Show the report, and let the fuller one be worked out."""
        self._view.show(self._lines)
        if self._later is None:
            self._tell()
        else:
            self._tell(AT_WORK)
            run_behind(self, partial(self._complete, self._later), "an expert beside it")

    def _tell(self, *more: str) -> None:
        words = ("j k scroll", "n next part", "Esc leaves", *more)
        self._foot.update(Content(f" {self._dot} ".join(words)))

    async def _complete(self, later: Later) -> None:
        """Put the fuller page in place of this one once it is there."""
        try:
            self._outline = await later()
        except (StoreError, Refused) as error:
            # What was known before stays.
            self._tell(str(error))
            return
        self._view.renew()
        self._tell()

    def take_key(self, token: Token, event: events.Event) -> bool:
        """Scroll, or leave."""
        if token in ("escape", "q"):
            self.dismiss(None)
        elif token in ("j", "down", "k", "up"):
            self._view.line(1 if token in ("j", "down") else -1)
        elif token in ("pagedown", "space", "pageup"):
            self._view.page(-1 if token == "pageup" else 1)
        elif token in ("n", "N"):
            self._to_part(1 if token == "n" else -1)
        elif token in ("home", "g"):
            self._view.to_top()
        elif token in ("end", "G"):
            self._view.to_end()
        return True

    def _lines(self, cells: int) -> list[Line]:
        return outline_lines(self._outline, cells)

    def _to_part(self, by: int) -> None:
        """Scroll to the next heading, or the one before."""
        top = self._view.lines_above()
        heads = [y for y, line in enumerate(self._view.lines) if line and line[0][1] == "accent"]
        there = [y for y in heads if (y > top if by > 0 else y < top)]
        if there:
            self._view.scroll_to(y=there[0] if by > 0 else there[-1], animate=False, immediate=True)


def outline_lines(outline: Outline, cells: int) -> list[Line]:
    """Return an outline as lines of a width."""
    lines: list[Line] = []
    for text in outline.about:
        lines += _wrapped(text, cells, "muted")
    if outline.cards:
        lines.append([])
    longest = max((width(card.name) for card in outline.cards), default=0)
    for card in outline.cards:
        name, number = fit(card.name, longest), " " * max(0, 6 - width(card.number)) + card.number
        lines.append([(f"{name} ", "text"), (number, "strong"), (f"  {card.beneath}", "muted")])
    for section in outline.sections:
        lines += _section(section, cells)
    return lines


def _section(section: Section, cells: int) -> list[Line]:
    lines: list[Line] = [[], [(section.title, "accent")]]
    for text in section.said:
        lines += _wrapped(text, cells, "text")
    if section.table is not None:
        lines += table_lines(section.table, cells)
    for command in section.commands:
        lines += _wrapped(command, cells, "muted")
    return lines


def table_lines(table: Table, cells: int) -> list[Line]:
    """Return a table whose widest columns wrap, so that every line fits.

    Of commands one stands above it, as an example: a column of them would take all the room.
    """
    shown = [n for n in range(len(table.heads)) if not _holds_code(table, n)]
    heads = [table.heads[n] for n in shown]
    rows = [[_plain(row[n]) for n in shown] for row in table.rows]
    if not rows or not shown:
        return []
    right = [n in table.numbers for n in shown]
    sizes = [max(map(width, column)) for column in zip(heads, *rows, strict=True)]
    sizes = _shared(sizes, cells - GAP * (len(sizes) - 1))
    lines: list[Line] = [[(_cells(heads, sizes, right), "muted")]]
    such = [line for n in range(len(table.heads)) for line in _example(table, n, cells)]
    return [*such, *lines, *(line for row in rows for line in _row(row, sizes, right))]


def _example(table: Table, column: int, cells: int) -> list[Line]:
    """Return what a column of commands is for, and the first of them."""
    command = next((row[column] for row in table.rows if isinstance(row[column], Code)), None)
    if not isinstance(command, Code):
        return []
    return _wrapped(f"To {table.heads[column]}, such as the first: {command.text}", cells, "muted")


def _shared(sizes: list[int], room: int) -> list[int]:
    """Return columns' widths that fit: the wide ones give until all who give are as wide."""
    for most in range(max(sizes), NARROWEST - 1, -1):
        given = [min(size, most) for size in sizes]
        if sum(given) <= room:
            break
    return given


def _row(row: Sequence[str], sizes: Sequence[int], right: Sequence[bool]) -> list[Line]:
    parts = [wrap(text, size) or [""] for text, size in zip(row, sizes, strict=True)]
    height = max(map(len, parts))
    return [
        [(_cells([part[y] if y < len(part) else "" for part in parts], sizes, right), "text")]
        for y in range(height)
    ]


def _cells(texts: Sequence[str], sizes: Sequence[int], right: Sequence[bool]) -> str:
    placed = (
        " " * max(0, size - width(text)) + text if number else fit(text, size)
        for text, size, number in zip(texts, sizes, right, strict=True)
    )
    return (" " * GAP).join(placed).rstrip()


def _holds_code(table: Table, column: int) -> bool:
    return any(isinstance(row[column], Code) for row in table.rows)


def _plain(cell: Cell) -> str:
    return cell.text if isinstance(cell, Code) else cell


def _wrapped(text: str, cells: int, style: str) -> list[Line]:
    return [[(piece, style)] for piece in wrap(text, cells) or [""]]
