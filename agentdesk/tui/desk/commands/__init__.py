"""Everything an agent can do in the desk: one row a command, one module a family; keys, help,
palette and footer are made of it."""

from agentdesk.tui.desk.commands import (
    answering,
    auditing,
    customers,
    knowing,
    moving,
    panels,
    searching,
    training,
    undoing,
    viewing,
    work,
    writing,
)
from agentdesk.tui.desk.commands.care import COMMANDS as CARE
from agentdesk.tui.kit.commands import Command, Registry

COMMANDS: tuple[Command, ...] = (
    *moving.COMMANDS,
    *viewing.COMMANDS,
    *work.COMMANDS,
    *customers.COMMANDS,
    *CARE,
    *searching.COMMANDS,
    *undoing.COMMANDS,
    *writing.COMMANDS,
    *answering.COMMANDS,
    *auditing.COMMANDS,
    *knowing.COMMANDS,
    *training.COMMANDS,
    *panels.COMMANDS,
)


def registry() -> Registry:
    """Return the desk's commands."""
    return Registry(COMMANDS)
