"""``agentdesk train start``, ``resume``, ``watch``: working a scenario, or watching it worked."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.exits import not_found, usage
from agentdesk.cli.output import say
from agentdesk.cli.session import Session, common
from agentdesk.cli.train_report import room as room_option

if TYPE_CHECKING:
    from agentdesk.config import Settings
    from agentdesk.training.attempts.rows import Mode
    from agentdesk.training.scenario import Scenario

CLOCK_HELP = "The shift's time to begin at, such as 10:32 or 10:32:05."
HOW: dict["Mode", str] = {
    "practise": "F5 stops the clock and shows what can be done to it.",
    "exam": "The clock goes as the wall's does and cannot be stopped; there are no hints.",
    "predict": "The clock stands before each act of an expert: say what you would do.",
}
"""What the clock does in a mode, for who begins."""
LEAVES = ("\x1b", "q", "\x03", "\x04")
"""The keys of whoever does not begin after all: Esc, q, Ctrl+C, Ctrl+D."""
WIDEST = 84
ASCII_HELP = "Write with plain ASCII only."


@click.command("start")
@click.argument("scenario", metavar="FILE|NAME")
@click.option(
    "--mode",
    type=click.Choice(("practise", "exam", "watch", "predict")),
    default="practise",
    show_default=True,
    help="watch and predict play the expert's run.",
)
@click.option("--trainee", metavar="NAME", help="Whose attempt it is; who you are if not given.")
@room_option
@click.option("--ascii", is_flag=True, default=None, help=ASCII_HELP)
@common
def start(
    session: Session,
    scenario: str,
    mode: "Mode",
    trainee: str | None,
    room: Path | None,
    ascii: bool | None,
) -> None:
    """Begin an attempt at a scenario: a shift at the desk, with customers who do not exist.

    practise: the clock may be stopped and set back, and there are hints (F5). exam: it goes as
    the wall's does, cannot be stopped or set back, and there are no hints. watch: see the expert
    work it. predict: say before each act what you would do.
    """
    from agentdesk.cli.identity import system_user
    from agentdesk.cli.train_file import scenario_named
    from agentdesk.training.attempts.place import Rooms
    from agentdesk.training.customers import Crowd

    settings = _settings(session, ascii)
    found = scenario_named(scenario)
    who, rooms = trainee or system_user(), Rooms(room)
    if mode == "watch":
        _work(rooms.to_watch(found, who), settings, room, at=Crowd(found).start)
        return
    tell_first(found, mode)
    _work(rooms.create(found, mode, who), settings, room)


def tell_first(scenario: "Scenario", mode: "Mode") -> None:
    """Tell what awaits the trainee, and wait until they are ready: no second of it counts.

    Raises ``Exit`` if they are not.
    """
    from agentdesk.durations import write_duration
    from agentdesk.text import wrap

    me = next(person for person in scenario.setup.people if person.id == scenario.trainee)
    head = f"{scenario.title}, {mode}, {write_duration(scenario.length)}"
    you = f"You are {me.name}. {HOW[mode]} Nothing done here reaches anybody."
    cells = min(shutil.get_terminal_size().columns, WIDEST)
    about = " ".join(scenario.about.split())
    for text in (head, about, you, "Enter begins, Esc leaves."):
        say("\n".join(["", *wrap(text, cells)]))
    while (key := _key()) not in ("\r", "\n"):
        if key in LEAVES:
            raise click.exceptions.Exit(0)


def _key() -> str:
    try:
        return click.getchar()
    except (KeyboardInterrupt, EOFError):
        return "\x03"


@click.command("resume")
@click.argument("attempt")
@room_option
@click.option("--ascii", is_flag=True, default=None, help=ASCII_HELP)
@common
def resume(session: Session, attempt: str, room: Path | None, ascii: bool | None) -> None:
    """Go on with ATTEMPT where it was left. An exam has gone on meanwhile."""
    from agentdesk.training.attempts.place import Rooms

    _work(Rooms(room).find(attempt), _settings(session, ascii), room)


@click.command("watch")
@click.argument("attempt")
@click.option("--at", metavar="TIME", help=CLOCK_HELP)
@click.option("--predict", is_flag=True, help="Say before each act what you would do.")
@room_option
@click.option("--ascii", is_flag=True, default=None, help=ASCII_HELP)
@common
def watch(
    session: Session,
    attempt: str,
    at: str | None,
    predict: bool,
    room: Path | None,
    ascii: bool | None,
) -> None:
    """Watch ATTEMPT again, from its beginning or from a second of it on."""
    from agentdesk.cli.identity import system_user
    from agentdesk.training.attempts.place import Rooms, scenario_of
    from agentdesk.training.customers import Crowd
    from agentdesk.training.moments import moment_of

    settings = _settings(session, ascii)
    rooms = Rooms(room)
    source = rooms.find(attempt)
    scenario = scenario_of(source)
    instant = moment_of(at, scenario) if at is not None else Crowd(scenario).start
    if instant is None:
        raise usage(f"“{at}” is no time of this shift. {CLOCK_HELP}")
    if predict:
        folder = rooms.create(scenario, "predict", system_user(), source=source.name)
    else:
        folder = rooms.to_watch(scenario, system_user(), source)
    _work(folder, settings, room, at=instant)


def _settings(session: Session, ascii: bool | None) -> "Settings":
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise usage("A shift is worked on a screen: run this in a terminal.")
    given = click.get_current_context().find_root().obj or {}
    return session.settings.with_look(ascii or given.get("ascii"), given.get("theme"))


def _work(folder: Path, settings: "Settings", room: Path | None, *, at: int | None = None) -> None:
    from agentdesk.data.errors import StoreMissing
    from agentdesk.tui.kit.keymap import KeymapError
    from agentdesk.tui.training.run import run_training

    try:
        code, done = run_training(folder, settings, at=at)
    except KeymapError as error:
        raise usage(str(error)) from None
    except StoreMissing as error:
        raise not_found(str(error)) from None
    more = f" --room {room}" if room is not None else ""
    if done:
        say(f"agentdesk train report {folder.name}{more} tells how it went.")
    elif code == 0:
        say(f"agentdesk train resume {folder.name}{more} goes on.")
    if code:
        raise click.exceptions.Exit(code)
