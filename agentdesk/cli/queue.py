"""``agentdesk queue``: see what waits, in the order in which it is taken, and take the next."""

import click

from agentdesk.cli.case_show import say_rows
from agentdesk.cli.exits import nothing
from agentdesk.cli.names import QUEUE
from agentdesk.cli.output import say, say_json
from agentdesk.cli.session import Session, acting, common


@click.group("queue")
def queue() -> None:
    """See what waits, and take the next case."""


async def lanes_of(session: Session, queue: str | None) -> tuple[str, ...]:
    """Return the lanes that the person who acts may take from; a reader sees every lane."""
    from agentdesk.domain.routing import eligible_lanes

    lanes = await session.store.reads.lanes()
    person = session.person
    if person.role in ("agent", "lead"):
        lanes = tuple(eligible_lanes(person, lanes))
    if queue is not None:
        lanes = tuple(lane for lane in lanes if lane.partition("|")[0] == queue)
    return lanes


@queue.command("list")
@click.option("--queue", "queue_", metavar="QUEUE", type=QUEUE, help="Only this queue.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@common
def list_(session: Session, queue_: str | None, limit: int) -> None:
    """List the waiting cases you may take, in the order of taking."""

    async def work() -> None:
        lanes = await lanes_of(session, queue_)
        page = await session.store.reads.queue_page(lanes, limit=limit, agent=session.person.id)
        say_rows(session, page.rows)
        if page.below and not session.json:
            say(f"{page.below} more wait below these.")

    session.read(work)


@queue.command("next")
@acting
def next_(session: Session) -> None:
    """Take the next case: yours first, then by the order of taking."""

    async def work() -> None:
        from agentdesk.data.unit import Refused

        try:
            outcome = await session.act("take_next")
        except Refused as error:
            raise nothing(error.sentence) if error.code == "nothing" else error from error
        session.told(outcome)

    session.run(work)


@queue.command("counts")
@common
def counts(session: Session) -> None:
    """Show the numbers of the desk's header: mine, waiting, late, due soon."""

    async def work() -> None:
        lanes = await lanes_of(session, None)
        found = await session.store.reads.counts(session.person.id, lanes, session.now)
        if session.json:
            say_json(found)
            return
        say(f"for me {_n(found.for_me)}  mine {_n(found.mine)}, {_n(found.mine_wrote)} wrote")
        say(f"waiting {_n(found.waiting)}  late {_n(found.late)}  due in 15 min {_n(found.soon)}")
        say(f"snoozed {_n(found.snoozed)}  held mail {_n(found.held_mail)}")

    session.read(work)


def _n(count: int) -> str:
    return "999+" if count > 999 else str(count)
