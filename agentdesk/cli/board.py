"""``agentdesk board``: the supervisors' board, on the screen, as text, as JSON, in a browser."""

import functools
import sys
from collections.abc import Callable
from typing import Any

import click

from agentdesk.boardsettings import WINDOWS
from agentdesk.cli.board_asked import Asked
from agentdesk.cli.board_names import CHANNELS, FIGURE, RULE, BoardCommand
from agentdesk.cli.exits import failure_of, told_apart
from agentdesk.cli.names import QUEUE, SITE, TEAM
from agentdesk.cli.session import Session, watching

FAILS = ("bad", "warn", "never")


def _told_apart(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a wrong command line or setting end with a code other than a crossed threshold's."""

    @functools.wraps(function)
    def wrapped(*args: Any, **options: Any) -> Any:
        try:
            return function(*args, **options)
        except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
            raise
        except Exception as error:
            raise told_apart(failure_of(error)) from error

    return wrapped


@click.command("board", cls=BoardCommand)
@click.option("--at", metavar="TIME", help="As of then: 2026-03-02T10:32, 10:32, -15m.")
@click.option("--once", is_flag=True, help="Print the board as text and end.")
@click.option("--watch", is_flag=True, help="Print a line of JSON for each change of a figure.")
@click.option("--explain", metavar="FIGURE", type=FIGURE, help="Say why a number is what it is.")
@click.option("--behind", metavar="FIGURE", type=FIGURE, help="List what stands behind a number.")
@click.option("--queue", multiple=True, type=QUEUE, help="This queue only; can be given again.")
@click.option("--team", multiple=True, type=TEAM, help="Queues of this team only.")
@click.option(
    "--channel", multiple=True, type=click.Choice(CHANNELS), help="What came this way only."
)
@click.option("--site", multiple=True, type=SITE, help="Queues of teams at this site only.")
@click.option("--window", type=click.Choice(list(WINDOWS)), help="Which stretch of time.")
@click.option("--service-level", metavar="RULE", type=RULE, help="Which service level counts.")
@click.option(
    "--fail-on", type=click.Choice(FAILS), default="bad", help="From which level on 2 is returned."
)
@click.option("--ascii", is_flag=True, default=None, help="Write with plain ASCII only.")
@click.option("--web", is_flag=True, help="Show the board to a browser on this machine.")
@click.option("--port", type=click.IntRange(0, 65535), help="With --web: the port (8765).")
@click.option("--host", metavar="ADDRESS", help="With --web: an address of this machine alone.")
@click.option("--address", metavar="URL", help="With --web: where a proxy in front is found.")
@click.option("--served", is_flag=True, hidden=True)
@watching
@_told_apart
def board(session: Session, **options: Any) -> None:
    """Watch the desk: what waits, what is late, who is free, and why a number is what it is.

    Nothing can be changed from here. With --once or --json the exit code is 2 when a threshold is
    crossed, 0 when none is. A wrong command line or settings file is 64, a store that cannot be
    read 3, a time that is not in the log 4.
    """
    mode = _mode(session, options)
    asked = Asked(
        at=options["at"],
        queues=options["queue"],
        teams=options["team"],
        channels=options["channel"],
        sites=options["site"],
        window=options["window"],
        rule=options["service_level"],
    )
    look = _look(session, options["ascii"])
    if mode == "web":
        from agentdesk.cli.board_web import serve

        serve(session, asked, look, options["port"], options["host"], options["address"])
    elif mode == "watch":
        from agentdesk.cli.board_watch import watch

        watch(session, asked)
    elif mode == "screen":
        from agentdesk.cli.board_screen import show

        show(session, asked, look, served=options["served"])
    else:
        _print(session, asked, mode, options, ascii_only=look["ascii"] or not _takes_signs())


def _print(
    session: Session, asked: Asked, mode: str, options: dict[str, Any], *, ascii_only: bool
) -> None:
    from agentdesk.cli.board_print import explain, list_behind, print_board

    if mode == "explain":
        explain(session, asked, options["explain"], ascii_only=ascii_only)
    elif mode == "behind":
        list_behind(session, asked, options["behind"], ascii_only=ascii_only)
    else:
        code = print_board(session, asked, ascii_only=ascii_only, fail_on=options["fail_on"])
        click.get_current_context().exit(code)


def _mode(session: Session, options: dict[str, Any]) -> str:
    """Return what is wanted; several at once are not."""
    wanted = [name for name in ("once", "watch", "explain", "behind", "web") if options[name]]
    if len(wanted) > 1:
        raise click.UsageError(f"--{wanted[0]} and --{wanted[1]} cannot be had in one go.")
    if options["watch"] and options["at"]:
        raise click.UsageError("--watch tells what comes, so it cannot be had with --at.")
    for name in ("port", "host", "address"):
        if options[name] is not None and not options["web"]:
            raise click.UsageError(f"--{name} goes with --web.")
    if wanted:
        return wanted[0]
    return "once" if session.json else "screen"


def _look(session: Session, ascii: bool | None) -> dict[str, Any]:
    """Return how it is drawn: ``theme`` and ``ascii``, the command line over the settings."""
    given = click.get_current_context().find_root().obj or {}
    settings = session.settings.with_look(ascii or given.get("ascii"), given.get("theme"))
    return {"theme": settings.theme, "ascii": settings.ascii}


def _takes_signs() -> bool:
    """Say whether what is printed to takes more than plain ASCII."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        "▲△–▁".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
