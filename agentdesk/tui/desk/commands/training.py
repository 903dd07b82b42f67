"""The training room."""

from agentdesk.tui.desk.commands.places import LIST
from agentdesk.tui.kit.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="training.room", title="Go to the training room",
        help="Practise a shift with customers who do not exist; the desk waits meanwhile.",
        group="Move", keys=("g t",), contexts=LIST,
    ),
)  # fmt: skip
