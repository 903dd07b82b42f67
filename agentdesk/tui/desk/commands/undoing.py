"""Taking things back."""

from agentdesk.tui.desk.commands.places import LIST
from agentdesk.tui.kit.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="undo", title="Undo", help="Take back what the footer names first.",
        group="Undo", keys=("u",), contexts=LIST,
    ),
    Command(
        id="undo.list", title="Undo list", help="Everything that can still be taken back.",
        group="Undo", keys=("U",), contexts=LIST,
    ),
    Command(
        id="redo", title="Redo", help="Do again what you took back last.",
        group="Undo", contexts=LIST,
    ),
)  # fmt: skip
