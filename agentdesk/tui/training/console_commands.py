"""Everything a trainer can do at the console; keys, help and footer are made of it."""

from agentdesk.tui.kit.commands import TRAINING, Command, Registry

_HERE = frozenset({TRAINING})

COMMANDS: tuple[Command, ...] = (
    Command(
        id="console.down", title="Next", help="The next attempt, or the next line.", group="Move",
        keys=("j", "down"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="console.up", title="Previous", help="The attempt before, or the line before.",
        group="Move", keys=("k", "up"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="console.page_down", title="Page down", help="A page down.", group="Move",
        keys=("pagedown", "ctrl+d"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="console.page_up", title="Page up", help="A page up.", group="Move",
        keys=("pageup", "ctrl+u"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="console.next", title="Next pane", help="Put the keyboard into the next pane.",
        group="Move", keys=("tab", "l", "right"), contexts=_HERE, footer="pane", weight=20,
    ),
    Command(
        id="console.previous", title="Previous pane", help="Put the keyboard into the pane before.",
        group="Move", keys=("shift+tab", "h", "left", "escape"), contexts=_HERE, palette=False,
    ),
    Command(
        id="console.whisper", title="Whisper a hint", footer="whisper", weight=95,
        help="Shows words of yours in this trainee's footer, or everybody's.",
        group="Trainees", keys=("w",), contexts=_HERE,
    ),
    Command(
        id="console.inject", title="Set something off", footer="inject", weight=90,
        help="A flood, a VIP, an outage: what the scenario has prepared.",
        group="Trainees", keys=("i",), contexts=_HERE,
    ),
    Command(
        id="console.run", title="Stop this clock, or let it go on", footer="stop, go on", weight=85,
        help="Stops the shift of this trainee, or lets it go on. An exam cannot be stopped.",
        group="Trainees", keys=("space",), contexts=_HERE,
    ),
    Command(
        id="console.run_all", title="Stop all clocks, or let them go on", footer="all", weight=80,
        help="Stops every shift that can be stopped; when all stand, lets them go on.",
        group="Trainees", keys=("P",), contexts=_HERE,
    ),
    Command(
        id="console.tag", title="Say what a text does", footer="tag a text", weight=70,
        help="Of a text of theirs in the case on their desk: it owns, blames, offers a choice.",
        group="Trainees", keys=("t",), contexts=_HERE,
    ),
    Command(
        id="console.mark", title="Mark an item of the rubric", footer="mark", weight=75,
        help="Gives a share of the points of an item that only a person can judge.",
        group="Trainees", keys=("m",), contexts=_HERE,
    ),
    Command(
        id="console.report", title="Read the report", footer="report", weight=60,
        help="What the attempt came to so far.", group="Trainees", keys=("r",), contexts=_HERE,
    ),
    Command(
        id="console.end", title="End this attempt",
        help="Ends it for the trainee, after a question.",
        group="Trainees", keys=("X",), contexts=_HERE,
    ),
    Command(
        id="help", title="All keys", footer="all keys", weight=50, help="This list.",
        group="Program", keys=("?", "f1"), contexts=_HERE,
    ),
    Command(
        id="theme.flip", title="Light or dark", help="The other look.", group="Program",
        keys=("T",), contexts=_HERE,
    ),
    Command(
        id="quit", title="Leave the console", help="Trainees go on.", group="Program",
        keys=("ctrl+q", "q"), contexts=_HERE, footer="leave", weight=10,
    ),
)  # fmt: skip


def registry() -> Registry:
    """Return the console's commands."""
    return Registry(COMMANDS)
