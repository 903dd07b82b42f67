"""Making a case by hand: a call, a visit, a form, a mail that came another way."""

import click

from agentdesk.cli.case_write import text_of
from agentdesk.cli.names import QUEUE
from agentdesk.cli.session import Session, acting
from agentdesk.clock import MINUTE


@click.command("new")
@click.argument("subject")
@click.argument("text", required=False)
@click.option("--file", metavar="PATH", help="Take the text from a file; - for a pipe.")
@click.option(
    "--channel",
    type=click.Choice(["call", "visit", "web", "mail", "chat"]),
    default="call",
    show_default=True,
)
@click.option("--customer", "customer_id", metavar="CUSTOMER", help="Whose it is, by id.")
@click.option("--name", default="", help="Who the customer is, if nobody knows them yet.")
@click.option("--mail", "mails", multiple=True, metavar="ADDRESS", help="Their mail address.")
@click.option("--phone", "phones", multiple=True, metavar="NUMBER", help="Their number, +49 30 …")
@click.option("--queue", metavar="QUEUE", type=QUEUE, help="Where it goes, if not the first queue.")
@click.option("--type", "type_", metavar="TYPE", help="The case type.")
@click.option("--priority", type=click.IntRange(1, 4))
@click.option("--language", metavar="CODE", help="The language it needs.")
@click.option("--answer", default="", help="What you told them at once.")
@click.option("--take", is_flag=True, help="It is yours.")
@click.option("--out", "outward", is_flag=True, help="We called them; TEXT is what we said.")
@click.option(
    "--outcome",
    type=click.Choice(["reached", "no_answer", "voicemail", "busy"]),
    default="reached",
    show_default=True,
    help="How the call or visit went.",
)
@click.option("--minutes", type=click.IntRange(0, 1440), default=0, help="How long it was.")
@click.option("--note", default="", help="For colleagues only.")
@click.option("--incident", default="", metavar="TITLE", help="It is a known event, called this.")
@acting
def new(
    session: Session,
    subject: str,
    text: str | None,
    file: str | None,
    channel: str,
    customer_id: str | None,
    name: str,
    mails: tuple[str, ...],
    phones: tuple[str, ...],
    queue: str | None,
    type_: str | None,
    priority: int | None,
    language: str | None,
    answer: str,
    take: bool,
    outward: bool,
    outcome: str,
    minutes: int,
    note: str,
    incident: str,
) -> None:
    """Make a case about SUBJECT of what a customer said (TEXT, --file or a pipe)."""
    session.do(
        "open_case",
        subject=subject,
        body=text_of(text, file),
        channel=channel,
        customer_id=customer_id,
        name=name,
        contacts=(*(("mail", one) for one in mails), *(("phone", one) for one in phones)),
        queue=queue,
        type=type_,
        priority=priority,
        language=language,
        answer=answer,
        take=take,
        direction="out" if outward else "in",
        outcome=outcome,
        duration_ms=minutes * MINUTE,
        note=note,
        incident=incident,
    )
