"""``agentdesk complaint``: the register of complaints, and each from its receipt to its close."""

import click

from agentdesk.cli.amounts import AMOUNT
from agentdesk.cli.case import case_id, seen
from agentdesk.cli.exits import nothing
from agentdesk.cli.names import PERSON
from agentdesk.cli.output import say_json, table, when
from agentdesk.cli.session import Session, acting, common


@click.group("complaint")
def complaint() -> None:
    """See and work on complaints."""


@complaint.command("list")
@click.option("--all", "everything", is_flag=True, help="Those that are closed too.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True)
@common
def list_(session: Session, everything: bool, limit: int) -> None:
    """List complaints, the newest first."""

    async def work() -> None:
        views = await session.store.reads.complaints(open_only=not everything, limit=limit)
        if not views:
            raise nothing("There is no complaint.")
        if session.json:
            for view in views:
                say_json(view)
            return
        rows = []
        for view in views:
            kind, due_at = view.row.due or ("", None)
            rows.append(
                (
                    view.row.case_id,
                    when(view.row.opened_at),
                    f"S{view.row.severity}",
                    view.row.category,
                    view.row.state,
                    f"{kind} {when(due_at)}".strip(),
                    view.row.investigator,
                    view.remedy,
                )
            )
        head = ("CASE", "SINCE", "SEV", "CATEGORY", "STATE", "DUE", "WHO", "ASKS FOR")
        table(head, rows)

    session.read(work, words=True)


@complaint.command("open")
@case_id
@click.argument("category")
@click.argument("severity", type=click.IntRange(1, 4))
@click.argument("remedy")
@click.option("--about", metavar="PERSON", type=PERSON, help="Whom of us it is about.")
@seen
@acting
def open_(
    session: Session,
    case_id: int,
    category: str,
    severity: int,
    remedy: str,
    about: str | None,
    seen: int | None,
) -> None:
    """Receive a complaint; REMEDY is what the customer asks for."""
    session.do(
        "open_complaint",
        case_id=case_id,
        category=category,
        severity=severity,
        remedy=remedy,
        about=about,
        seen=seen,
    )


@complaint.command("acknowledge")
@case_id
@seen
@acting
def acknowledge(session: Session, case_id: int, seen: int | None) -> None:
    """Say that the customer was told it has arrived."""
    session.do("acknowledge_complaint", case_id=case_id, seen=seen)


@complaint.command("investigate")
@case_id
@click.argument("person", type=PERSON)
@seen
@acting
def investigate(session: Session, case_id: int, person: str, seen: int | None) -> None:
    """Say who looks into it."""
    session.do("investigate_complaint", case_id=case_id, investigator=person, seen=seen)


@complaint.command("decide")
@case_id
@click.argument("outcome")
@click.argument("response")
@click.option("--redress", type=click.Choice(["refund", "credit", "replacement"]))
@click.option("--amount", type=AMOUNT, default=0, metavar="AMOUNT", help="What it is worth: 25.50")
@click.option("--currency", default="", metavar="CODE")
@seen
@acting
def decide(
    session: Session,
    case_id: int,
    outcome: str,
    response: str,
    redress: str | None,
    amount: int,
    currency: str,
    seen: int | None,
) -> None:
    """Decide it; RESPONSE is what the customer was told."""
    session.do(
        "decide_complaint",
        case_id=case_id,
        outcome=outcome,
        response=response,
        redress=redress,
        cents=amount,
        currency=currency,
        seen=seen,
    )


@complaint.command("close")
@case_id
@click.option("--external", default="", help="Where else the customer can turn.")
@seen
@acting
def close(session: Session, case_id: int, external: str, seen: int | None) -> None:
    """Close it once it is decided."""
    session.do("close_complaint", case_id=case_id, external=external, seen=seen)
