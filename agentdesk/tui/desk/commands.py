"""Everything an agent can do in the desk: one row a command; keys, help, palette and footer
are made of it."""

from agentdesk.tui.kit.commands import (
    ANYWHERE,
    CASE,
    COMPOSER,
    QUEUE,
    Command,
    Registry,
)

_LIST = frozenset({QUEUE, CASE})
_ANY = frozenset({ANYWHERE})
_WRITE = frozenset({COMPOSER})

COMMANDS: tuple[Command, ...] = (
    # ---- moving
    Command(
        id="move.down", title="Next", help="The next case, or the next line of text.",
        group="Move", keys=("j", "down"), contexts=_LIST, palette=False, movement=True,
    ),
    Command(
        id="move.up", title="Previous", help="The case before, or the line before.",
        group="Move", keys=("k", "up"), contexts=_LIST, palette=False, movement=True,
    ),
    Command(
        id="move.top", title="Top", help="The first case of all.",
        group="Move", keys=("g g", "home"), contexts=_LIST, palette=False, movement=True,
    ),
    Command(
        id="move.end", title="End", help="The last case of all.",
        group="Move", keys=("G", "end"), contexts=_LIST, palette=False, movement=True,
    ),
    Command(
        id="move.half_down", title="Half a page down", help="Half a page down.",
        group="Move", keys=("ctrl+d",), contexts=_LIST, palette=False, movement=True,
    ),
    Command(
        id="move.half_up", title="Half a page up", help="Half a page up.",
        group="Move", keys=("ctrl+u",), contexts=_LIST, palette=False, movement=True,
    ),
    Command(
        id="move.page_down", title="Page down", help="A page down.",
        group="Move", keys=("pagedown",), contexts=_LIST, palette=False, movement=True,
    ),
    Command(
        id="move.page_up", title="Page up", help="A page up.",
        group="Move", keys=("pageup",), contexts=_LIST, palette=False, movement=True,
    ),
    Command(
        id="case.open", title="Open the case", footer="open", weight=60,
        help="Open the highlighted case; in a case, unfold quoted lines.",
        group="Move", keys=("enter", "l", "right"), contexts=_LIST,
    ),
    Command(
        id="case.back", title="Back", help="Back to the queue, or out of the text box.",
        group="Move", keys=("escape", "h", "left"), contexts=_LIST, palette=False,
    ),
    Command(
        id="pane.queue", title="Go to the queue", help="Put the keyboard into the queue.",
        group="Move", keys=("1", "g q"), contexts=_LIST,
    ),
    Command(
        id="pane.case", title="Go to the case", help="Put the keyboard into the case.",
        group="Move", keys=("2",), contexts=_LIST,
    ),
    Command(
        id="pane.customer", title="Go to the customer",
        help="Put the keyboard into the customer pane.",
        group="Move", keys=("3", "g c"), contexts=_LIST,
    ),
    Command(
        id="pane.answers", title="Go to the answers", footer="answers",
        help="Put the keyboard into the answers.",
        group="Move", keys=("4", "c", "g k"), contexts=_LIST,
    ),
    Command(
        id="pane.next", title="Next pane", help="Put the keyboard into the next pane.",
        group="Move", keys=("tab",), contexts=_LIST, palette=False,
    ),
    Command(
        id="pane.previous", title="Previous pane", help="Put the keyboard into the pane before.",
        group="Move", keys=("shift+tab",), contexts=_LIST, palette=False,
    ),
    Command(
        id="pane.mine", title="Go to mine", help="The first case that is yours.", footer="mine",
        group="Move", keys=("g m",), contexts=_LIST,
    ),
    # ---- the work
    Command(
        id="case.next", title="Take the next case", footer="next", weight=100,
        help="The desk chooses: kept for you first, then the most urgent you may take.",
        group="Work", keys=("T",), function_keys=("f2", "T"), contexts=_LIST,
    ),
    Command(
        id="case.take", title="Take this case", help="The highlighted case becomes yours.",
        footer="take", weight=40, group="Work", keys=("t",), contexts=_LIST,
    ),
    Command(
        id="case.release", title="Give the case back",
        help="It goes back into its queue and keeps its waiting time.",
        group="Work", contexts=_LIST,
    ),
    Command(
        id="case.assign", title="Assign", footer="assign",
        help="Give the case to somebody; Enter at once means to yourself.",
        group="Work", keys=("a",), contexts=_LIST,
    ),
    Command(
        id="write.reply", title="Write to the customer", footer="reply", weight=90,
        help="Open the text box for a reply; the receiver is fixed from then on.",
        group="Work", keys=("i",), mail=("i", "r"), function_keys=("f3", "i"), contexts=_LIST,
    ),
    Command(
        id="write.note", title="Write an internal note", footer="note", weight=50,
        help="Open the text box for a note; it is never sent to anyone.",
        group="Work", keys=("n",), contexts=_LIST,
    ),
    Command(
        id="case.escalate", title="Escalate", footer="escalate", weight=80,
        help="A sheet: one tier up unless a digit says otherwise, reason, hand-over note.",
        group="Work", keys=("e",), mail=("E",), function_keys=("f4",), contexts=_LIST,
    ),
    Command(
        id="case.resolve", title="Resolve", footer="resolve", weight=85,
        help="A sheet: disposition, root cause, summary.",
        group="Work", keys=("r",), mail=("R",), function_keys=("f8",), contexts=_LIST,
    ),
    Command(
        id="case.wait", title="Snooze or wait", footer="wait", weight=45,
        help="A sheet: wait for a reply, until tomorrow, next week, a date, a third party.",
        group="Work", keys=("s",), contexts=_LIST,
    ),
    Command(
        id="case.resume", title="Go on with a waiting case",
        help="The waiting, or the snooze, ends now.", group="Work", contexts=_LIST,
    ),
    Command(
        id="case.transfer", title="Transfer to another queue",
        help="A sheet: queue, reason, note. Same tier; clocks go on.",
        group="Work", contexts=_LIST,
    ),
    Command(
        id="case.reopen", title="Reopen", help="A lead opens a resolved case again, with a reason.",
        group="Work", contexts=_LIST,
    ),
    Command(
        id="case.close", title="Close as spam or duplicate",
        help="A lead ends the case for good; its clocks do not count.",
        group="Work", contexts=_LIST,
    ),
    Command(
        id="case.priority", title="Priority", help="A sheet: P1 to P4.",
        group="Work", keys=("p",), contexts=_LIST,
    ),
    Command(
        id="case.tags", title="Tags", help="Add tags, or take one off with a minus before it.",
        group="Work", keys=("#",), contexts=_LIST,
    ),
    Command(
        id="case.verify", title="Verify the customer",
        help="A sheet: how you made sure who it is. Shows what is masked.",
        group="Work", keys=("v",), contexts=_LIST,
    ),
    Command(
        id="case.promise", title="Promise", help="A sheet: what was promised, and by when.",
        group="Work", keys=("P",), contexts=_LIST,
    ),
    Command(
        id="case.why", title="Why this due time", help="The due time, line by line.",
        group="Work", keys=("D",), contexts=_LIST,
    ),
    Command(
        id="case.copy", title="Copy the case number", help="Copy the case number.",
        group="Work", keys=("y",), contexts=_LIST,
    ),
    # ---- undo
    Command(
        id="undo", title="Undo", help="Take back what the footer names first.",
        group="Undo", keys=("u",), contexts=_LIST,
    ),
    Command(
        id="undo.list", title="Undo list", help="Everything that can still be taken back.",
        group="Undo", keys=("U",), contexts=_LIST,
    ),
    Command(
        id="redo", title="Redo", help="Do again what you took back last.",
        group="Undo", contexts=_LIST,
    ),
    # ---- writing
    Command(
        id="write.send", title="Send", help="Send the reply, or keep the note.",
        footer="send", weight=100, group="Write", keys=("ctrl+s",), function_keys=("f9", "ctrl+s"),
        contexts=_WRITE, palette=False,
    ),
    Command(
        id="write.send_wait", title="Send and wait",
        help="Send, then wait for the reply, with the queue's reminder.",
        footer="+wait", weight=60, group="Write", keys=("ctrl+f",), contexts=_WRITE, palette=False,
    ),
    Command(
        id="write.send_resolve", title="Send and resolve", help="Send, then the resolve sheet.",
        footer="+resolve", weight=90, group="Write", keys=("ctrl+r",), contexts=_WRITE,
        palette=False,
    ),
    Command(
        id="write.flip", title="Reply or note", help="Make the reply a note, or the note a reply.",
        footer="note or reply", weight=30, group="Write", keys=("ctrl+t",), contexts=_WRITE,
        palette=False,
    ),
    Command(
        id="write.answers", title="Insert an answer", help="Choose an answer to insert.",
        footer="answers", weight=70, group="Write", keys=("ctrl+o",), contexts=_WRITE,
        palette=False,
    ),
    Command(
        id="write.blank", title="Next blank", help="To the next blank to fill in.",
        footer="next blank", weight=40, group="Write", keys=("tab",), contexts=_WRITE,
        palette=False,
    ),
    Command(
        id="write.blank_back", title="Blank before", help="To the blank before.",
        group="Write", keys=("shift+tab",), contexts=_WRITE, palette=False,
    ),
    Command(
        id="write.leave", title="Leave the text box", help="The draft is kept.",
        footer="leave, kept", weight=50, group="Write", keys=("escape",), contexts=_WRITE,
        palette=False,
    ),
    Command(
        id="write.editor", title="Write in your editor", help="Open the text in $EDITOR.",
        group="Write", keys=("ctrl+g",), contexts=_WRITE, palette=False,
    ),
    Command(
        id="case.next_mine", title="Next of mine that waits for me",
        help="On to your next case whose customer wrote; the draft is kept.",
        group="Work", keys=("ctrl+n",), contexts=_ANY,
    ),
    # ---- the desk
    Command(
        id="agent.state", title="My state", help="Available, away with a reason, offline.",
        group="Desk", keys=("W",), contexts=_LIST,
    ),
    Command(
        id="theme.flip", title="Dark or light", help="Switch between the dark and the light desk.",
        group="Desk", contexts=_LIST,
    ),
    Command(
        id="help", title="All keys", footer="all keys", weight=35,
        help="What can be done here, and with which key.",
        group="Desk", keys=("?", "f1"), contexts=_LIST,
    ),
    Command(
        id="help.write", title="Help", footer="help", weight=20,
        help="What can be done here, and with which key.",
        group="Desk", keys=("f1",), contexts=_WRITE, palette=False,
    ),
    Command(
        id="palette", title="Find a command", help="Every command by its name.",
        group="Desk", keys=("ctrl+p", ":"), contexts=_LIST, palette=False,
    ),
    Command(
        id="suspend", title="Back to the shell for a while",
        help="The desk stands still until you say fg.",
        group="Desk", keys=("ctrl+z",), contexts=_LIST,
    ),
    Command(
        id="quit", title="Quit", help="Leave the desk; asks when a send is held or a draft open.",
        group="Desk", keys=("ctrl+q",), contexts=_ANY,
    ),
)  # fmt: skip


def registry() -> Registry:
    """Return the desk's commands."""
    return Registry(COMMANDS)
