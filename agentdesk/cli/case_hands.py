"""Who has a case: take, release, assign."""

import click

from agentdesk.cli.case import case_id, seen
from agentdesk.cli.names import PERSON
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
@click.argument("person", type=PERSON)
@click.option("--reason", default="", help="Why; an agent must say it to a colleague.")
@seen
@acting
def assign(session: Session, case_id: int, person: str, reason: str, seen: int | None) -> None:
    """Give a case to a person."""
    session.do("assign", case_id=case_id, to=person, reason=reason, seen=seen)


@click.command("reserve")
@case_id
@click.argument("person", type=PERSON)
@click.option("--until", metavar="TIME", help="How long; else the set-up's time.")
@seen
@acting
def reserve(
    session: Session, case_id: int, person: str, until: str | None, seen: int | None
) -> None:
    """Let one person take a waiting case first."""

    async def work() -> None:
        at = session.instant(until) if until else None
        session.told(
            await session.act("reserve", case_id=case_id, agent=person, until=at, seen=seen)
        )

    session.run(work)
