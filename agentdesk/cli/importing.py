"""``agentdesk import``: what can be brought in, each by a module of its own."""

import click

from agentdesk.cli.lazy import LazyGroup

COMMANDS = {
    "mail": ("agentdesk.cli.import_mail:mail", "Bring in mail: .eml files, mboxes, Maildirs."),
    "export": (
        "agentdesk.cli.exporting:import_export",
        "Bring in what agentdesk export wrote, into a new store.",
    ),
}


@click.group("import", cls=LazyGroup, lazy=COMMANDS)
def import_() -> None:
    """Bring in mail and records of other programs."""
