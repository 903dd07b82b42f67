"""Moving over the list, the case and the panes."""

from agentdesk.tui.desk.commands.places import LIST, ROWS
from agentdesk.tui.kit.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="move.down", title="Next", help="The next case, or the next line of text.",
        group="Move", keys=("j", "down"), contexts=ROWS, palette=False, movement=True,
    ),
    Command(
        id="move.up", title="Previous", help="The case before, or the line before.",
        group="Move", keys=("k", "up"), contexts=ROWS, palette=False, movement=True,
    ),
    Command(
        id="move.top", title="Top", help="The first case of all.",
        group="Move", keys=("g g", "home"), contexts=LIST, palette=False, movement=True,
    ),
    Command(
        id="move.end", title="End", help="The last case of all.",
        group="Move", keys=("G", "end"), contexts=LIST, palette=False, movement=True,
    ),
    Command(
        id="move.half_down", title="Half a page down", help="Half a page down.",
        group="Move", keys=("ctrl+d",), contexts=LIST, palette=False, movement=True,
    ),
    Command(
        id="move.half_up", title="Half a page up", help="Half a page up.",
        group="Move", keys=("ctrl+u",), contexts=LIST, palette=False, movement=True,
    ),
    Command(
        id="move.page_down", title="Page down", help="A page down.",
        group="Move", keys=("pagedown",), contexts=ROWS, palette=False, movement=True,
    ),
    Command(
        id="move.page_up", title="Page up", help="A page up.",
        group="Move", keys=("pageup",), contexts=ROWS, palette=False, movement=True,
    ),
    Command(
        id="case.open", title="Open the case", footer="open", weight=60,
        help="Open the highlighted case; in a case, unfold quoted lines.",
        group="Move", keys=("enter", "l", "right"), contexts=LIST,
    ),
    Command(
        id="case.back", title="Back", help="Back to the queue, or out of the text box.",
        group="Move", keys=("escape", "h", "left"), contexts=LIST, palette=False,
    ),
    Command(
        id="pane.queue", title="Go to the queue", help="Put the keyboard into the queue.",
        group="Move", keys=("1", "g q"), contexts=LIST,
    ),
    Command(
        id="pane.case", title="Go to the case", help="Put the keyboard into the case.",
        group="Move", keys=("2",), contexts=LIST,
    ),
    Command(
        id="pane.customer", title="Go to the customer",
        help="Put the keyboard into the customer pane.",
        group="Move", keys=("3", "g c"), contexts=LIST,
    ),
    Command(
        id="pane.answers", title="Go to the answers", footer="answers",
        help="Put the keyboard into the answers.",
        group="Move", keys=("4", "c"), contexts=LIST,
    ),
    Command(
        id="pane.next", title="Next pane", help="Put the keyboard into the next pane.",
        group="Move", keys=("tab",), contexts=LIST, palette=False,
    ),
    Command(
        id="pane.previous", title="Previous pane", help="Put the keyboard into the pane before.",
        group="Move", keys=("shift+tab",), contexts=LIST, palette=False,
    ),
    Command(
        id="pane.mine", title="Go to mine", help="The first case that is yours.", footer="mine",
        group="Move", keys=("g m",), contexts=LIST,
    ),
)  # fmt: skip
