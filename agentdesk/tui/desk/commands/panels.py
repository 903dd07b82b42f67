"""The desk itself: state, help, leaving."""

from agentdesk.tui.desk.commands.places import ANY, FIND_ONLY, FOUND_ONLY, LIST, WRITE
from agentdesk.tui.kit.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="agent.state", title="My state",
        help="Available, away with a reason, wrap-up, offline; a lead says it for others too.",
        group="Desk", keys=("W",), contexts=LIST,
    ),
    Command(
        id="agent.list", title="Who is here", footer="who is here",
        help="Everybody's state, since when and why, and what they have in hand.",
        group="Desk", keys=("g w",), contexts=LIST,
    ),
    Command(
        id="theme.flip", title="Dark or light", help="Switch between the dark and the light desk.",
        group="Desk", contexts=LIST,
    ),
    Command(
        id="help", title="All keys", footer="all keys", weight=35,
        help="What can be done here, and with which key.",
        group="Desk", keys=("?", "f1"), contexts=LIST | FOUND_ONLY,
    ),
    Command(
        id="help.write", title="Help", footer="help", weight=20,
        help="What can be done here, and with which key.",
        group="Desk", keys=("f1",), contexts=WRITE | FIND_ONLY, palette=False,
    ),
    Command(
        id="palette", title="Find a command", help="Every command by its name.",
        group="Desk", keys=("ctrl+p",), contexts=LIST | FOUND_ONLY, palette=False,
    ),
    Command(
        id="type", title="Type a command",
        help="A line with history and completion: assign omar, snooze 2d, 1042 opens that case.",
        group="Desk", keys=(":",), contexts=LIST | FOUND_ONLY,
    ),
    Command(
        id="suspend", title="Back to the shell for a while",
        help="The desk stands still until you say fg.",
        group="Desk", keys=("ctrl+z",), contexts=LIST,
    ),
    Command(
        id="quit", title="Quit", help="Leave the desk; asks when a send is held or a draft open.",
        group="Desk", keys=("ctrl+q",), contexts=ANY,
    ),
)  # fmt: skip
