"""Moving a case: escalate, return to tier, transfer."""

import click

from agentdesk.cli.case import case_id, seen
from agentdesk.cli.exits import usage
from agentdesk.cli.names import PERSON, QUEUE
from agentdesk.cli.session import Session, acting


@click.command("escalate")
@case_id
@click.option("--reason", required=True, metavar="CODE", help="One of the set-up's reasons.")
@click.option("--known", default="", help="Hand-over: what is known.")
@click.option("--tried", default="", help="Hand-over: what was tried.")
@click.option("--expected", default="", help="Hand-over: what is expected.")
@click.option("--promised", default="", help="Hand-over: what the customer was promised.")
@click.option("--tier", type=click.IntRange(2, 3), help="Which tier; a lead may skip one.")
@click.option("--queue", metavar="QUEUE", type=QUEUE, help="Which queue, if not the usual one.")
@click.option("--to", metavar="PERSON", type=PERSON, help="Who may take it first.")
@click.option("--lead", is_flag=True, help="Ask for a lead's attention; nothing moves.")
@click.option("--which", metavar="PERSON", type=PERSON, help="With --lead: which lead.")
@click.option("--note", default="", help="With --lead: a note for the lead.")
@seen
@acting
def escalate(
    session: Session,
    case_id: int,
    reason: str,
    known: str,
    tried: str,
    expected: str,
    promised: str,
    tier: int | None,
    queue: str | None,
    to: str | None,
    lead: bool,
    which: str | None,
    note: str,
    seen: int | None,
) -> None:
    """Hand a case to the next tier with a hand-over note, or with --lead ask a lead."""
    if lead:
        if any((known, tried, expected, promised, tier, queue, to)):
            raise usage("With --lead nothing moves, so there is no hand-over: use --note.")
        session.do("ask_lead", case_id=case_id, reason=reason, lead=which, note=note, seen=seen)
        return
    if which or note:
        raise usage("--which and --note belong to --lead.")
    session.do(
        "escalate",
        case_id=case_id,
        reason=reason,
        known=known,
        tried=tried,
        expected=expected,
        promised=promised,
        to_tier=tier,
        to_queue=queue,
        to_agent=to,
        seen=seen,
    )


@click.command("return")
@case_id
@click.option("--reason", required=True, metavar="CODE", help="One of the set-up's reasons.")
@click.option("--note", required=True, help="Why it goes back, and what is to be done.")
@click.option(
    "--queue", metavar="QUEUE", type=QUEUE, help="Which queue, if not the one it came from."
)
@seen
@acting
def return_(
    session: Session, case_id: int, reason: str, note: str, queue: str | None, seen: int | None
) -> None:
    """Send a case back to the tier it came from."""
    session.do(
        "return_to_tier", case_id=case_id, reason=reason, note=note, to_queue=queue, seen=seen
    )


@click.command("transfer")
@case_id
@click.argument("queue", type=QUEUE)
@click.option("--reason", default="other", metavar="CODE", help="One of the set-up's reasons.")
@click.option("--note", required=True, help="What the next person must know.")
@click.option("--to", metavar="PERSON", type=PERSON, help="Who may take it first.")
@seen
@acting
def transfer(
    session: Session,
    case_id: int,
    queue: str,
    reason: str,
    note: str,
    to: str | None,
    seen: int | None,
) -> None:
    """Hand a case to another queue of the same tier."""
    session.do(
        "transfer",
        case_id=case_id,
        to_queue=queue,
        reason=reason,
        note=note,
        to_agent=to,
        seen=seen,
    )
