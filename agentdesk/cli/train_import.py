"""``agentdesk train import``: make a scenario of another program's log or call records."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.exits import Failure, usage
from agentdesk.cli.session import Session, common

if TYPE_CHECKING:
    from agentdesk.desk.log_rows import LogRow
    from agentdesk.domain.setup import Setup
    from agentdesk.records.logs.mapping import LogMap
    from agentdesk.records.logs.naming import Names

_FILE = click.Path(path_type=Path)


@click.command("import")
@click.argument("file", type=_FILE)
@click.option("--map", "map_", required=True, metavar="MAP", type=_FILE, help="As of import log.")
@click.option("--out", metavar="FILE", type=_FILE, required=True, help="A new file, FILE.yaml.")
@click.option("--setup", metavar="FILE", type=_FILE, help="The set-up; else the example's rules.")
@click.option("--from", "since", metavar="TIME", help="Where to begin; else with the first row.")
@click.option("--to", "until", metavar="TIME", help="Where to end; else eight hours later.")
@click.option("--queue", default="", metavar="QUEUE", help="For rows of a queue not of this desk.")
@click.option("--seat", default="", metavar="PERSON", help="Only what this person had.")
@click.option("--title", metavar="TEXT", default="An imported shift", help="What it is called.")
@click.option("--coarser", type=click.IntRange(0, 3), default=0, metavar="0-3", help="Say less.")
@click.option("--drop-failing", is_flag=True, help="Leave out who would stand alone.")
@click.option(
    "--k",
    type=click.IntRange(1, 100),
    default=5,
    help="So many must be alike; 1 for a log that nobody real is in.",
)
@common
def import_(
    session: Session,
    file: Path,
    map_: Path,
    out: Path,
    setup: Path | None,
    since: str | None,
    until: str | None,
    queue: str,
    seat: str,
    title: str,
    coarser: int,
    drop_failing: bool,
    k: int,
) -> None:
    """Make a scenario of a log that agentdesk import log can read, or of call records.

    Call records give how long customers wait before they give up, those who were answered counted
    as what they are. Names, numbers and texts are invented, as in a recording.
    """
    from agentdesk.cli.train_written import name_of, new_file, refusing, tell, write_new
    from agentdesk.training.recording.imported import first_hours, names_in, shift_of
    from agentdesk.training.recording.recorder import Options, record_log

    name = name_of(out)
    new_file(out)
    rows, found, default, troubles = _read(session, file, map_, setup, queue)
    begins, ends = refusing(lambda: first_hours(rows))
    if since:
        begins = _instant(since, found.zone)
        ends = begins + 8 * 3_600_000
    if until:
        ends = _instant(until, found.zone)
    if not begins < ends <= begins + 2 * 86_400_000:
        raise usage("A scenario lasts more than nothing and two days at most: see --from and --to.")
    who = _seat(found, seat)
    shift = shift_of(rows, found, begins, ends, default, seat=who)
    options = Options(
        name=name, title=title, trainee=who, coarser=coarser, drop=drop_failing, k=k,
        endings=2 if k > 1 else 1,
    )  # fmt: skip
    real = names_in(row for row in rows if begins <= row.at < ends)
    recorded = refusing(lambda: record_log(shift, found, options, real))
    write_new(out, recorded.text)
    left = dict(shift.left_out)
    if troubles:
        left["rows that could not be read"] = troubles
    tell(session, recorded, out, left_out=left)


def _instant(text: str, zone: str) -> int:
    from agentdesk.cli.times import instant_of
    from agentdesk.clock import MINUTE, SystemClock

    return instant_of(text, SystemClock().now(), zone) // MINUTE * MINUTE


def _read(
    session: Session, file: Path, map_: Path, setup: Path | None, queue: str
) -> "tuple[list[LogRow], Setup, str, int]":
    """Return a log's rows, the set-up that knows their queues and people, and the queue for rows
    that name none; told is what could not be read. Raises ``Failure`` and ``DocumentError``."""
    from agentdesk.cli.import_log_setup import with_named
    from agentdesk.document import read_document
    from agentdesk.records.found import Unreadable, why_unreadable
    from agentdesk.records.logs.mapping import check_log_columns, completed, read_log_map
    from agentdesk.records.logs.reading import sample_of
    from agentdesk.records.logs.xes import is_xes

    if not file.is_file():
        raise usage(f"There is no file {file}.")
    document = read_document(map_)
    map_of = completed(read_log_map(document), document, xes=is_xes(file))
    given = _setup(setup)
    try:
        check_log_columns(map_of, document, sample_of(file, map_of, 200))
        # Once to learn which queues and people it names, once to read it with them.
        _, names, _ = _rows(file, map_of, given, "")
        found = with_named(given, names) if setup is None else given
        default = _default(found, queue or map_of.map.queue)
        rows, _, troubles = _rows(file, map_of, found, default)
    except (Unreadable, OSError) as error:
        raise usage(why_unreadable(file, error)) from None
    return rows, found, default, troubles


def _setup(path: Path | None) -> "Setup":
    from msgspec.structs import replace

    from agentdesk.cli.setup_file import example_setup, read_setup

    if path is not None:
        return read_setup(path)
    example = example_setup()
    return replace(example, queues=(), people=(), macros=(), views=(), rules=(), teams=())


def _default(setup: "Setup", name: str) -> str:
    if not name:
        return setup.queues[0].id
    for queue in setup.queues:
        if name.casefold() in (queue.id.casefold(), queue.name.casefold()):
            return queue.id
    raise usage(f"There is no queue {name}. There are {', '.join(q.id for q in setup.queues)}.")


def _seat(setup: "Setup", name: str) -> str:
    """Return whose place the trainee has, by their id or name; empty for whoever did most."""
    known = [p.id for p in setup.people if name.casefold() in (p.id.casefold(), p.name.casefold())]
    if name and not known:
        raise usage(f"Nobody in that log or its set-up is called {name}.")
    return known[0] if name else ""


def _rows(
    file: Path, map_: "LogMap", setup: "Setup", default: str
) -> "tuple[list[LogRow], Names, int]":
    from agentdesk.clock import SystemClock
    from agentdesk.records.logs.naming import Names
    from agentdesk.records.logs.reading import Trouble, read_into
    from agentdesk.records.logs.rows import Rows
    from agentdesk.records.logs.sorting import Sorter

    names = Names(setup, map_.people, default)
    troubles: list[Trouble] = []
    sorter = Sorter()
    try:
        rows = Rows(map_, setup, SystemClock().now(), names)
        read_into(sorter, file, 0, map_, rows, troubles.append, lambda done: None)
        found = [placed.row for placed in sorter]
    finally:
        sorter.close()
    if default:
        for trouble in troubles[:20]:
            click.echo(f"{trouble.file}:{trouble.line}: {trouble.reason}", err=True)
    if not found and troubles:
        first = troubles[0]
        raise Failure(f"{file}: line {first.line}: {first.reason}.", 2, "usage")
    return found, names, len(troubles)
