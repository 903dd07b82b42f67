"""The feed as rows: breaches, escalations, customers who gave up; the newest on top."""

from zoneinfo import ZoneInfo

from agentdesk.board.view import BoardView
from agentdesk.tui.board.columns import Column
from agentdesk.tui.board.grid import Row
from agentdesk.tui.board.words import LEVEL_STYLES, brief_moment, mark

COLUMNS: tuple[Column, ...] = (
    Column("at", "", 6, 90, right=False, stop=False),
    Column("mark", "", 1, 95, right=False, stop=False),
    Column("case", "", 6, 80, stop=False),
    Column("words", "", 24, 1000, right=False, stop=False, most=70),
    Column("queue", "", 8, 10, right=False, stop=False, most=22),
)


def rows(view: BoardView) -> list[Row]:
    """Return a row a line of the feed."""
    zone = ZoneInfo(view.zone)
    names = {line.queue: line.name for line in view.queues}
    return [
        Row(
            line.seq,
            {
                "at": (brief_moment(line.at, view.at, zone), "muted"),
                "mark": (mark(line.level), LEVEL_STYLES[line.level]),
                "case": (str(line.case_id or ""), "text"),
                "words": (line.words, "text"),
                "queue": (names.get(line.queue, line.queue), "muted"),
            },
        )
        for line in sorted(view.feed, key=lambda line: -line.seq)
    ]


def case_of(view: BoardView, seq: object) -> int | None:
    """Return the case that a line of the feed is about."""
    return next((line.case_id for line in view.feed if line.seq == seq), None)
