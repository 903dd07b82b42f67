"""The record of who did what."""

from agentdesk.tui.desk.commands.places import LIST
from agentdesk.tui.kit.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="audit.open", title="Go to the audit",
        help="Who did what, the newest first; leads see everybody's acts, agents their own.",
        group="Move", keys=("g a",), contexts=LIST,
    ),
)  # fmt: skip
