"""``agentdesk board`` in a terminal: checks the terminal and opens the screen."""

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Any

import click
import msgspec

from agentdesk.cli.board_asked import Asked, moment_of, plain_words, settings_of
from agentdesk.cli.exits import Failure, usage
from agentdesk.cli.session import Session

if TYPE_CHECKING:
    from agentdesk.tui.board.filtering import Filter


def show(session: Session, asked: Asked, look: dict[str, Any], *, served: bool) -> None:
    """Show the board until the person leaves. ``served``: a browser is the terminal.

    Raises ``Failure`` and ``StoreError``.
    """
    if not served:
        _check_terminal()
    # Before a screen covers what is said.
    at = asyncio.run(moment_of(session, asked))
    from agentdesk.data.pace import give_way
    from agentdesk.tui.board.run import run_board

    give_way()
    settings = msgspec.structs.replace(
        session.settings.with_look(look["ascii"], look["theme"]),
        board=settings_of(session, asked),
    )
    try:
        with plain_words(at):
            code = run_board(settings, session.url, at, only=_filter(asked))
    except ValueError as error:
        # Keys of one's own that cannot be.
        raise usage(str(error)) from None
    if code:
        click.get_current_context().exit(code)


def _filter(asked: Asked) -> "Filter | None":
    from agentdesk.tui.board.filtering import Filter

    only = Filter(
        frozenset(asked.queues),
        frozenset(asked.teams),
        frozenset(asked.channels),
        frozenset(asked.sites),
    )
    return only if any(only) else None


def _check_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise _no_terminal("The board needs a terminal.")
    if os.environ.get("TERM") == "dumb":
        raise _no_terminal("This terminal (TERM=dumb) cannot show the board.")


def _no_terminal(what: str) -> Failure:
    return usage(f"{what} In scripts use agentdesk board --once, --json or --watch.")
