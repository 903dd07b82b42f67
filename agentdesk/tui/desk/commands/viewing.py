"""What the queue pane lists, and which of its cases are marked."""

from agentdesk.tui.desk.commands.places import FILTER_ONLY, LIST, QUEUE_ONLY
from agentdesk.tui.kit.commands import Command

_VIEWS = (
    ("a", "all mine", "Your own cases above all that wait in your queues: the usual list."),
    ("e", "for me", "What was escalated, assigned or returned to you."),
    ("m", "mine", "Every case of yours, those that wait or sleep too."),
    ("w", "waiting", "Your cases that wait for their customer."),
    ("z", "snoozed", "What sleeps, of yours and in your queues; the first to wake first."),
    ("l", "late", "What is late, of yours and in your queues."),
    ("r", "resolved lately", "What you resolved within seven days, the newest first."),
    ("h", "held mail", "Mail that waits for a person to place it."),
)
_FREE = "bcdfgijknopqstuvxy"

COMMANDS: tuple[Command, ...] = (
    *(
        Command(
            id=f"view.{key}", title=f"View: {name}", help=words, group="List",
            keys=(f"f {key}",), contexts=LIST,
        )
        for key, name, words in _VIEWS
    ),
    Command(
        id="view.saved", title="View of the team, or your own",
        help="A list saved in the set-up, or in your settings; f alone shows which there are.",
        group="List", keys=tuple(f"f {key}" for key in _FREE), shown_as="f + letter",
        contexts=LIST, palette=False,
    ),
    Command(
        id="filter", title="Filter the list", footer="filter", weight=30,
        help="Customer, subject, number, queue, owner, tag, as you type. Enter keeps it.",
        group="List", keys=("/",), contexts=QUEUE_ONLY,
    ),
    Command(
        id="filter.keep", title="Keep the filter", help="Back to the list; the filter stays.",
        footer="keeps it", weight=100, group="List", keys=("enter",), contexts=FILTER_ONLY,
        palette=False,
    ),
    Command(
        id="filter.clear", title="Show all again", help="Drop the filter.",
        footer="shows all", weight=90, group="List", keys=("escape",), contexts=FILTER_ONLY,
        palette=False,
    ),
    Command(
        id="mark.toggle", title="Mark this case", footer="mark", weight=25,
        help="Mark it, or take its mark away, and go on to the next. Verbs act on what is marked.",
        group="List", keys=("space",), contexts=QUEUE_ONLY,
    ),
    Command(
        id="mark.all", title="Mark all shown", footer="all", weight=24,
        help="Mark every case of the list; again, take those marks away.",
        group="List", keys=("*",), contexts=QUEUE_ONLY,
    ),
    Command(
        id="mark.drop", title="Drop all marks", help="Nothing is marked any more.",
        group="List", contexts=LIST,
    ),
)  # fmt: skip
