"""A board made up by hand: two queues, three agents, each level, a dash, what may still change."""

from agentdesk.board.values import Value
from agentdesk.board.view import AgentLine, BoardView, Cell, FeedLine, Plot, QueueLine
from agentdesk.clock import HOUR, MINUTE, SECOND

AT = 1_772_447_520_000
"""Monday, 2 March 2026, 10:32 UTC."""

STRIP = {
    "service_level": Cell("service_level.default", Value("share", 4, 7), "bad", "under 70 %"),
    "waiting": Cell("waiting", Value("count", 12)),
    "oldest_waiting": Cell("oldest_waiting", Value("ms", 2 * HOUR + 11 * MINUTE)),
    "due_soon": Cell("due_soon", Value("count", 3)),
    "late": Cell("late", Value("count", 1), "warn", "over 0"),
    "available": Cell("available", Value("count", 2)),
    "staffed": Cell("staffed", Value("count", 3)),
    "load": Cell("load", Value("ratio", 9, 2)),
    "csat": Cell("csat", Value("share", 0, 0)),
}
CELLS = {
    "waiting": Cell("waiting", Value("count", 8)),
    "oldest_waiting": Cell("oldest_waiting", Value("ms", 2 * HOUR + 11 * MINUTE)),
    "in_progress": Cell("in_progress", Value("count", 4)),
    "snoozed": Cell("snoozed", Value("count", 0)),
    "late": Cell("late", Value("count", 1), "warn", "over 0"),
    "handled": Cell("handled", Value("count", 33)),
    "abandoned": Cell("abandoned", Value("count", 2)),
    "service_level": Cell(
        "service_level.default", Value("share", 4, 7, provisional=True), "bad", "under 70 %"
    ),
    "asa": Cell("asa", Value("ms", 78 * SECOND, 5)),
    "aht": Cell("aht", Value("ms", 2_400 * SECOND, 5)),
    "wrap_up": Cell("wrap_up", Value("ms", 0, 0)),
}
QUEUES = (
    QueueLine("billing", "Billing", "front", CELLS, (5, 3, 2, 1, 1), (0, 1, 4, 8, 2)),
    QueueLine("returns", "Returns and repairs \x1b[31m", "back", CELLS, (1, 0, 0, 0, 0)),
)
AGENTS = (
    AgentLine(
        "lena", "Lena Ek", "front", "available", AT - 12 * MINUTE, cases=(1042, 1050), talks=(7,),
        units=4, capacity=6, handled=11,
    ),
    AgentLine("omar", "Omar Haddad", "front", "unavailable", AT - 40 * MINUTE, "lunch"),
    AgentLine("rita", "Rita Levi", "back", "offline", AT - 15 * HOUR),
)  # fmt: skip
FEED = (
    FeedLine(880, AT - 9 * MINUTE, "a first reply is late", "billing", 1042, "bad"),
    FeedLine(881, AT - 5 * MINUTE, "escalated", "billing", 1050),
)


def sample_view(**changes: object) -> BoardView:
    """Return the board, with other fields where they are given."""
    fields: dict[str, object] = {
        "at": AT,
        "live": True,
        "seq": 881,
        "fresh_at": AT - 5 * MINUTE,
        "zone": "Europe/Berlin",
        "window": "today",
        "start": AT - 10 * HOUR,
        "variant": "service_level.default",
        "strip": STRIP,
        "queues": QUEUES,
        "agents": AGENTS,
        "feed": FEED,
        "plot": Plot((AT,), (12,), (None,)),
    }
    return BoardView(**{**fields, **changes})  # type: ignore[arg-type]  # fields by name, as given
