"""``agentdesk train console``: a trainer looks on at a class."""

import sys
from pathlib import Path

import click

from agentdesk.cli.exits import usage
from agentdesk.cli.session import Session, common
from agentdesk.cli.train_report import room as room_option


@click.command("console")
@room_option
@click.option("--ascii", is_flag=True, default=None, help="Write with plain ASCII only.")
@common
def console(session: Session, room: Path | None, ascii: bool | None) -> None:
    """Look on at the attempts of a class: stop them, set things off, whisper, tag and mark.

    Trainees and trainer give the same --room. Leaving the console stops nobody.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise usage("The console is a screen: run this in a terminal.")
    from agentdesk.cli.identity import system_user
    from agentdesk.training.attempts.onlooking import Onlooker
    from agentdesk.training.attempts.place import Rooms
    from agentdesk.tui.kit.colours import heed
    from agentdesk.tui.kit.keymap import KeymapError, build_keymap
    from agentdesk.tui.kit.mouse import wants_mouse
    from agentdesk.tui.training.console import ConsoleApp
    from agentdesk.tui.training.console_commands import registry

    given = click.get_current_context().find_root().obj or {}
    settings = session.settings.with_look(ascii or given.get("ascii"), given.get("theme"))
    own = {id: keys for id, keys in settings.keys.items() if id.startswith("console.")}
    try:
        keymap = build_keymap(registry(), settings.preset, own)
    except KeymapError as error:
        raise usage(str(error)) from None
    onlooker = Onlooker(Rooms(room), system_user())
    heed(settings.colours)
    app = ConsoleApp(onlooker, keymap, theme=settings.theme, ascii_only=settings.ascii)
    app.run(mouse=wants_mouse())
