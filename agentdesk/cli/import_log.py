"""``agentdesk import log``: event logs and call records of other programs."""

from pathlib import Path

import click

from agentdesk.cli.session import Session, common

_FILE = click.Path(path_type=Path)


@click.command("log")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=_FILE)
@click.option(
    "--map",
    "map_",
    required=True,
    metavar="FILE",
    type=_FILE,
    help="A YAML file that says which column holds what, and what activities mean.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would come in.")
@click.option(
    "--setup",
    metavar="FILE",
    type=_FILE,
    help="Make a new store with this set-up, in force from the log's first row on.",
)
@click.option(
    "--make-setup",
    metavar="FILE",
    type=_FILE,
    help="Write a set-up with the queues and people that the log names, and bring in nothing.",
)
@click.option("--queue", default="", metavar="QUEUE", help="For rows of a queue not of this desk.")
@click.option("--source", default="", metavar="NAME", help="Which program the log is of.")
@click.option(
    "--aside",
    metavar="FILE",
    type=_FILE,
    help="Keep rows that cannot come in in this file, a line of JSON each, with the reason.",
)
@click.option(
    "--more-follows",
    is_flag=True,
    help="A later part of the log is still to come: end where it ends.",
)
@common
def log(session: Session, **options: object) -> None:
    """Bring in event logs and call records: CSV, JSON lines, XES (.gz too).

    Every row keeps its own time, so that the board can go back to any moment of the log and
    every report counts it. The store must end before the log begins, so an old log comes into a
    store of its own: --setup makes one. Rows that cannot come in are told by file and line, the
    others go on, and the exit code is 1. The same log again adds nothing.
    """
    from agentdesk.cli.import_log_run import Options, run

    if run(session, Options(**options)):  # type: ignore[arg-type]  # click gives each its type
        raise click.exceptions.Exit(1)
