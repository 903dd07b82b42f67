"""Writes the tables of keys into the pages that have one: python -m scripts.key_tables"""

from collections.abc import Iterable
from pathlib import Path

from agentdesk.tui.board.commands import COMMANDS as BOARD
from agentdesk.tui.desk.commands import COMMANDS as DESK
from agentdesk.tui.kit.commands import Command
from agentdesk.tui.kit.keynames import shown
from agentdesk.tui.training.commands import COMMANDS as TRAINING
from agentdesk.tui.training.console_commands import COMMANDS as CONSOLE

DOCS = Path(__file__).parents[1] / "docs"
PAGES: dict[str, tuple[Command, ...]] = {
    "agents.md": DESK,
    "supervisors.md": BOARD,
    "training-desk.md": TRAINING,
    "training-console.md": CONSOLE,
}
"""Each page, and whose keys stand in it."""
BEGIN, END = "<!-- keys -->\n", "\n<!-- end of keys -->"


def key_tables(commands: Iterable[Command]) -> str:
    """Return a table for each group of commands: the keys, and what they do."""
    groups: dict[str, list[str]] = {}
    for command in commands:
        keys = " ".join(f"`{shown(written)}`" for written in command.keys)
        keys = f"`{command.shown_as}`" if command.shown_as else keys
        keys = keys or f"`Ctrl+P` {command.title}"
        groups.setdefault(command.group, []).append(f"| {keys} | {command.help} |")
    return "\n\n".join(
        f"**{group}**\n\n| key | does |\n|---|---|\n" + "\n".join(rows)
        for group, rows in groups.items()
    )


def renewed(page: str, commands: Iterable[Command]) -> str:
    """Return the page with the tables as they are."""
    before, rest = page.split(BEGIN)
    return before + BEGIN + key_tables(commands) + END + rest.split(END)[1]


if __name__ == "__main__":
    for name, own in PAGES.items():
        path = DOCS / name
        path.write_text(renewed(path.read_text(encoding="utf-8"), own), encoding="utf-8")
