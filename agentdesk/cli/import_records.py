"""``agentdesk import cases``, ``customers`` and so on: records of other programs."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from agentdesk.cli.session import Session, common

if TYPE_CHECKING:
    from agentdesk.records.fields import Kind

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path)


def _options(function: F) -> F:
    """Give a command what all imports of records take."""
    for option in (
        click.option(
            "--source",
            default="",
            metavar="NAME",
            help="Which program they are of; its numbers are its own.",
        ),
        click.option(
            "--aside",
            metavar="PATH",
            type=_FILE,
            help="Where records go that cannot come in; by default FILE.rejected.jsonl.",
        ),
        click.option("--show-map", is_flag=True, help="Print the map that is used, to be edited."),
        click.option("--dry-run", is_flag=True, help="Only say what would come in."),
        click.option(
            "--map",
            "map_",
            metavar="FILE",
            type=_FILE,
            help="A YAML file that says which column holds what.",
        ),
        click.argument("files", nargs=-1, required=True, metavar="FILE…", type=_FILE),
    ):
        function = option(function)
    return function


def _go(session: Session, kind: "Kind", **options: Any) -> None:
    from agentdesk.cli.import_run import Options, run

    if run(session, kind, Options(**options)):
        raise click.exceptions.Exit(1)


@click.command("cases")
@_options
@click.option("--queue", default="", metavar="QUEUE", help="For cases of a queue not of this desk.")
@common
def cases(session: Session, **options: Any) -> None:
    """Bring in cases from CSV, JSON lines or JSON.

    What was resolved stays resolved, with its times; no clock of it starts, no rule fires and
    nobody is written to. The same import again adds nothing. A record that cannot come in is told
    with its file and line and kept aside, the others go on, and the exit code is 1.
    """
    _go(session, "cases", **options)


@click.command("customers")
@_options
@common
def customers(session: Session, **options: Any) -> None:
    """Bring in customers from CSV, JSON lines or JSON.

    A customer who is here already, by number, address or telephone, is left as they are.
    """
    _go(session, "customers", **options)


@click.command("organisations")
@_options
@common
def organisations(session: Session, **options: Any) -> None:
    """Bring in organisations: their names, domains and levels.

    Customers who are brought in after them belong to the one they name, or whose domain their
    address has, and have its level.
    """
    _go(session, "organisations", **options)


def _from(function: F) -> F:
    return click.option(
        "--from",
        "program",
        type=click.Choice(["zendesk", "zammad", "chatwoot"]),
        help="Which program's export it is, where its shape does not tell.",
    )(function)


@click.command("answers")
@_options
@_from
@common
def answers(session: Session, **options: Any) -> None:
    """Bring in answers: CSV, JSON, a folder of Markdown, or macros of other programs.

    Zendesk's macros, Zammad's macros and text modules and Chatwoot's canned responses are known by
    their shape; their placeholders become ours, or blanks to fill in. An answer that changed
    becomes the next version of the one here.
    """
    _go(session, "answers", **options)


@click.command("articles")
@_options
@_from
@common
def articles(session: Session, **options: Any) -> None:
    """Bring in articles: CSV, JSON, a folder of Markdown, or help centers of other programs.

    Ids are kept. HTML becomes text. Drafts come in as work in progress.
    """
    _go(session, "articles", **options)
