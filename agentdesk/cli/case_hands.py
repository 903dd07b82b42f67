"""Who has a case: take, release, assign."""

import click

from agentdesk.cli.case import case_id, seen
from agentdesk.cli.session import Session, acting


@click.command("take")
@case_id
@seen
@acting
def take(session: Session, case_id: int, seen: int | None) -> None:
    """Take this case."""
    session.do("take", case_id=case_id, seen=seen)


@click.command("release")
@case_id
@click.option("--reason", default="", help="Why, for whoever takes it next.")
@seen
@acting
def release(session: Session, case_id: int, reason: str, seen: int | None) -> None:
    """Put a case back; it keeps its waiting time."""
    session.do("release", case_id=case_id, reason=reason, seen=seen)


@click.command("assign")
@case_id
@click.argument("person")
@click.option("--reason", default="", help="Why; an agent must say it to a colleague.")
@seen
@acting
def assign(session: Session, case_id: int, person: str, reason: str, seen: int | None) -> None:
    """Give a case to a person."""
    session.do("assign", case_id=case_id, to=person, reason=reason, seen=seen)
