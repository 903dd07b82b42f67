"""What is known of a case: priority, class, tags, promises, whether the customer is verified."""

import click

from agentdesk.cli.case import case_id, seen
from agentdesk.cli.exits import usage
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.session import Session, acting


@click.command("priority")
@case_id
@click.argument("priority", type=click.IntRange(1, 4))
@click.option("--reason", default="", help="Why; needed when a clock gets more time.")
@seen
@acting
def priority(session: Session, case_id: int, priority: int, reason: str, seen: int | None) -> None:
    """Set the priority, 1 (highest) to 4."""
    session.do("prioritise", case_id=case_id, priority=priority, reason=reason, seen=seen)


@click.command("classify")
@case_id
@click.option("--type", "type_", metavar="TYPE", help="The case type.")
@click.option("--language", metavar="CODE", help="The language it needs.")
@click.option("--skills", metavar="NAME:LEVEL,…", help="The skills it needs.")
@click.option("--reason", default="", help="Why; needed when a clock gets more time.")
@seen
@acting
def classify(
    session: Session,
    case_id: int,
    type_: str | None,
    language: str | None,
    skills: str | None,
    reason: str,
    seen: int | None,
) -> None:
    """Set a case's type, language or skills."""
    if type_ is None and language is None and skills is None:
        raise usage("Name what changes: --type, --language or --skills.")
    session.do(
        "classify",
        case_id=case_id,
        type=type_,
        language=language,
        skills=skills,
        reason=reason,
        seen=seen,
    )


@click.command("tag")
@case_id
@click.argument("tags", nargs=-1)
@click.option("--off", "removed", multiple=True, metavar="TAG", help="Take this one off.")
@seen
@acting
def tag(
    session: Session,
    case_id: int,
    tags: tuple[str, ...],
    removed: tuple[str, ...],
    seen: int | None,
) -> None:
    """Put TAGS on a case, and take others --off."""
    if not tags and not removed:
        raise usage("Name a tag, or one to take --off.")
    session.do("tag", case_id=case_id, add=tags, remove=removed, seen=seen)


@click.command("promise")
@case_id
@click.argument("by")
@click.argument("text")
@seen
@acting
def promise(session: Session, case_id: int, by: str, text: str, seen: int | None) -> None:
    """Promise the customer TEXT, BY a time (2d, tomorrow, 2026-12-01)."""

    async def work() -> None:
        outcome = await session.act(
            "promise", case_id=case_id, due_at=session.instant(by), text=text, seen=seen
        )
        session.told(outcome)

    session.run(work)


@click.command("settle")
@case_id
@click.argument("promise_id", metavar="PROMISE", type=NUMBER)
@click.option("--broken", is_flag=True, help="It was not kept.")
@seen
@acting
def settle(session: Session, case_id: int, promise_id: int, broken: bool, seen: int | None) -> None:
    """Say that a promise was kept, or --broken."""
    session.do("settle_promise", case_id=case_id, promise_id=promise_id, kept=not broken, seen=seen)


@click.command("verify")
@case_id
@click.argument("method")
@seen
@acting
def verify(session: Session, case_id: int, method: str, seen: int | None) -> None:
    """Say that the customer proved who they are, by a METHOD such as order or call_back."""
    session.do("verify", case_id=case_id, method=method, seen=seen)


@click.command("customer")
@case_id
@click.argument("customer_id", metavar="CUSTOMER")
@seen
@acting
def customer(session: Session, case_id: int, customer_id: str, seen: int | None) -> None:
    """Say that CASE is CUSTOMER's; clocks go over to what was promised to them."""
    session.do("set_customer", case_id=case_id, customer_id=customer_id, seen=seen)
