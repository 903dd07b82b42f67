"""``agentdesk import``: what can be brought in, each by a module of its own."""

import click

from agentdesk.cli.lazy import LazyGroup

COMMANDS = {
    "mail": ("agentdesk.cli.import_mail:mail", "Bring in mail: .eml files, mboxes, Maildirs."),
    "export": (
        "agentdesk.cli.exporting:import_export",
        "Bring in what agentdesk export wrote, into a new store.",
    ),
    "cases": ("agentdesk.cli.import_records:cases", "Bring in cases: CSV, JSON lines, JSON."),
    "customers": (
        "agentdesk.cli.import_records:customers",
        "Bring in customers, with their addresses and numbers.",
    ),
    "organisations": (
        "agentdesk.cli.import_records:organisations",
        "Bring in organisations, with their domains.",
    ),
    "answers": (
        "agentdesk.cli.import_records:answers",
        "Bring in answers and other programs' macros.",
    ),
    "articles": (
        "agentdesk.cli.import_records:articles",
        "Bring in articles and other programs' help centers.",
    ),
    "log": (
        "agentdesk.cli.import_log:log",
        "Bring in event logs and call records: CSV, XES.",
    ),
}


@click.group("import", cls=LazyGroup, lazy=COMMANDS)
def import_() -> None:
    """Bring in mail and records of other programs."""
