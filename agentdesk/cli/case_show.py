"""Looking at cases: list, show, and why a case is due when it is due."""

from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from agentdesk.cli.case import case_id
from agentdesk.cli.exits import not_found
from agentdesk.cli.names import PERSON, QUEUE
from agentdesk.cli.output import ago, say, say_json, table, when
from agentdesk.cli.session import Session, common

if TYPE_CHECKING:
    from agentdesk.domain.views import CaseView, QueueRow

STATES = ("new", "open", "waiting_customer", "waiting_third_party", "resolved", "closed")

HIDDEN = "•••"
"""What stands for a name or a subject that is not shown."""


def say_rows(session: Session, rows: "tuple[QueueRow, ...]") -> None:
    """Print lines of a queue list, without names and subjects for who may not see them."""
    from agentdesk.domain.case import READS_NO_WORDS

    if session.person.role in READS_NO_WORDS:
        rows = tuple(replace(row, customer=HIDDEN, subject=HIDDEN) for row in rows)
    if session.json:
        for row in rows:
            say_json(row)
        return
    now = session.now
    table(
        ("CASE", "DUE", "P", "STATE", "QUEUE", "OWNER", "CUSTOMER", "SUBJECT"),
        (
            (
                row.case_id,
                row.due_kind if row.due_at is None else f"{row.due_kind} {ago(row.due_at, now)}",
                row.priority,
                row.state,
                row.queue,
                row.owner or "",
                row.customer,
                row.subject,
            )
            for row in rows
        ),
    )


@click.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="Only these.")
@click.option("--queue", metavar="QUEUE", type=QUEUE, help="Only of this queue.")
@click.option("--owner", metavar="PERSON", type=PERSON, help="Only of this person.")
@click.option("--mine", is_flag=True, help="Only mine.")
@click.option("--snoozed", is_flag=True, help="Only snoozed ones.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True)
@common
def list_(
    session: Session,
    states: tuple[str, ...],
    queue: str | None,
    owner: str | None,
    mine: bool,
    snoozed: bool,
    limit: int,
) -> None:
    """List cases, newest first."""

    async def work() -> None:
        rows = await session.store.reads.list_cases(
            states=states,
            queue=queue,
            owner=session.person.id if mine else owner,
            snoozed=snoozed,
            limit=limit,
        )
        say_rows(session, rows)

    session.read(work)


async def case_view(session: Session, number: int) -> "CaseView":
    """Return a case. Raises ``Failure`` if there is none."""
    view = await session.store.reads.case(number)
    if view is None:
        raise not_found(f"There is no case {number}.")
    return view


@click.command("show")
@case_id
@common
def show(session: Session, case_id: int) -> None:
    """Show a case with its clocks, messages, notes and promises."""

    async def work() -> None:
        view = await case_view(session, case_id)
        if session.json:
            say_json(view)
        else:
            _show(session, view)
            elsewhere = await session.store.reads.called_elsewhere(case_id)
            if elsewhere:
                say(f"It was {elsewhere} in the program it came from.")

    session.read(work, words=True)


def _show(session: Session, view: "CaseView") -> None:
    row, now = view.row, session.now
    say(f"Case {row.id}  {view.subject}")
    owner = f"with {row.owner}" if row.owner else "with nobody"
    say(f"{row.state}  P{row.priority}  {row.queue}  L{row.tier}  {owner}  version {row.version}")
    for clock in view.clocks:
        due = (
            "" if clock.due_at is None else f" due {when(clock.due_at)} ({ago(clock.due_at, now)})"
        )
        say(f"  {clock.kind} {clock.state}{due}")
    for promise, words in view.promises:
        if promise.settled_at is None:
            say(f"  promise {promise.id} by {when(promise.due_at)}: {words}")
    _show_care(view)
    for one in view.rulings:
        from agentdesk.domain.rules.effects import said

        say(f"  {when(one.at)} rule {one.rule}: {said(one.effects) or 'nothing was left to do'}")
    for item in view.items:
        message = item.message
        by_rule = f"rule {message.rule}" if message.rule else ""
        who = by_rule or message.author or message.from_name or message.from_address
        sent = f" [{item.send.state}]" if item.send else ""
        say("")
        say(f"--- {message.id}  {when(message.at)}  {message.direction}  {who}{sent}")
        say(message.body)
        for sentence in message.fields.get("problems", "").splitlines():
            say(sentence)
        for part in item.parts:
            say(f"    {part.id}  {part.filename} ({part.size} bytes)")


def _show_care(view: "CaseView") -> None:
    """Say what goes beyond the messages: its incident, its complaint, goodwill."""
    from agentdesk.desk.goodwill import money

    if view.incident is not None:
        what = "is the incident" if view.incident.case_id == view.row.id else "incident"
        over = "" if view.incident.running else ", over"
        say(f"  {what} {view.incident.case_id}: {view.incident.title}{over}")
    if view.complaint is not None:
        row = view.complaint.row
        due = "" if row.due is None else f", {row.due[0]} due {when(row.due[1])}"
        late = f", late: {' '.join(row.late)}" if row.late else ""
        say(f"  complaint S{row.severity} {row.category} {row.state}{due}{late}")
        say(f"    asks for: {view.complaint.remedy}")
    for gift in view.goodwill:
        say(f"  {gift.form} {money(gift.cents, gift.currency)} by {gift.by}, {when(gift.at)}")


@click.command("due")
@case_id
@common
def due(session: Session, case_id: int) -> None:
    """Explain when a case is due and why, line by line."""

    async def work() -> None:
        from agentdesk.domain.explain import explain

        await case_view(session, case_id)
        entries = await session.store.reads.entries(case_id=case_id, limit=100_000)
        zone = session.person.zone
        lines = explain(session.setup, entries, session.now, zone)
        if session.json:
            for line in lines:
                say_json(line)
        else:
            for line in lines:
                say(f"{line.clock:<4}{line}")

    session.read(work)
