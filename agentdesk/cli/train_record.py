"""``agentdesk train record``: cut a window of the real log into a scenario that names nobody."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.exits import refused, usage
from agentdesk.cli.session import Session, common

if TYPE_CHECKING:
    from agentdesk.training.recording.recorder import Recorded
    from agentdesk.training.recording.window import Window

_FILE = click.Path(path_type=Path)


@click.command("record")
@click.option("--from", "since", metavar="TIME", required=True, help="2026-03-02 08:00, local.")
@click.option("--to", "until", metavar="TIME", required=True, help="Likewise; two days at most.")
@click.option("--out", metavar="FILE", type=_FILE, required=True, help="A new file, FILE.yaml.")
@click.option("--title", metavar="TEXT", default="A recorded shift", help="What it is called.")
@click.option("--queue", "queues", multiple=True, metavar="QUEUE", help="Only this; repeatable.")
@click.option("--seat", default="", metavar="PERSON", help="Only what this person had.")
@click.option(
    "--without", multiple=True, metavar="TAG", help="Leave out cases with this tag; repeatable."
)
@click.option("--fresh", is_flag=True, help="Leave out who was waiting when it began.")
@click.option(
    "--coarser",
    type=click.IntRange(0, 3),
    default=0,
    metavar="0-3",
    help="Say less of customers, so that more of them are alike.",
)
@click.option("--drop-failing", is_flag=True, help="Leave out who would stand alone.")
@click.option(
    "--review",
    metavar="FILE",
    type=_FILE,
    help="Keep the customers' texts in a private file, to be looked through.",
)
@common
def record(
    session: Session,
    since: str,
    until: str,
    out: Path,
    title: str,
    queues: tuple[str, ...],
    seat: str,
    without: tuple[str, ...],
    fresh: bool,
    coarser: int,
    drop_failing: bool,
    review: Path | None,
) -> None:
    """Make a scenario of a window of the desk's own log, with nobody of it in it.

    Leads only; the audit tells whose data was read. People, addresses and numbers become invented
    ones, times move by whole weeks, texts become templates. What was said really comes through
    only after a review: agentdesk train review FILE.
    """
    from agentdesk.cli.train_written import made, name_of, new_file, tell
    from agentdesk.training.recording.recorder import Options
    from agentdesk.training.recording.window import read_window

    name = name_of(out)
    new_file(out, review)

    async def work() -> "Window":
        begins, ends = window_of(session, since, until)
        known = {queue.id for queue in session.setup.queues}
        for queue in queues:
            if queue not in known:
                raise usage(f"There is no queue {queue}. There are {', '.join(sorted(known))}.")
        if seat and seat not in {person.id for person in session.setup.people}:
            raise usage(f"There is nobody called {seat} in the set-up.")
        return await read_window(
            session.store,
            session.person,
            begins,
            ends,
            queues=queues,
            seat=seat,
            without=without,
            fresh=fresh,
        )

    window = session.read(work, words=True, writes=True)
    options = Options(name=name, title=title, trainee=seat, coarser=coarser, drop=drop_failing)
    recorded = made(window, options)
    _write(session, window, recorded, out, review)
    tell(session, recorded, out, left_out=window.shift.left_out, review=review)


def window_of(session: Session, since: str, until: str) -> tuple[int, int]:
    """Return the instants of a window, on the full minute. Raises ``Failure``."""
    from agentdesk.clock import DAY, MINUTE

    begins, ends = (session.instant(text) // MINUTE * MINUTE for text in (since, until))
    if ends <= begins:
        raise usage("--to must come behind --from.")
    if ends - begins > 2 * DAY:
        raise usage("A scenario lasts two days at most: choose a shorter window.")
    if begins >= session.now:
        raise usage("That lies in the future: nothing has happened yet that could be recorded.")
    return begins, min(ends, session.now // MINUTE * MINUTE)


def _write(
    session: Session, window: "Window", recorded: "Recorded", out: Path, review: Path | None
) -> None:
    from agentdesk.cli.train_written import write_new

    if review is not None:
        from agentdesk.training.recording.reviewing import begun, write_review

        try:
            found = begun(recorded, window.texts, str(out.resolve()))
            write_review(review, found, new=True)
        except OSError as error:
            raise refused(
                f"{review} cannot be written: {error.strerror or 'it is there'}."
            ) from None
        return
    write_new(out, recorded.text)
