"""``agentdesk train``: the scenarios of the training room: list, check and begin them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.exits import not_found, nothing, refused, usage
from agentdesk.cli.lazy import LazyGroup
from agentdesk.cli.output import say, say_json, table
from agentdesk.cli.session import Session, common

if TYPE_CHECKING:
    from agentdesk.training.scenario import Scenario


_AT = "agentdesk.cli."
COMMANDS = {
    "list": (_AT + "train:list_", "List scenarios, easy ones first."),
    "start": (_AT + "train_start:start", "Begin an attempt: practise, exam, watch or predict."),
    "resume": (_AT + "train_start:resume", "Go on with an attempt where it was left."),
    "attempts": (_AT + "train_room:attempts", "List the attempts there are."),
    "watch": (_AT + "train_start:watch", "Watch an attempt again, from any second on."),
    "replay": (
        _AT + "train_room:replay",
        "Watch an attempt again, or make a store of a moment of it.",
    ),
    "report": (_AT + "train_report:report", "Tell what an attempt came to, and what is better."),
    "mark": (_AT + "train_report:mark", "Mark an item of the rubric that a person judges."),
    "tag": (_AT + "train_report:tag", "Say what a text of the trainee's does."),
    "cohort": (_AT + "train_report:cohort", "Tell what a class came to, and of nobody in it."),
    "console": (_AT + "train_console:console", "Look on at a class, and help where it is stuck."),
    "new": (_AT + "train:new", "Write a scenario with comments to begin with."),
    "check": (_AT + "train:check", "Find every mistake in a scenario, each with its line."),
    "record": (_AT + "train_record:record", "Make a scenario of a real shift, naming nobody."),
    "review": (_AT + "train_review:review", "Go through a recording's texts, then write it."),
    "import": (_AT + "train_import:import_", "Make a scenario of another program's log."),
    "hash": (_AT + "train_room:hash_", "Prove that an attempt's inputs give its log again."),
}

train = LazyGroup(
    "train",
    lazy=COMMANDS,
    help="The training room: customers who answer, a clock of their own, a score.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@click.command("list")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@common
def list_(session: Session, folder: Path | None) -> None:
    """List the shipped scenarios, easy ones first, or those of FOLDER.

    A file of FOLDER that cannot be played is told on standard error; the exit code is then 2.
    """
    from agentdesk.cli.train_file import told_apart

    found, problems = told_apart(folder)
    if session.json:
        for scenario in found:
            say_json(_brief(scenario))
    elif found:
        table(
            ("NAME", "LEVEL", "LENGTH", "VERSION", "TITLE"),
            ((s.name, s.level, _length(s), s.version, s.title) for s in found),
        )
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        click.get_current_context().exit(2)
    if not found:
        raise nothing(f"There is no scenario in {folder}: agentdesk train new NAME makes one.")


@click.command("check")
@click.argument("names", metavar="FILE|NAME...", nargs=-1, required=True)
@click.option("--timeline", is_flag=True, help="Tell what happens if nobody does anything.")
@common
def check(session: Session, names: tuple[str, ...], timeline: bool) -> None:
    """Find every mistake in a scenario, each with its line.

    With --timeline also tell who comes and what they say when they are left alone.
    """
    from agentdesk.cli.train_file import scenario_named
    from agentdesk.document import DocumentError

    problems: list[str] = []
    for name in names:
        try:
            scenario = scenario_named(name)
        except DocumentError as error:
            problems += error.problems
            continue
        _tell(session, name, scenario, timeline=timeline)
    if problems:
        raise DocumentError(problems)


def _tell(session: Session, name: str, scenario: "Scenario", *, timeline: bool) -> None:
    from agentdesk.cli.train_file import customers, timeline_of
    from agentdesk.training.scenario import checksum

    lines = timeline_of(scenario) if timeline else []
    if session.json:
        more = {"timeline": lines} if timeline else {}
        say_json({"ok": True, **_brief(scenario), "checksum": checksum(scenario), **more})
        return
    acts = len(scenario.expected)
    say(
        f"{name} can be played: {scenario.title}, {scenario.level}, {_length(scenario)}, "
        f"{customers(scenario)} customers, {acts} expected acts, "
        f"version {scenario.version} ({checksum(scenario)[:12]})."
    )
    for line in lines:
        ends = f"  ({line['ends']})" if line["ends"] else ""
        say(f"  {line['at']}  {line['kind']:<8} {line['who']:<20} {line['text']}{ends}".rstrip())


@click.command("new")
@click.argument("name")
@click.option("--like", metavar="NAME", help="Begin with a shipped scenario, not the example.")
@click.option(
    "--to",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write it; NAME.yaml if not given.",
)
@common
def new(session: Session, name: str, like: str | None, to: Path | None) -> None:
    """Write a scenario with comments to begin with. A file that is there already is kept."""
    from agentdesk.cli.train_file import begun

    if not name or name != name.lower() or not all(c.isalnum() or c == "-" for c in name):
        raise usage("A name is of small letters, digits and hyphens, like monday-returns.")
    text = begun(name, like)
    path = to if to is not None else Path(f"{name}.yaml")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise refused(f"{path} is there already: choose another name, or --to FILE.") from None
    except FileNotFoundError:
        raise not_found(f"There is no folder {path.parent}.") from None
    except OSError as error:
        raise usage(f"{path} cannot be written: {error.strerror}.") from None
    session.told_plain(
        f"{path} is begun; agentdesk train check {path} finds mistakes", name=name, file=str(path)
    )


def _brief(scenario: "Scenario") -> dict[str, object]:
    fields = ("name", "version", "title", "level", "length", "about", "seed", "pass_mark")
    return {field: getattr(scenario, field) for field in fields}


def _length(scenario: "Scenario") -> str:
    from agentdesk.durations import write_duration

    return write_duration(scenario.length)
