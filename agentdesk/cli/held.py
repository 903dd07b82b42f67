"""``agentdesk held``: mail that waits for a person, because its sender is not on the case."""

import click

from agentdesk.cli.exits import nothing, usage
from agentdesk.cli.names import QUEUE
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.output import say_json, table, when
from agentdesk.cli.session import Session, acting, common


@click.group("held")
def held() -> None:
    """See and place mail that waits for a person."""


@held.command("list")
@common
def list_(session: Session) -> None:
    """List the mails that wait to be placed, the oldest first."""

    async def work() -> None:
        mails = await session.store.reads.held_mail()
        if session.json:
            for mail in mails:
                say_json(mail)
            return
        if not mails:
            raise nothing("No mail is held.")
        table(
            ("HELD", "SINCE", "FROM", "CASE IT NAMES", "WHY", "SUBJECT"),
            (
                (
                    mail.row.id,
                    when(mail.row.at),
                    mail.message.from_address,
                    mail.row.suggested_case or "",
                    mail.row.why,
                    mail.message.subject,
                )
                for mail in mails
            ),
        )

    session.read(work, words=True)


@held.command("place")
@click.argument("held_id", metavar="HELD", type=NUMBER)
@click.argument("where", type=click.Choice(["suggested", "new", "spam"]))
@click.option("--case", "case_id", type=NUMBER, help="Another case than it names.")
@click.option("--queue", metavar="QUEUE", type=QUEUE, help="Where a new case goes.")
@acting
def place(
    session: Session, held_id: int, where: str, case_id: int | None, queue: str | None
) -> None:
    """Put a held mail into the case it names, into a new case, or away as spam."""
    if case_id is not None and where != "suggested":
        raise usage("--case belongs to suggested.")
    session.do("place_held", held_id=held_id, placed_as=where, case_id=case_id, queue=queue)
