"""Ending cases and sorting them out: resolve, reopen, close, merge, split."""

import click

from agentdesk.cli.case import case_id, seen
from agentdesk.cli.names import DISPOSITION, QUEUE
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.session import Session, acting


@click.command("resolve")
@case_id
@click.argument("disposition", type=DISPOSITION)
@click.option("--cause", metavar="CODE", help="The root cause, where one is asked for.")
@click.option("--summary", default="", help="What was done, in your words.")
@click.option("--answer", "answers", multiple=True, metavar="ID", help="Answers that were used.")
@seen
@acting
def resolve(
    session: Session,
    case_id: int,
    disposition: str,
    cause: str | None,
    summary: str,
    answers: tuple[str, ...],
    seen: int | None,
) -> None:
    """Settle a case under a disposition."""
    session.do(
        "resolve",
        case_id=case_id,
        disposition=disposition,
        root_cause=cause,
        summary=summary,
        answer_ids=answers,
        seen=seen,
    )


@click.command("reopen")
@case_id
@click.option("--reason", required=True, help="Why it is open again.")
@seen
@acting
def reopen(session: Session, case_id: int, reason: str, seen: int | None) -> None:
    """Open a resolved case again (leads)."""
    session.do("reopen", case_id=case_id, reason=reason, seen=seen)


@click.command("close")
@case_id
@click.argument("reason", type=click.Choice(["spam", "duplicate"]))
@seen
@acting
def close(session: Session, case_id: int, reason: str, seen: int | None) -> None:
    """End a case for good that is no customer's issue (leads); figures leave it out."""
    session.do("close", case_id=case_id, reason=reason, seen=seen)


@click.command("merge")
@case_id
@click.argument("into", metavar="INTO", type=NUMBER)
@seen
@acting
def merge(session: Session, case_id: int, into: int, seen: int | None) -> None:
    """Fold CASE, a duplicate, into the case INTO."""
    session.do("merge", case_id=case_id, into=into, seen=seen)


@click.command("split")
@case_id
@click.argument("message_id", metavar="MESSAGE", type=NUMBER)
@click.option("--subject", default="", help="What the new case is about.")
@click.option("--queue", metavar="QUEUE", type=QUEUE, help="Where it goes, if not the same queue.")
@seen
@acting
def split(
    session: Session,
    case_id: int,
    message_id: int,
    subject: str,
    queue: str | None,
    seen: int | None,
) -> None:
    """Take the issue in MESSAGE out of CASE into a new case."""
    session.do(
        "split", case_id=case_id, message_id=message_id, subject=subject, queue=queue, seen=seen
    )


@click.command("thanks")
@case_id
@click.argument("message_id", metavar="MESSAGE", type=NUMBER)
@seen
@acting
def thanks(session: Session, case_id: int, message_id: int, seen: int | None) -> None:
    """Say that MESSAGE, which reopened the case, was only thanks."""
    session.do("dismiss_thanks", case_id=case_id, message_id=message_id, seen=seen)
