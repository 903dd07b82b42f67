"""The agents as rows. Nothing here tells how fast somebody is, and nobody is ranked by it."""

from zoneinfo import ZoneInfo

from agentdesk.board.view import AgentLine, BoardView
from agentdesk.board.wording import state_text
from agentdesk.tui.board.columns import Column
from agentdesk.tui.board.grid import Made, Row
from agentdesk.tui.board.words import count, short_moment
from agentdesk.tui.kit.glyphs import Glyphs
from agentdesk.tui.kit.times import age_text

COLUMNS: tuple[Column, ...] = (
    Column("state", "state", 14, 90, right=False, stop=False, most=20),
    Column("for", "for", 4, 95, stop=False),
    Column("since", "since", 9, 20, right=False, stop=False, wide_from=70),
    Column("name", "agent", 12, 1000, right=False, stop=False, most=24),
    Column("team", "team", 8, 10, right=False, stop=False, most=14, wide_from=80),
    Column("work", "in hand", 8, 60, right=False, most=28),
    Column("units", "slots", 5, 50),
    Column("handled", "handled", 7, 45),
)


def rows(view: BoardView, glyphs: Glyphs) -> list[Row]:
    """Return a row an agent, in the order of the view: by state, then time in it."""
    zone = ZoneInfo(view.zone)
    return [_row(line, view.at, zone, glyphs) for line in view.agents]


def here_words(view: BoardView) -> str:
    """Return how many of them are available: ``4 of 7 available``; else how many there are."""
    if view.agents and not any(line.state for line in view.agents):
        return str(len(view.agents))
    here = [line for line in view.agents if line.state not in ("offline", "")]
    available = sum(1 for line in here if line.state == "available")
    return f"{available} of {len(here)} available"


def work_words(line: AgentLine, cells: int, glyphs: Glyphs) -> str:
    """Return what somebody has in hand, in so many cells: ``1042 1051 +3``; never half a number."""
    numbers = [str(case) for case in line.cases]
    for named in range(len(numbers), 0, -1):
        left = len(numbers) - named
        words = " ".join([*numbers[:named], *([f"+{left}"] if left else [])])
        if len(words) <= cells:
            return words
    return f"{len(numbers)} cases"[:cells] if numbers else glyphs.none


def _row(line: AgentLine, now: int, zone: ZoneInfo, glyphs: Glyphs) -> Row:
    there = line.state in ("available", "wrap_up")
    style = "text" if there else "muted"
    glyph = glyphs.here if there else glyphs.away
    cells: dict[str, Made] = {
        "state": (f"{glyph} {state_text(line.state, line.reason)}", style),
        "for": (age_text(now - line.since) if line.since else glyphs.none, style),
        "since": (short_moment(line.since, now, zone) if line.since else "", "muted"),
        "name": (line.name, style),
        "team": (line.team, "muted"),
        "work": lambda size: (work_words(line, size, glyphs), "text" if line.cases else "muted"),
        "units": (
            (f"{line.units}/{line.capacity}", "text")
            if line.state != "offline" and line.capacity
            else (glyphs.none, "muted")
        ),
        "handled": count(line.handled),
    }
    return Row(line.agent, cells)
