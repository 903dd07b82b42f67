"""What is done in the text box."""

from agentdesk.tui.desk.commands.places import ANY, CHAT_ONLY, WRITE
from agentdesk.tui.kit.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="write.send", title="Send", help="Send the reply, or keep the note.",
        footer="send", weight=100, group="Write", keys=("ctrl+s",), function_keys=("f9", "ctrl+s"),
        contexts=WRITE, palette=False,
    ),
    Command(
        id="write.send_wait", title="Send and wait",
        help="Send, then wait for the reply, with the queue's reminder.",
        footer="+wait", weight=60, group="Write", keys=("ctrl+f",), contexts=WRITE, palette=False,
    ),
    Command(
        id="write.send_resolve", title="Send and resolve", help="Send, then the resolve sheet.",
        footer="+resolve", weight=90, group="Write", keys=("ctrl+r",), contexts=WRITE,
        palette=False,
    ),
    Command(
        id="write.send_chat", title="Send in a chat", help="In a chat Enter sends, at once.",
        footer="send", weight=101, group="Write", keys=("enter",), contexts=CHAT_ONLY,
        palette=False,
    ),
    Command(
        id="write.break", title="New line in a chat", help="In a chat: break the line.",
        footer="new line", weight=35, group="Write", keys=("ctrl+j",), contexts=CHAT_ONLY,
        palette=False,
    ),
    Command(
        id="write.flip", title="Reply or note", help="Make the reply a note, or the note a reply.",
        footer="note or reply", weight=30, group="Write", keys=("ctrl+t",), contexts=WRITE,
        palette=False,
    ),
    Command(
        id="write.answers", title="Insert an answer", help="Choose an answer to insert.",
        footer="answers", weight=70, group="Write", keys=("ctrl+o",), contexts=WRITE,
        palette=False,
    ),
    Command(
        id="write.link", title="Insert a link to an article",
        help="Choose an article; the line that points to it is inserted.",
        group="Write", keys=("ctrl+l",), contexts=WRITE, palette=False,
    ),
    Command(
        id="write.enclose", title="Add a file",
        help="A file that goes along (P as in paperclip), or off with one that is there.",
        group="Write", keys=("ctrl+p",), contexts=WRITE, palette=False,
    ),
    Command(
        id="write.blank", title="Next blank", help="To the next blank to fill in.",
        footer="next blank", weight=40, group="Write", keys=("tab",), contexts=WRITE,
        palette=False,
    ),
    Command(
        id="write.blank_back", title="Blank before", help="To the blank before.",
        group="Write", keys=("shift+tab",), contexts=WRITE, palette=False,
    ),
    Command(
        id="write.leave", title="Leave the text box", help="The draft is kept.",
        footer="leave, kept", weight=50, group="Write", keys=("escape",), contexts=WRITE,
        palette=False,
    ),
    Command(
        id="write.editor", title="Write in your editor", help="Open the text in $EDITOR.",
        group="Write", keys=("ctrl+g",), contexts=WRITE, palette=False,
    ),
    Command(
        id="case.next_mine", title="Next of mine that waits for me",
        help="On to your next case whose customer wrote; the draft is kept.",
        group="Work", keys=("ctrl+n",), contexts=ANY,
    ),
)  # fmt: skip
