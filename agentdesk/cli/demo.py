"""``agentdesk demo``: open the desk on a living sample center, never on the person's own store."""

import asyncio
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.exits import Failure, refused, usage
from agentdesk.cli.session import Session, common

if TYPE_CHECKING:
    from subprocess import Popen

    from agentdesk.demo.process import Task

WHO = "lena"
GREETING = "This is a sample: change what you like. Next takes a case, help tells every word."
FASTEST = 120.0


@click.command("demo")
@click.option(
    "--keep", metavar="PATH", type=click.Path(path_type=Path), help="Make it there, and keep it."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another center, other lives.")
@click.option(
    "--speed",
    type=float,
    default=1.0,
    show_default=True,
    help="How fast time passes; at 0 nobody but you does anything.",
)
@click.option("--no-desk", is_flag=True, help="Only make it, with --keep.")
@click.option("--plain", is_flag=True, help="In lines: for screen readers, slow lines.")
@common
def demo(
    session: Session, keep: Path | None, seed: int, speed: float, no_desk: bool, plain: bool
) -> None:
    """Open the desk as Lena on a sample center, whose customers and agents live while you look.

    It is made anew each time, in a place of its own that is thrown away afterwards unless you
    --keep it. Nothing in it reaches real people.
    """
    from agentdesk.clock import SystemClock
    from agentdesk.demo.process import Task, make

    if not 0 <= speed <= FASTEST:
        raise usage(f"The speed is a number from 0 to {FASTEST:g}.")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="agentdesk-demo-")))
        path = folder / "desk.db"
        if keep is not None:
            path = keep.expanduser()
            if path.exists():
                raise refused(f"{path} is there already: name a new file for the sample.")
        task = Task(str(path), seed, speed, SystemClock().now(), str(folder))
        if no_desk:
            _, events = asyncio.run(make(task))
            session.told_plain(f"The sample is in {path}", store=str(path), events=events)
            return
        _live(session, task, folder / "complaints", stack, plain=plain)


def _live(
    session: Session, task: "Task", complaints: Path, stack: ExitStack, *, plain: bool
) -> None:
    """Build and live in a process of its own, and open the desk as soon as there is something."""
    from agentdesk.cli.desk import check_terminal
    from agentdesk.demo.process import READY, begin, end

    if not plain:
        check_terminal()
    process = begin(task, complaints)
    stack.callback(end, process)
    if not plain:
        # Imported while the other process builds.
        import agentdesk.tui.desk.app  # noqa: F401
    said = process.stdout.readline() if process.stdout is not None else ""
    if not said.startswith(READY):
        raise Failure(f"The sample could not be made: {_last(complaints)}", 70, "internal")
    _open(session, task, plain=plain)
    _tell_of_trouble(process, complaints)


def _open(session: Session, task: "Task", *, plain: bool) -> None:
    from agentdesk.cli.desk import open_desk, talk
    from agentdesk.tui.desk.opening import Opening

    given = click.get_current_context().find_root().obj or {}
    there = Session(store=task.path, as_=session.as_ or WHO, json=False, command_id=None)
    settings = there.settings.with_look(given.get("ascii"), given.get("theme"))
    if plain:
        talk(settings, there.person_in, greeting=GREETING, clock=task.clock)
    else:
        opening = Opening(clock=task.clock, lessons=True)
        open_desk(settings, there.person_in, opening)


def _tell_of_trouble(process: "Popen[str]", complaints: Path) -> None:
    if process.poll():
        click.echo(f"The sample's people had stopped: {_last(complaints)}", err=True)


def _last(complaints: Path) -> str:
    lines = complaints.read_text(encoding="utf-8").strip().splitlines()
    return lines[-1] if lines else "it ended without a word"
