"""Beside answering: log a contact, grant goodwill, save an attachment."""

from os.path import expanduser
from pathlib import Path

import click

from agentdesk.cli.amounts import AMOUNT
from agentdesk.cli.case import case_id, seen
from agentdesk.cli.case_write import text_of
from agentdesk.cli.exits import not_found, usage
from agentdesk.cli.numbers import Number
from agentdesk.cli.session import Session, acting, common
from agentdesk.clock import MINUTE


@click.command("log")
@case_id
@click.argument("text", required=False)
@click.option("--file", metavar="PATH", help="Take the text from a file; - for a pipe.")
@click.option(
    "--channel",
    type=click.Choice(["call", "visit", "chat"]),
    default="call",
    show_default=True,
)
@click.option("--out", "outward", is_flag=True, help="We called them; TEXT is what we said.")
@click.option(
    "--outcome",
    type=click.Choice(["reached", "no_answer", "voicemail", "busy"]),
    default="reached",
    show_default=True,
)
@click.option("--minutes", type=click.IntRange(0, 1440), default=0, help="How long it was.")
@click.option("--answer", default="", help="What you told them at once.")
@click.option("--note", default="", help="For colleagues only.")
@seen
@acting
def log(
    session: Session,
    case_id: int,
    text: str | None,
    file: str | None,
    channel: str,
    outward: bool,
    outcome: str,
    minutes: int,
    answer: str,
    note: str,
    seen: int | None,
) -> None:
    """Log a call, a visit or a chat on a case; TEXT is what the customer said."""
    session.do(
        "log_contact",
        case_id=case_id,
        channel=channel,
        body=text_of(text, file),
        direction="out" if outward else "in",
        outcome=outcome,
        duration_ms=minutes * MINUTE,
        answer=answer,
        note=note,
        seen=seen,
    )


@click.command("goodwill")
@case_id
@click.argument("form", type=click.Choice(["refund", "credit", "replacement"]))
@click.argument("amount", type=AMOUNT)
@click.argument("reason")
@click.option("--currency", default="", metavar="CODE", help="The desk's own if left out.")
@seen
@acting
def goodwill(
    session: Session,
    case_id: int,
    form: str,
    amount: int,
    reason: str,
    currency: str,
    seen: int | None,
) -> None:
    """Grant a refund, credit or replacement within your limit."""
    session.do(
        "grant_goodwill",
        case_id=case_id,
        form=form,
        cents=amount,
        currency=currency,
        reason=reason,
        seen=seen,
    )


@click.command("save-attachment")
@case_id
@click.argument("part", required=False)
@click.option("--to", "folder", metavar="FOLDER", default=".", help="Where it goes.")
@common
def save_attachment(session: Session, case_id: int, part: str | None, folder: str) -> None:
    """Save an attachment of a case; without PART the only one. Nothing is written over."""

    async def work() -> None:
        from agentdesk.cli.case_show import case_view
        from agentdesk.seat import attachments

        view = await case_view(session, case_id)
        parts = {p.id: p for item in view.items for p in item.parts}
        if not parts:
            raise not_found(f"Case {case_id} has no attachments.")
        if part is None and len(parts) > 1:
            named = ", ".join(f"{p.id} ({p.filename})" for p in parts.values())
            raise usage(f"Name the attachment: {named}.")
        wanted = part or next(iter(parts))
        found = await session.store.reads.part(wanted) if wanted in parts else None
        if found is None:
            raise not_found(f"Case {case_id} has no attachment {wanted}.")
        file, data = found
        try:
            path = attachments.save(data, file.filename, _folder(folder))
        except OSError as error:
            raise usage(f"Nothing can be written to {folder}: {error.strerror}.") from None
        session.told_plain(f"Saved {path}", saved=str(path), size=len(data), mime=file.mime)

    session.read(work, words=True)


def _folder(text: str) -> Path:
    return Path(expanduser(text))


@click.command("survey")
@case_id
@click.option(
    "--survey",
    type=click.Choice(["csat", "nps", "ces"]),
    default="csat",
    help="Satisfaction 1-5, recommendation 0-10 or ease 1-7.",
)
@click.option("--score", type=Number(0), metavar="N", help="What the customer answered.")
@acting
def survey(session: Session, case_id: int, survey: str, score: int | None) -> None:
    """Say that the customer was asked how it was, or with --score what they answered."""
    if score is None:
        session.do("send_survey", case_id=case_id, survey=survey)
    else:
        session.do("answer_survey", case_id=case_id, survey=survey, score=score)
