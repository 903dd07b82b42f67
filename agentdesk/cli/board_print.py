"""The board printed once, why a number is what it is, and what stands behind it."""

import asyncio
from shutil import get_terminal_size
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from agentdesk.cli.board_asked import Asked, counted, opened, settings_of, settled
from agentdesk.cli.exits import CROSSED, OK, STORE, nothing
from agentdesk.cli.output import say, say_json, table
from agentdesk.cli.session import Session
from agentdesk.cli.signs import in_ascii
from agentdesk.text import wrap

if TYPE_CHECKING:
    from agentdesk.board.behind import Behind, Explained
    from agentdesk.board.view import BoardView

NARROWEST, WIDTH = 40, 120
"""The narrowest text that is written, and how wide it is where nothing tells."""


def print_board(session: Session, asked: Asked, *, ascii_only: bool, fail_on: str) -> int:
    """Print the board; return the exit code: 2 when a threshold is crossed."""
    from agentdesk.board.shown import shown_board
    from agentdesk.board.text import board_text

    async def work() -> "tuple[BoardView, str]":
        async with opened(session, asked) as board:
            return await settled(board), asked.words(board.setup)

    view, scope = asyncio.run(work())
    if session.json:
        said = shown_board(view, settings_of(session, asked))
        say_json({"ok": not view.trouble, "scope": scope, **said})
    else:
        lines = board_text(view, cells=_cells(), scope=scope, ascii_only=ascii_only)
        say(_written("\n".join(lines), ascii_only))
    if view.trouble:
        return STORE
    return CROSSED if _crossed(view, fail_on) else OK


def explain(session: Session, asked: Asked, figure: str, *, ascii_only: bool) -> None:
    """Print a figure's formula, its parameters and its numbers."""
    from agentdesk.board.shown import shown_explained

    async def work() -> "tuple[Explained, str, str]":
        async with opened(session, asked) as board:
            view = await counted(board)
            return await board.explain(figure), view.zone, asked.words(board.setup)

    explained, zone, scope = asyncio.run(work())
    if session.json:
        say_json({"ok": True, "scope": scope, **shown_explained(explained)})
        return
    cells = _cells()
    lines = [piece for line in _explained(explained, zone, scope) for piece in wrap(line, cells)]
    say(_written("\n".join(lines), ascii_only))


def list_behind(session: Session, asked: Asked, figure: str, *, ascii_only: bool) -> None:
    """Print what a number counts, the newest first."""
    from agentdesk.board.shown import shown_behind
    from agentdesk.board.wording import moment_text

    async def work() -> "tuple[tuple[Behind, ...], str, dict[str, str]]":
        async with opened(session, asked) as board:
            view = await counted(board)
            names = {queue.id: queue.name for queue in board.setup.queues}
            return await board.behind(figure), view.zone, names

    lines, zone, names = asyncio.run(work())
    if session.json:
        for line in lines:
            say_json(shown_behind(line))
        return
    if not lines:
        raise nothing("Nothing stands behind this number.")
    table(
        ["when", "what", "queue", "counts", ""],
        [
            (
                moment_text(line.at, zone),
                _subject(line),
                names.get(line.queue, line.queue),
                line.counts,
                _written(line.words, ascii_only),
            )
            for line in lines
        ],
    )


def _subject(line: "Behind") -> str:
    if line.case_id is not None:
        return f"#{line.case_id}"
    return f"contact {line.talk_id}" if line.talk_id is not None else line.agent


def _explained(said: "Explained", zone: str, scope: str) -> list[str]:
    from agentdesk.board.wording import exact_span, format_value, moment_text

    value = said.value
    lines = [f"{said.name} ({said.figure}, version {said.version})", "", said.definition, ""]
    lines.append(f"Formula      {said.formula}")
    for name, number in said.parameters.items():
        shown = exact_span(number) if name.endswith("_ms") else str(number)
        lines.append(f"Parameter    {name.removesuffix('_ms')} = {shown}")
    if scope:
        lines.append(f"Looked at    {scope}")
    since = f"{moment_text(said.start, zone)} to " if said.start is not None else ""
    lines.append(f"Counted      {since}{moment_text(said.at, zone)} {ZoneInfo(zone).key}")
    lines.append(f"Value        {format_value(value, exact=True)}")
    lines.append(f"That is      {said.words}")
    if value.provisional:
        lines.append("Provisional  What is still to come can change it.")
    if value.why:
        lines.append(f"But          {value.why}")
    return [*lines, f"Source       {said.source}"]


def _crossed(view: "BoardView", fail_on: str) -> bool:
    return view.worst in {"bad": ("bad",), "warn": ("bad", "warn"), "never": ()}[fail_on]


def _cells() -> int:
    return max(NARROWEST, get_terminal_size((WIDTH, 24)).columns)


def _written(text: str, ascii_only: bool) -> str:
    return in_ascii(text) if ascii_only else text
