"""``agentdesk train report``, ``cohort``, ``mark``, ``tag``: what attempts came to."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.exits import Failure, not_found, refused, usage
from agentdesk.cli.output import say_json
from agentdesk.cli.session import Session, common

if TYPE_CHECKING:
    from agentdesk.training.attempts.place import Rooms
    from agentdesk.training.report.cohort import Cohort
    from agentdesk.training.report.report import Report
    from agentdesk.training.report.writing.forms import Form
    from agentdesk.training.scenario import Scenario

FORMS = ("md", "html", "csv", "json")
_SUFFIXES = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".csv": "csv"}
_SUFFIXES |= {".json": "json"}

room = click.option(
    "--room",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of attempts that a class shares; your own if not given.",
)
form = click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="By default what the file's name says, else md.",
)
to = click.option(
    "--to",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write it here, not to the screen.",
)


@click.command("report")
@click.argument("attempt")
@form
@to
@click.option("--branch", type=int, metavar="N", help="A branch; the one worked on if not given.")
@click.option("--alone", is_flag=True, help="Do not let an expert work the scenario beside it.")
@room
@common
def report(
    session: Session,
    attempt: str,
    form: "Form | None",
    to: str | None,
    branch: int | None,
    alone: bool,
    room: Path | None,
) -> None:
    """Tell what ATTEMPT came to: points, what was missed, what would have been better, moods.

    Every line of it can be reopened in the replay. An expert works the same scenario, to stand
    beside it. An attempt that goes on is told as far as it has come.
    """
    from agentdesk.training.report.gathering import gather

    folder = _rooms(room).find(attempt)
    chosen = _form(session, form, to)
    # A report is read elsewhere too: its commands hold wherever they are typed.
    shown = str(room.absolute()) if room is not None else ""
    found = asyncio.run(gather(folder, beside=not alone, room=shown, branch=branch))
    _write(session, found, chosen, to)


@click.command("cohort")
@click.argument("scenario")
@click.option("--mode", type=click.Choice(("practise", "exam")), required=True)
@form
@to
@click.option("--names", is_flag=True, help="List who is in it, by the alphabet.")
@room
@common
def cohort(
    session: Session,
    scenario: str,
    mode: str,
    form: "Form | None",
    to: str | None,
    names: bool,
    room: Path | None,
) -> None:
    """Tell what a class came to in SCENARIO: medians and quartiles, nobody told apart.

    Of each trainee the first attempt counts, if it is finished; at least five are needed. SCENARIO
    is a file, a shipped name, or an attempt whose scenario is meant.
    """
    chosen = _form(session, form, to)
    rooms = _rooms(room)
    found = asyncio.run(_cohort(rooms, _scenario(rooms, scenario), mode, names=names))
    _write(session, found, chosen, to)


@click.command("mark")
@click.argument("attempt")
@click.argument("item")
@click.argument("share")
@room
@common
def mark(session: Session, attempt: str, item: str, share: str, room: Path | None) -> None:
    """Mark a human ITEM of the rubric with a SHARE: 0 to 1, or 80%.

    A later mark takes the earlier one's place.
    """
    from contextlib import closing

    from agentdesk.clock import SystemClock
    from agentdesk.training.attempts.book import Book
    from agentdesk.training.attempts.place import scenario_of
    from agentdesk.training.attempts.rows import Mark

    given = _share(share)
    folder = _rooms(room).find(attempt)
    known = [one.id for one in scenario_of(folder).rubric.human]
    if item not in known:
        there = f"There are {', '.join(known)}." if known else "Its rubric has none."
        raise not_found(f"“{item}” is no item that a trainer marks in {folder.name}. {there}")
    with closing(Book(folder / "book.db")) as book:
        book.mark(Mark(item, given, _by(session), SystemClock().now()))
    told = f"{item} of {folder.name} is marked {given:.0%}"
    session.told_plain(told, attempt=folder.name, item=item, share=given)


@click.command("tag")
@click.argument("attempt")
@click.argument("message", type=int)
@click.argument("acts", metavar="ACT...", nargs=-1, required=True)
@room
@common
def tag(
    session: Session, attempt: str, message: int, acts: tuple[str, ...], room: Path | None
) -> None:
    """Say what the text of a MESSAGE of the trainee's does: acknowledge, own, asked:FACT, …

    While the attempt goes on its customers feel it; afterwards it counts for the score alone.
    """
    from contextlib import closing

    from agentdesk.training.attempts.book import Book
    from agentdesk.training.report.gathering import messages
    from agentdesk.training.words import TAG_WORDS, TONES

    words = tuple(TAG_WORDS.get(act, act) for act in acts)
    wrong = [act for act in words if act.partition(":")[0] not in (*TONES, "asked")]
    if wrong:
        raise usage(f"A text does none of “{wrong[0]}”. There are {', '.join(TONES)}, asked:FACT.")
    folder = _rooms(room).find(attempt)
    known = asyncio.run(messages(folder))
    if message not in known:
        there = f"There are {', '.join(map(str, known))}." if known else "There is none."
        raise not_found(f"{message} is no message of the trainee's in {folder.name}. {there}")
    with closing(Book(folder / "book.db")) as book:
        book.tag(message, words, _by(session))
    told = f"Message {message} of {folder.name} is tagged {', '.join(words)}"
    session.told_plain(told, attempt=folder.name, message=message, acts=words)


async def _cohort(rooms: "Rooms", scenario: "Scenario", mode: str, *, names: bool) -> "Cohort":
    """Gather a class. Raises ``Failure`` if it is too small."""
    from agentdesk.data.errors import StoreError
    from agentdesk.training.report.cohort import TooFew, check, cohort_of, firsts
    from agentdesk.training.report.gathering import candidate, trial

    candidates = {}
    for folder in rooms.list():
        try:
            candidates[folder] = candidate(folder)
        except StoreError as error:
            click.echo(f"{folder.name} is left out: {error}", err=True)
    of = firsts(candidates.values(), scenario, mode)
    try:
        check(scenario, mode, of)
    except TooFew as few:
        raise refused(str(few)) from few
    trials = [await trial(folder) for folder, one in candidates.items() if one in of.chosen]
    return cohort_of(scenario, mode, of, trials, names=names)


def _scenario(rooms: "Rooms", name: str) -> "Scenario":
    """Return a scenario by its file or name, or that of an attempt. Raises ``Failure``."""
    from agentdesk.cli.train_file import scenario_named
    from agentdesk.data.errors import Refused
    from agentdesk.training.attempts.place import scenario_of

    try:
        return scenario_named(name)
    except Failure:
        try:
            folder = rooms.find(name)
        except Refused:
            folder = None
        if folder is None:
            raise
        return scenario_of(folder)


def _rooms(folder: Path | None) -> "Rooms":
    from agentdesk.training.attempts.place import Rooms

    return Rooms(folder)


def _form(session: Session, form: "Form | None", to: str | None) -> "Form":
    """Return the form that was asked for, and see that it can be written there."""
    named: Form = form or _SUFFIXES.get(Path(to or "").suffix.lower(), "md")  # type: ignore[assignment]  # every suffix stands for a form
    if to is not None and not Path(to).absolute().parent.is_dir():
        raise usage(f"There is no folder {Path(to).absolute().parent} to write into.")
    return "json" if session.json and form is None and to is None else named


def _write(session: Session, found: "Report | Cohort", form: "Form", to: str | None) -> None:
    from agentdesk.cli.report_file import is_file, new_file
    from agentdesk.ownfiles import refuse_own
    from agentdesk.training.report.writing.forms import write
    from agentdesk.training.report.writing.plots import can_draw

    if form == "html" and not can_draw():
        click.echo("The page has no plots: install agentdesk[reports] for them.", err=True)
    if to is None and session.json and form == "json":
        say_json(found)
        return
    if to is None:
        write(found, form, sys.stdout)
        return
    refuse_own(to)
    if not is_file(to):
        with open(to, "w", encoding="utf-8", newline="") as pipe:
            write(found, form, pipe)
    else:
        with new_file(Path(to)) as made, made.open("w", encoding="utf-8", newline="") as file:
            write(found, form, file)
    session.told_plain(f"The report is in {to}", output=to)


def _share(text: str) -> float:
    """Read a share. Raises ``Failure``."""
    try:
        given = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        given = -1.0
    if not 0 <= given <= 1:
        raise usage(f"“{text}” is no share: write 0 to 1, or 80%.")
    return given


def _by(session: Session) -> str:
    """Return who marks or tags."""
    from agentdesk.cli.identity import system_user

    return session.as_ or system_user()
