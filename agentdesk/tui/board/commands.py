"""Everything a supervisor can do at the board; keys, help, palette and footer are made of it."""

from agentdesk.tui.kit.commands import ANYWHERE, BOARD, Command, Registry

_HERE = frozenset({BOARD})

MOVING: tuple[Command, ...] = (
    Command(
        id="board.down", title="Next row", help="The row below; from the top line into the pane.",
        group="Move", keys=("j", "down"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="board.up", title="Previous row", help="The row above; from the first one to the top.",
        group="Move", keys=("k", "up"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="board.left", title="Number to the left", help="The number to the left.",
        group="Move", keys=("h", "left"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="board.right", title="Number to the right", help="The number to the right.",
        group="Move", keys=("l", "right"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="board.first", title="First row", help="The first row.",
        group="Move", keys=("g g", "home"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="board.last", title="Last row", help="The last row.",
        group="Move", keys=("G", "end"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="board.page_down", title="Page down", help="A page down.",
        group="Move", keys=("pagedown", "ctrl+d"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="board.page_up", title="Page up", help="A page up.",
        group="Move", keys=("pageup", "ctrl+u"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="board.strip", title="Go to the top line", help="The numbers of everything.",
        group="Move", keys=("0",), contexts=_HERE,
    ),
    Command(
        id="board.queues", title="Go to the queues", help="Put the keyboard into the queues.",
        group="Move", keys=("1", "g q"), contexts=_HERE,
    ),
    Command(
        id="board.agents", title="Go to the agents", help="Put the keyboard into the agents.",
        group="Move", keys=("2", "g a"), contexts=_HERE,
    ),
    Command(
        id="board.feed", title="Go to the feed", help="Put the keyboard into the feed.",
        group="Move", keys=("3", "g f"), contexts=_HERE,
    ),
    Command(
        id="board.shift", title="Go to the plot of the shift",
        help="The plot; h and l choose a moment.",
        group="Move", keys=("4", "g s"), contexts=_HERE,
    ),
    Command(
        id="board.next_pane", title="Next pane", help="Put the keyboard into the next pane.",
        group="Move", keys=("tab",), contexts=_HERE, palette=False,
    ),
    Command(
        id="board.previous_pane", title="Previous pane",
        help="Put the keyboard into the pane before.",
        group="Move", keys=("shift+tab",), contexts=_HERE, palette=False,
    ),
    Command(
        id="board.zoom", title="One pane, or all", help="Give the pane all the room; again, all.",
        group="Move", keys=("z",), contexts=_HERE,
    ),
)  # fmt: skip

NUMBERS: tuple[Command, ...] = (
    Command(
        id="board.behind", title="What is behind this number", footer="behind it", weight=90,
        help="The cases and contacts it counts, on an agent what is in hand; Enter goes on to "
        "one case's history. On the plot: the whole board as of that moment.",
        group="Numbers", keys=("d", "enter"), contexts=_HERE,
    ),
    Command(
        id="board.why", title="Why this number is what it is", footer="why", weight=85,
        help="Its formula, numbers, parameters and source. Where no number is, every key.",
        group="Numbers", keys=("?",), contexts=_HERE,
    ),
    Command(
        id="board.variant", title="Service-level formula", footer="formula", weight=50,
        help="Which of the service levels is shown.",
        group="Numbers", keys=("v",), contexts=_HERE,
    ),
    Command(
        id="board.window", title="Time window", footer="window", weight=55,
        help="What the figures count: today, the last hour, 4 hours, 24 hours, 7 days.",
        group="Numbers", keys=("t",), contexts=_HERE,
    ),
    Command(
        id="board.filter", title="Filter", footer="filter", weight=60,
        help="Look at some queues, teams, channels or sites only; choosing one again drops it.",
        group="Numbers", keys=("f",), contexts=_HERE,
    ),
    Command(
        id="board.copy", title="Copy the command that shows this case",
        help="It is run by somebody who may see the customer's words: agentdesk case show 1042.",
        group="Numbers", keys=("y",), contexts=_HERE,
    ),
)  # fmt: skip

TIME: tuple[Command, ...] = (
    Command(
        id="board.minute_back", title="A minute back", footer="back", weight=70,
        help="The whole board as it was a minute before.",
        group="Time", keys=("[",), contexts=_HERE,
    ),
    Command(
        id="board.minute_on", title="A minute on", help="A minute later, up to now.",
        group="Time", keys=("]",), contexts=_HERE,
    ),
    Command(
        id="board.second_back", title="A second back", help="The board one second before.",
        group="Time", keys=(",",), contexts=_HERE,
    ),
    Command(
        id="board.second_on", title="A second on", help="One second later, up to now.",
        group="Time", keys=(".",), contexts=_HERE,
    ),
    Command(
        id="board.quarter_back", title="15 minutes back", help="A quarter of an hour before.",
        group="Time", keys=("{",), contexts=_HERE,
    ),
    Command(
        id="board.quarter_on", title="15 minutes on", help="A quarter of an hour later.",
        group="Time", keys=("}",), contexts=_HERE,
    ),
    Command(
        id="board.at", title="Go to a moment", footer="a moment", weight=40,
        help="Typed: 10:32, 2026-03-02T10:32, yesterday 14:00, -15m.",
        group="Time", keys=("@",), contexts=_HERE,
    ),
    Command(
        id="board.faster", title="Play, or faster",
        help="Let the past run: 1 to 600 times as fast as it was; at its end it is live.",
        group="Time", keys=(">",), contexts=_HERE,
    ),
    Command(
        id="board.slower", title="Slower, or stop", help="Slower, at the end it stands.",
        group="Time", keys=("<",), contexts=_HERE,
    ),
    Command(
        id="board.freeze", title="Freeze", footer="freeze", weight=65,
        help="Stand at this moment; again, play on from it.",
        group="Time", keys=("space",), contexts=_HERE,
    ),
    Command(
        id="board.live", title="Live", help="Back to now.", footer="live", weight=20,
        group="Time", keys=("L", "escape"), contexts=_HERE,
    ),
)  # fmt: skip

BOARD_ITSELF: tuple[Command, ...] = (
    Command(
        id="board.type", title="Type a command",
        help="A line with completion: a moment, window 4h, only billing, 1042 for its history.",
        group="Board", keys=(":",), contexts=_HERE,
    ),
    Command(
        id="board.palette", title="Find a command", help="Every command by its name.",
        group="Board", keys=("ctrl+p",), contexts=_HERE, palette=False,
    ),
    Command(
        id="board.help", title="All keys", footer="all keys", weight=80,
        help="What can be done here, and with which key.",
        group="Board", keys=("f1",), contexts=_HERE,
    ),
    Command(
        id="board.theme", title="Dark or light", help="Switch between dark and light.",
        group="Board", contexts=_HERE,
    ),
    Command(
        id="quit", title="Quit", help="Leave the board.",
        group="Board", keys=("ctrl+q",), contexts=frozenset({ANYWHERE}),
    ),
)  # fmt: skip

COMMANDS: tuple[Command, ...] = (*NUMBERS, *TIME, *MOVING, *BOARD_ITSELF)


def registry() -> Registry:
    """Return the board's commands."""
    return Registry(COMMANDS)
