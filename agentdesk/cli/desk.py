"""``agentdesk desk``: open the desk on a store."""

import os
import sys
from typing import TYPE_CHECKING

import click

from agentdesk.cli.exits import Failure, nothing, usage
from agentdesk.cli.session import Session, common

if TYPE_CHECKING:
    from agentdesk.clock import Clock
    from agentdesk.config import Settings
    from agentdesk.data.errors import StoreMissing
    from agentdesk.domain.setup import PersonSetup, Setup
    from agentdesk.tui.desk.opening import Opening
    from agentdesk.tui.desk.run import Who

FILL = """\
The desk at {place} is empty. To fill it:

  agentdesk demo                          look around in a sample center first
  agentdesk setup example > desk.yaml     write down your queues, people and hours
  agentdesk setup load desk.yaml          put them into the store
  agentdesk import mail FOLDER            turn .eml files into cases"""


@click.command("desk")
@click.option("--plain", is_flag=True, help="In lines: for screen readers, slow lines, scripts.")
@click.option("--ascii", is_flag=True, default=None, help="Write with plain ASCII only.")
@common
def desk(session: Session, plain: bool = False, ascii: bool | None = None) -> None:
    """Open the desk."""
    given = click.get_current_context().find_root().obj or {}
    settings = session.settings.with_look(ascii or given.get("ascii"), given.get("theme"))
    if plain:
        talk(settings, _who(session), is_new=session.is_new)
    else:
        open_desk(settings, _who(session), _opening(), is_new=session.is_new)


def _opening() -> "Opening":
    """Return how a person's own desk is opened; the first start asks for the keys."""
    from agentdesk.config import asks_for_keys, data_folder, keep_preset
    from agentdesk.tui.desk.opening import Opening

    return Opening(
        history_file=data_folder() / "history",
        keep_preset=keep_preset if asks_for_keys() else None,
    )


def _who(session: Session) -> "Who":
    """Return how to find out who opens the desk; it raises ``Failure`` on an empty store."""

    def who(setup: "Setup", role: str | None) -> "PersonSetup":
        from agentdesk.cli.exits import without_login
        from agentdesk.cli.identity import person_for, system_user

        if not setup.queues and not setup.people:
            raise nothing(FILL.format(place=without_login(session.url)))
        login = system_user() if role is None else role
        return person_for(setup, login, as_=session.as_, role_login=role is not None)

    return who


def open_desk(
    settings: "Settings", who: "Who", opening: "Opening", *, is_new: bool = False
) -> None:
    """Run the screen until the person leaves. Raises ``Failure`` and ``StoreError``."""
    from agentdesk.data.errors import StoreMissing

    check_terminal()
    from agentdesk.tui.desk.run import run_desk

    try:
        code = run_desk(settings, who, opening)
    except StoreMissing as error:
        raise _missing(settings, error, is_new) from error
    except ValueError as error:
        raise Failure(str(error), 2, "usage") from None
    if code:
        click.get_current_context().exit(code)


def check_terminal() -> None:
    """Raise ``Failure`` where there is no terminal that can show the desk."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise usage(
            "The desk needs a terminal. In scripts use commands such as agentdesk queue list, or "
            "agentdesk desk --plain."
        )
    if os.environ.get("TERM") == "dumb":
        raise usage(
            "This terminal (TERM=dumb) cannot show the desk. Open another one, or talk to it in "
            "lines: agentdesk desk --plain."
        )


def talk(
    settings: "Settings",
    who: "Who",
    *,
    is_new: bool = False,
    greeting: str = "",
    clock: "Clock | None" = None,
) -> None:
    """Work the desk in lines, until the person leaves or the lines end.

    Raises ``Failure`` and ``StoreError``, and ``Refused`` where nobody types the lines.
    """
    from agentdesk.data.errors import StoreMissing
    from agentdesk.plain.run import run_plain

    try:
        run_plain(settings, who, greeting=greeting, clock=clock)
    except StoreMissing as error:
        raise _missing(settings, error, is_new) from error
    except ValueError as error:
        raise Failure(str(error), 2, "usage") from None


def _missing(settings: "Settings", error: "StoreMissing", is_new: bool) -> Exception:
    """Return what to raise when there is no store: how to begin, if nobody has begun yet."""
    from agentdesk.cli.exits import without_login

    return nothing(FILL.format(place=without_login(settings.store))) if is_new else error
