"""Writes the tables of keys into docs/agents.md: python -m scripts.key_tables"""

from pathlib import Path

from agentdesk.tui.desk.commands import COMMANDS
from agentdesk.tui.kit.keynames import shown

PAGE = Path(__file__).parents[1] / "docs" / "agents.md"
BEGIN, END = "<!-- keys -->\n", "\n<!-- end of keys -->"


def key_tables() -> str:
    """Return a table for each group of commands: the keys, and what they do."""
    groups: dict[str, list[str]] = {}
    for command in COMMANDS:
        keys = " ".join(f"`{shown(written)}`" for written in command.keys)
        keys = f"`{command.shown_as}`" if command.shown_as else keys
        keys = keys or f"`Ctrl+P` {command.title}"
        groups.setdefault(command.group, []).append(f"| {keys} | {command.help} |")
    return "\n\n".join(
        f"**{group}**\n\n| key | does |\n|---|---|\n" + "\n".join(rows)
        for group, rows in groups.items()
    )


def renewed(page: str) -> str:
    """Return the page with the tables as they are."""
    before, rest = page.split(BEGIN)
    return before + BEGIN + key_tables() + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
