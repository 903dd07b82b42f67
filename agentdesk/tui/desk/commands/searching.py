"""Searching everything: the place, its line, its hits."""

from agentdesk.tui.desk.commands.places import FIND_ONLY, FOUND_ONLY, LIST
from agentdesk.tui.kit.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="search", title="Search everything", footer="search", weight=28,
        help="Messages, notes, cases, customers and answers, as you type.",
        group="Search", keys=("g s",), contexts=LIST,
    ),
    Command(
        id="search.results", title="Go to what was found", footer="to the hits", weight=100,
        help="Put the keyboard into the hits.",
        group="Search", keys=("enter", "down"), contexts=FIND_ONLY, palette=False,
    ),
    Command(
        id="search.order", title="The other order", footer="other order", weight=80,
        help="Newest first, or what fits best of the newest hits.",
        group="Search", keys=("tab",), contexts=FIND_ONLY | FOUND_ONLY, palette=False,
    ),
    Command(
        id="search.older", title="Searches before", footer="searches before", weight=70,
        help="What you searched for before, one by one.",
        group="Search", keys=("up",), contexts=FIND_ONLY, palette=False,
    ),
    Command(
        id="search.keep", title="Keep this search as a view", footer="keep as a view", weight=40,
        help="Copies the lines that make it a view of yours, for your settings.",
        group="Search", keys=("ctrl+s",), contexts=FIND_ONLY | FOUND_ONLY,
    ),
    Command(
        id="search.leave", title="Leave the search", footer="back to the queue", weight=90,
        help="Back to the queue; g s finds the search as it was.",
        group="Search", keys=("escape",), contexts=FIND_ONLY | FOUND_ONLY, palette=False,
    ),
    Command(
        id="search.open", title="Open the hit", footer="open", weight=100,
        help="Open its case; Esc comes back here. A customer's name lists their cases.",
        group="Search", keys=("enter", "l", "right"), contexts=FOUND_ONLY, palette=False,
    ),
    Command(
        id="search.line", title="Change the words", footer="change the words", weight=85,
        help="Put the keyboard into the line.",
        group="Search", keys=("/", "i", "h", "left"), contexts=FOUND_ONLY, palette=False,
    ),
    Command(
        id="search.down", title="Next hit", help="The next hit.",
        group="Search", keys=("j", "down"), contexts=FOUND_ONLY, palette=False, movement=True,
    ),
    Command(
        id="search.up", title="Hit before", help="The hit before; from the first, the line.",
        group="Search", keys=("k", "up"), contexts=FOUND_ONLY, palette=False, movement=True,
    ),
    Command(
        id="search.top", title="First hit", help="The first hit.",
        group="Search", keys=("g g", "home"), contexts=FOUND_ONLY, palette=False, movement=True,
    ),
    Command(
        id="search.end", title="Last hit", help="The last hit that is shown.",
        group="Search", keys=("G", "end"), contexts=FOUND_ONLY, palette=False, movement=True,
    ),
    Command(
        id="search.page_down", title="Page down", help="A page down.",
        group="Search", keys=("pagedown", "ctrl+d"), contexts=FOUND_ONLY, palette=False,
        movement=True,
    ),
    Command(
        id="search.page_up", title="Page up", help="A page up.",
        group="Search", keys=("pageup", "ctrl+u"), contexts=FOUND_ONLY, palette=False,
        movement=True,
    ),
)  # fmt: skip
