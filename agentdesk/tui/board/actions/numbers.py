"""Asking a number: why it is what it is, what is behind it, and on to one case's history."""

import os
from typing import NamedTuple

from agentdesk.board.behind import Behind
from agentdesk.board.view import AgentLine, BoardView, Cell
from agentdesk.tui.board import feed, queues
from agentdesk.tui.board.actions.moving import Action
from agentdesk.tui.board.app import BoardApp
from agentdesk.tui.board.pages import (
    behind_rows,
    case_rows,
    explained_lines,
    slots_lines,
    timeline_rows,
)
from agentdesk.tui.board.screen import STRIP
from agentdesk.tui.kit.chooser import Chooser, Chosen
from agentdesk.tui.kit.clipboard import copy_here, tool
from agentdesk.tui.kit.glyphs import words_in_ascii
from agentdesk.tui.kit.reading import Reading
from agentdesk.tui.kit.stops import MakeRows

_COPY = {"y": "copies the command"}
HANDLED = "handled"
NO_CASE = "This one belongs to no case."


class Spot(NamedTuple):
    """A number under the cursor: the figure, of which queue or agent (``""``: of everything)."""

    figure: str
    queue: str = ""
    agent: str = ""


def spot_of(app: BoardApp) -> Spot | None:
    """Return the number under the cursor; ``None`` where there is none."""
    main, view = app.main, app.need_board().view
    if main.here == STRIP:
        return Spot(main.strip.figure)
    if main.here == "queues" and main.queues.rows:
        queue = main.queues.chosen
        return Spot(queues.figure_of(view, queue, main.queues.chosen_column), str(queue))
    if main.here == "agents" and main.agents.chosen_column == HANDLED and (line := _agent(app)):
        return Spot(HANDLED, agent=line.agent)
    return None


async def why(app: BoardApp) -> None:
    """Show formula, numbers, parameters and source of the number under the cursor."""
    spot = spot_of(app)
    board = app.need_board()
    if spot is not None:
        explained = await board.explain(*spot)
        title = f"{explained.name} {app.glyphs.dot} {_whose(app, spot)}"
        lines = explained_lines(explained, _cell(board.view, spot), board.view.zone)
    elif app.main.here == "agents" and (line := _agent(app)):
        title = f"Slots {app.glyphs.dot} {line.name}"
        lines = slots_lines(line, board.view, board.setup)
    else:
        from agentdesk.tui.board.actions.panels import show_help

        await show_help(app)
        return
    if app.main.plain:
        lines = [words_in_ascii(line) for line in lines]
    await app.beside(Reading(title, lines, glyphs=app.glyphs))


async def behind(app: BoardApp) -> None:
    """List what is behind the number, the agent or the line of the feed under the cursor."""
    main = app.main
    if main.here == "feed":
        case_id = feed.case_of(app.need_board().view, main.feed.chosen)
        if case_id is None:
            app.say(NO_CASE if main.feed.rows else "There is nothing in the feed.")
        else:
            await timeline(app, case_id)
    elif main.here == "shift":
        await _go_there(app)
    elif spot := spot_of(app):
        board = app.need_board()
        found = await board.behind(*spot)
        explained = await board.explain(*spot)
        if not found:
            app.say("Nothing is behind this number.")
            return
        await _choose_case(app, explained.words, behind_rows(found, board.view))
    elif main.here == "agents":
        await _in_hand(app)
    else:
        app.say("There is no number here.")


async def timeline(app: BoardApp, case_id: int) -> None:
    """Show what happened to a case, as it was known at the board's moment."""
    board = app.need_board()
    lines = await board.timeline(case_id)
    if not lines:
        app.say(f"Of case {case_id} nothing is known at this moment.")
        return
    rows = timeline_rows(lines, board.view)
    then = "" if board.view.live else ", as known at this moment"
    title = f"Case {case_id} {app.glyphs.dot} {len(lines)} events{then}"
    while (chosen := await app.beside(_page(app, title, rows, enter=""))) is not None:
        if isinstance(chosen, Chosen) and chosen.key == "y":
            await copy_command(app, case_id)
            return


async def copy(app: BoardApp) -> None:
    """Copy the command that shows the case under the cursor."""
    view = app.need_board().view
    case_id = None
    if app.main.here == "feed":
        case_id = feed.case_of(view, app.main.feed.chosen)
    elif app.main.here == "agents" and (line := _agent(app)) and line.cases:
        case_id = line.cases[0]
    await (copy_command(app, case_id) if case_id is not None else _no_case(app))


async def copy_command(app: BoardApp, case_id: int) -> None:
    """Copy ``agentdesk case show 1042`` through the terminal and into this machine's clipboard."""
    text = f"agentdesk case show {case_id}"
    app.copy_to_clipboard(text)
    command = tool(os.environ)
    trouble = await copy_here(text, command) if command is not None else ""
    if trouble:
        app.say(f"“{text}” went to the terminal only: {trouble}.")
    elif command is None:
        app.say(f"“{text}” is copied, if your terminal takes it.")
    else:
        app.say(f"“{text}” is copied.")


async def _choose_case(app: BoardApp, title: str, rows: MakeRows) -> None:
    """Let one of these be opened, again and again, until the person goes back."""
    at: object = None
    while True:
        page = _page(app, title, rows, enter="its history")
        page.view.at = at
        chosen = await app.beside(page)
        if not isinstance(chosen, Chosen):
            return
        at = chosen.target
        case_id = at.case_id if isinstance(at, Behind) else at
        if not isinstance(case_id, int):
            app.say(NO_CASE)
        elif chosen.key == "y":
            await copy_command(app, case_id)
        else:
            await timeline(app, case_id)


def _page(app: BoardApp, title: str, rows: MakeRows, *, enter: str) -> Chooser:
    page = Chooser(title, rows, enter=enter, letters=_COPY, glyphs=app.glyphs)
    page.add_class("behind")
    return page


async def _in_hand(app: BoardApp) -> None:
    line = _agent(app)
    if line is None or not line.cases:
        app.say("Nothing is in hand there.")
        return
    title = f"{line.name} {app.glyphs.dot} {len(line.cases)} in hand"
    await _choose_case(app, title, case_rows(line.cases))


def _cell(view: BoardView, spot: Spot) -> Cell | None:
    """Return the number as it is shown; an agent's are judged by nobody."""
    if spot.agent:
        return None
    line = next((line for line in view.queues if line.queue == spot.queue), None)
    cells = view.strip if line is None else line.cells
    return next((cell for cell in cells.values() if cell.figure == spot.figure), None)


def _agent(app: BoardApp) -> AgentLine | None:
    chosen = app.main.agents.chosen
    return next((a for a in app.need_board().view.agents if a.agent == chosen), None)


async def _go_there(app: BoardApp) -> None:
    """Take the whole board to the instant under the plot's cursor."""
    at = app.main.shift.chosen
    if at is None:
        app.say("h and l choose a moment of the plot, Enter goes there.")
        return
    await app.need_board().go(at)
    app.renew()


async def _no_case(app: BoardApp) -> None:
    app.say("Put the cursor on a case: in the feed, on an agent, or in a list behind a number.")


def _whose(app: BoardApp, spot: Spot) -> str:
    view = app.need_board().view
    if spot.agent:
        return next((line.name for line in view.agents if line.agent == spot.agent), spot.agent)
    named = (line.name for line in view.queues if line.queue == spot.queue)
    return next(named, spot.queue) or app.filters


ACTIONS: dict[str, Action] = {"board.why": why, "board.behind": behind, "board.copy": copy}
