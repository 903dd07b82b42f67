"""Putting a case aside: wait, resume, snooze, wake."""

import click

from agentdesk.cli.case import case_id, seen
from agentdesk.cli.exits import usage
from agentdesk.cli.session import Session, acting


@click.command("wait")
@case_id
@click.option("--for", "party", metavar="PARTY", help="Wait for this third party, by a code.")
@click.option("--until", metavar="TIME", help="When to be reminded: 3d, tomorrow, 2026-12-01.")
@click.option("--note", default="", help="An internal note.")
@seen
@acting
def wait(
    session: Session,
    case_id: int,
    party: str | None,
    until: str | None,
    note: str,
    seen: int | None,
) -> None:
    """Wait for the customer's answer, or with --for for a third party."""
    if party is not None and until is None:
        raise usage("Waiting for a third party needs a date to look again: add --until.")

    async def work() -> None:
        outcome = await session.act(
            "wait",
            case_id=case_id,
            waits_for="customer" if party is None else "third_party",
            party=party,
            remind_at=None if until is None else session.instant(until),
            note=note,
            seen=seen,
        )
        session.told(outcome)

    session.run(work)


@click.command("resume")
@case_id
@seen
@acting
def resume(session: Session, case_id: int, seen: int | None) -> None:
    """Work on a waiting case again."""
    session.do("resume", case_id=case_id, seen=seen)


@click.command("snooze")
@case_id
@click.argument("until")
@seen
@acting
def snooze(session: Session, case_id: int, until: str, seen: int | None) -> None:
    """Hide a case until a time (2h, tomorrow, 2026-12-01); its clocks go on."""

    async def work() -> None:
        outcome = await session.act(
            "snooze", case_id=case_id, until=session.instant(until), seen=seen
        )
        session.told(outcome)

    session.run(work)


@click.command("wake")
@case_id
@seen
@acting
def wake(session: Session, case_id: int, seen: int | None) -> None:
    """End a snooze early."""
    session.do("wake", case_id=case_id, seen=seen)
