"""Customers as people: two identities that are one, what they allow, who else is at their house."""

import click

from agentdesk.cli.exits import not_found, nothing
from agentdesk.cli.output import say, say_json, table, when
from agentdesk.cli.session import Session, acting, common


@click.command("merge")
@click.argument("from_id", metavar="FROM")
@click.argument("into_id", metavar="INTO")
@acting
def merge(session: Session, from_id: str, into_id: str) -> None:
    """Fold the customer FROM into INTO: both are the same. agentdesk undo takes it back."""
    session.do("merge_customers", from_id=from_id, into_id=into_id)


@click.command("merge-preview")
@click.argument("from_id", metavar="FROM")
@click.argument("into_id", metavar="INTO")
@common
def merge_preview(session: Session, from_id: str, into_id: str) -> None:
    """Show what folding FROM into INTO would make of both; nothing is changed."""

    async def work() -> None:
        from agentdesk.desk.identities import preview_merge

        preview = await preview_merge(session.store.reads, from_id, into_id, session.now)
        if preview is None:
            raise not_found("One of these customers is not known.")
        if session.json:
            say_json(preview)
            return
        say(f"{preview.name}  {preview.level}{'  VIP' if preview.vip else ''}")
        for contact in preview.contacts:
            say(f"  {contact.kind} {contact.value}")
        say(f"  {preview.cases} cases, {preview.open_cases} of them open")
        say(f"  {preview.promises} open promises, {preview.agreements} agreements and warranties")
        for note in preview.notes:
            say(f"  {note}")

    session.read(work, words=True)


@click.command("consent")
@click.argument("customer_id", metavar="CUSTOMER")
@click.argument("purpose")
@click.argument("channel")
@click.argument("word", type=click.Choice(["given", "withdrawn"]))
@click.option("--source", required=True, metavar="CODE", help="Where they said so: call, form …")
@click.option("--wording", default="", help="What they were asked and agreed to.")
@acting
def consent(
    session: Session,
    customer_id: str,
    purpose: str,
    channel: str,
    word: str,
    source: str,
    wording: str,
) -> None:
    """Keep that a customer allows PURPOSE by CHANNEL, or took that back."""
    session.do(
        "change_consent",
        customer_id=customer_id,
        purpose=purpose,
        channel=channel,
        given=word == "given",
        source=source,
        wording=wording,
    )


@click.command("organisation")
@click.argument("name")
@common
def organisation(session: Session, name: str) -> None:
    """Show the people of an organisation with their open cases."""

    async def work() -> None:
        view = await session.store.reads.organisation(name)
        if not view.people:
            raise nothing(f"Nobody of “{name}” is known.")
        if session.json:
            say_json(view)
            return
        table(
            ("CUSTOMER", "NAME", "OPEN", "LAST CONTACT"),
            (
                (
                    person.customer_id,
                    person.name,
                    ", ".join(str(line.case_id) for line in person.open_cases),
                    when(person.last_contact_at),
                )
                for person in view.people
            ),
        )

    session.read(work, words=True)


COMMANDS = (merge, merge_preview, consent, organisation)
