"""``agentdesk incident``: known events that affect many cases, and answering all of them."""

import click

from agentdesk.cli.case import case_id, seen
from agentdesk.cli.case_write import text_of
from agentdesk.cli.exits import not_found, nothing, refused, usage
from agentdesk.cli.names import DISPOSITION
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.output import say, say_json, table, when
from agentdesk.cli.session import Session, acting, common


@click.group("incident")
def incident() -> None:
    """See and work on known events that affect many cases."""


@incident.command("list")
@common
def list_(session: Session) -> None:
    """List the incidents that are not over, the newest first."""

    async def work() -> None:
        lines = await session.store.reads.open_incidents()
        if not lines:
            raise nothing("There is no incident.")
        if session.json:
            for line in lines:
                say_json(line)
            return
        table(
            ("INCIDENT", "SINCE", "CASES", "CUSTOMERS", "ANSWERED", "TITLE"),
            (
                (
                    line.case_id,
                    when(line.declared_at),
                    line.cases,
                    line.customers,
                    when(line.answered_at),
                    line.title,
                )
                for line in lines
            ),
        )

    session.read(work, words=True)


@incident.command("show")
@case_id
@common
def show(session: Session, case_id: int) -> None:
    """Show an incident with the cases that are linked to it."""

    async def work() -> None:
        view = await session.store.reads.incident(case_id)
        if view is None:
            raise not_found(f"Case {case_id} is no incident.")
        if session.json:
            say_json(view)
            return
        ended = f", over since {when(view.line.ended_at)}" if view.line.ended_at else ""
        say(f"{case_id}  {view.line.title}  since {when(view.line.declared_at)}{ended}")
        if view.answer:
            say(f"told {when(view.line.answered_at)}: {view.answer}")
        table(
            ("CASE", "STATE", "OWNER", "CUSTOMER", "SUBJECT"),
            ((c.case_id, c.state, c.owner, c.customer, c.subject) for c in view.linked),
        )

    session.read(work, words=True)


@incident.command("declare")
@case_id
@click.option("--title", default="", help="What it is called, if not by the case's subject.")
@seen
@acting
def declare(session: Session, case_id: int, title: str, seen: int | None) -> None:
    """Say that a case is a known event that affects others."""
    session.do("declare_incident", case_id=case_id, title=title, seen=seen)


@incident.command("end")
@case_id
@seen
@acting
def end(session: Session, case_id: int, seen: int | None) -> None:
    """Say that the event is over; its cases stay linked."""
    session.do("end_incident", case_id=case_id, seen=seen)


@incident.command("link")
@case_id
@click.argument("incident_id", metavar="INCIDENT", type=NUMBER)
@seen
@acting
def link(session: Session, case_id: int, incident_id: int, seen: int | None) -> None:
    """Link a case to an incident."""
    session.do("link_incident", case_id=case_id, incident_id=incident_id, seen=seen)


@incident.command("unlink")
@case_id
@seen
@acting
def unlink(session: Session, case_id: int, seen: int | None) -> None:
    """Take a case off its incident."""
    session.do("link_incident", case_id=case_id, incident_id=None, seen=seen)


@incident.command("answer")
@case_id
@click.argument("text", required=False)
@click.option("--file", metavar="PATH", help="Take the text from a file; - for a pipe.")
@click.option("--wait", "waits", is_flag=True, help="Then wait for the customers' answers.")
@click.option(
    "--resolve", "disposition", metavar="CODE", type=DISPOSITION, help="Then resolve them so."
)
@click.option("--cause", metavar="CODE", help="With --resolve: the root cause.")
@click.option("--summary", default="", help="With --resolve: what was done.")
@acting
def answer(
    session: Session,
    case_id: int,
    text: str | None,
    file: str | None,
    waits: bool,
    disposition: str | None,
    cause: str | None,
    summary: str,
) -> None:
    """Answer every open case of an incident; {name} and {case} are filled in for each.

    A line that holds only [de] begins the text for cases in German; what stands before the first
    such line is for all others.
    """
    if waits and disposition:
        raise usage("Cases cannot wait and be resolved: choose --wait or --resolve.")
    body = text_of(text, file)

    async def work() -> None:
        from agentdesk.channels.incidents import answer_incident

        many = await answer_incident(
            session.desk,
            case_id,
            body,
            then="wait" if waits else "resolve" if disposition else "stay",
            disposition=disposition or "",
            root_cause=cause,
            summary=summary,
        )
        answered = [part for part in many.done if part.case_id != case_id]
        if not answered and many.left_out:
            raise refused(many.left_out[0].sentence)
        session.told_many(f"answered {len(answered)} cases of {case_id}", many.results)

    session.run(work)
