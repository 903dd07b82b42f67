"""The work on a case."""

from agentdesk.tui.desk.commands.places import LIST
from agentdesk.tui.kit.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="case.next", title="Take the next case", footer="next", weight=100,
        help="The desk chooses: kept for you first, then the most urgent you may take.",
        group="Work", keys=("T",), function_keys=("f2", "T"), contexts=LIST,
    ),
    Command(
        id="case.take", title="Take this case", help="The highlighted case becomes yours.",
        footer="take", weight=40, group="Work", keys=("t",), contexts=LIST,
    ),
    Command(
        id="case.release", title="Give the case back",
        help="It goes back into its queue and keeps its waiting time.",
        group="Work", contexts=LIST,
    ),
    Command(
        id="case.assign", title="Assign", footer="assign",
        help="Give the case to somebody; Enter at once means to yourself.",
        group="Work", keys=("a",), contexts=LIST,
    ),
    Command(
        id="write.reply", title="Write to the customer", footer="reply", weight=90,
        help="Open the text box for a reply; the receiver is fixed from then on.",
        group="Work", keys=("i",), mail=("r", "i"), function_keys=("f3", "i"), contexts=LIST,
    ),
    Command(
        id="write.note", title="Write an internal note", footer="note", weight=50,
        help="Open the text box for a note; it is never sent to anyone.",
        group="Work", keys=("n",), contexts=LIST,
    ),
    Command(
        id="case.escalate", title="Escalate", footer="escalate", weight=80,
        help="A sheet: one tier up unless a digit says otherwise, reason, hand-over note.",
        group="Work", keys=("e",), mail=("E",), function_keys=("f4",), contexts=LIST,
    ),
    Command(
        id="case.resolve", title="Resolve", footer="resolve", weight=85,
        help="A sheet: disposition, root cause, summary.",
        group="Work", keys=("r",), mail=("R",), function_keys=("f8",), contexts=LIST,
    ),
    Command(
        id="case.wait", title="Snooze or wait", footer="wait", weight=45,
        help="A sheet: wait for a reply, until tomorrow, next week, a date, a third party.",
        group="Work", keys=("s",), contexts=LIST,
    ),
    Command(
        id="case.resume", title="Go on with a waiting case",
        help="The waiting, or the snooze, ends now.", group="Work", contexts=LIST,
    ),
    Command(
        id="case.transfer", title="Transfer to another queue",
        help="A sheet: queue, reason, note. Same tier; clocks go on.",
        group="Work", contexts=LIST,
    ),
    Command(
        id="case.reopen", title="Reopen", help="A lead opens a resolved case again, with a reason.",
        group="Work", contexts=LIST,
    ),
    Command(
        id="case.close", title="Close as spam or duplicate",
        help="A lead ends the case for good; its clocks do not count.",
        group="Work", contexts=LIST,
    ),
    Command(
        id="case.priority", title="Priority", help="A sheet: P1 to P4.",
        group="Work", keys=("p",), contexts=LIST,
    ),
    Command(
        id="case.tags", title="Tags", help="Add tags, or take one off with a minus before it.",
        group="Work", keys=("#",), contexts=LIST,
    ),
    Command(
        id="case.verify", title="Verify the customer",
        help="A sheet: how you made sure who it is. Shows what is masked.",
        group="Work", keys=("v",), contexts=LIST,
    ),
    Command(
        id="case.promise", title="Promise", help="A sheet: what was promised, and by when.",
        group="Work", keys=("P",), contexts=LIST,
    ),
    Command(
        id="case.why", title="Why this due time", help="The due time, line by line.",
        group="Work", keys=("D",), contexts=LIST,
    ),
    Command(
        id="case.attachments", title="Files and links", help="Save, open or copy what it carries.",
        group="Work", keys=("o",), contexts=LIST,
    ),
    Command(
        id="case.copy", title="Copy the case number", help="Copy the case number.",
        group="Work", keys=("y",), contexts=LIST,
    ),
    Command(
        id="case.copy_line", title="Copy a reference line", help="Copy number and subject.",
        group="Work", keys=("Y",), contexts=LIST,
    ),
)  # fmt: skip
