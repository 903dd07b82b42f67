"""``agentdesk train attempts``, ``hash`` and ``replay``: attempts without a screen."""

import asyncio
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from agentdesk.cli.exits import Failure, nothing, refused, usage
from agentdesk.cli.output import say, say_json, table, when
from agentdesk.cli.session import Session, common
from agentdesk.cli.train_report import room as room_option

branch_option = click.option(
    "--branch", metavar="N", type=int, help="A branch; the one that is worked on if not given."
)


@click.command("attempts")
@room_option
@common
def attempts(session: Session, room: Path | None) -> None:
    """List the attempts there are: whose, at what, and how far they have come."""
    from agentdesk.data.errors import StoreError
    from agentdesk.training.attempts.place import Rooms

    rooms = Rooms(room)
    found, problems = [], []
    for folder in rooms.list():
        try:
            found.append(_brief(folder))
        except StoreError as error:
            problems.append(str(error))
    if session.json:
        for line in found:
            say_json(line)
    elif found:
        table(
            ("ATTEMPT", "MODE", "TRAINEE", "BEGUN", "STATE", "BRANCHES", "INPUTS"),
            (_cells(line) for line in found),
        )
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        click.get_current_context().exit(3)
    if not found:
        raise nothing(f"There is no attempt in {rooms.folder}: agentdesk train start begins one.")


def _brief(folder: Path) -> dict[str, Any]:
    from agentdesk.training.attempts.again import given_of
    from agentdesk.training.attempts.book import Book

    with closing(Book(folder / "book.db")) as book:
        about, presence = book.about, book.presence
        branches, state = len(book.branches()), book.state
    return {
        "attempt": folder.name,
        "scenario": about.scenario,
        "version": about.version,
        "checksum": about.checksum,
        "mode": about.mode,
        "trainee": about.trainee,
        "created": about.created,
        "state": state,
        "at": presence.at if presence is not None else None,
        "branches": branches,
        "inputs": len(given_of(folder)[1]),
        "folder": str(folder),
    }


def _cells(line: dict[str, Any]) -> tuple[Any, ...]:
    begun = when(line["created"])
    fields = ("state", "branches", "inputs")
    return (line["attempt"], line["mode"], line["trainee"], begun, *(line[f] for f in fields))


@click.command("hash")
@click.argument("attempt")
@branch_option
@room_option
@common
def hash_(session: Session, attempt: str, branch: int | None, room: Path | None) -> None:
    """Tell what the log of ATTEMPT comes to, and whether the same inputs give the same log again.

    The hash is over kind, times of the shift, ids and content of every event in order. The exit
    code is 1 where this program makes another log of them.
    """
    from agentdesk.training.attempts.again import compare
    from agentdesk.training.attempts.place import Rooms

    found = asyncio.run(compare(Rooms(room).find(attempt), branch))
    same = found.hash == found.again
    if session.json:
        counted = {"events": found.events, "inputs": found.inputs}
        say_json({"ok": same, "hash": found.hash, "again": found.again, **counted})
    else:
        inputs = "1 input" if found.inputs == 1 else f"{found.inputs} inputs"
        say(f"{found.hash}  {found.events} events, {inputs}")
    if not same:
        raise refused(
            f"Carried out again, the inputs of {attempt} give another log ({found.again[:12]}…): "
            "an earlier agentdesk made it, or its files were changed."
        )


@click.command("replay")
@click.argument("attempt")
@click.option(
    "--to",
    metavar="FILE.db",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Make a store, to look at with any command; nothing is written over.",
)
@click.option("--at", metavar="TIME", help="The shift's time to stop at: 10:32:05, or +15.")
@branch_option
@room_option
@common
def replay(
    session: Session,
    attempt: str,
    to: Path | None,
    at: str | None,
    branch: int | None,
    room: Path | None,
) -> None:
    """Watch ATTEMPT again on a screen, from a moment on, or make a store of it as it was then."""
    if to is None:
        from agentdesk.cli.train_start import watch

        if branch is not None:
            raise usage("Only what is made with --to FILE.db can be of another branch.")
        click.get_current_context().invoke(watch, attempt=attempt, at=at, room=room)
        return
    from agentdesk.training.attempts.again import replay_to
    from agentdesk.training.attempts.place import Rooms, scenario_of
    from agentdesk.training.moments import moment_of

    folder = Rooms(room).find(attempt)
    scenario = scenario_of(folder)
    instant = moment_of(at, scenario) if at is not None else None
    if at is not None and instant is None:
        raise usage(f"“{at}” is no time of this shift: write 10:32, 10:32:05 or +15.")
    if not to.parent.is_dir():
        raise Failure(f"There is no folder {to.parent}.", 4, "not_found")
    events = asyncio.run(replay_to(folder, to, instant, branch))
    session.told_plain(
        f"{to} is made, {events} events; agentdesk queue list --as {scenario.trainee} "
        f"--store {to} looks at it",
        file=str(to),
        events=events,
    )
