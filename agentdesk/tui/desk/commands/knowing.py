"""The editors' place."""

from agentdesk.tui.desk.commands.places import LIST
from agentdesk.tui.kit.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="knowledge.open", title="Go to the knowledge",
        help="Answers and articles by state, what is wrong or missing, what is due for review.",
        group="Move", keys=("g k",), contexts=LIST,
    ),
)  # fmt: skip
