"""``agentdesk customer``: show and add customers."""

from typing import TYPE_CHECKING

import click

from agentdesk.cli.exits import not_found
from agentdesk.cli.output import say, say_json, table, when
from agentdesk.cli.session import Session, acting, common

if TYPE_CHECKING:
    from agentdesk.domain.views import CustomerView


@click.group("customer")
def customer() -> None:
    """Show and add customers."""


@customer.command("show")
@click.argument("who")
@common
def show(session: Session, who: str) -> None:
    """Show a customer by id, address, number or name; several that fit are listed."""

    async def work() -> None:
        found = await _found(session, who)
        if not found:
            raise not_found(f"No customer fits “{who}”.")
        if session.json:
            for view in found:
                say_json(view)
        elif len(found) == 1:
            _show(found[0])
        else:
            table(
                ("CUSTOMER", "NAME", "LEVEL", "CASES"),
                ((v.customer.id, v.customer.name, v.facts.level, len(v.history)) for v in found),
            )

    session.read(work)


async def _found(session: Session, who: str) -> "tuple[CustomerView, ...]":
    by_id = await session.store.reads.customer(who, session.now)
    return (by_id,) if by_id is not None else await session.store.reads.find_customers(who)


def _show(view: "CustomerView") -> None:
    customer, facts = view.customer, view.facts
    vip = "  VIP" if facts.vip else ""
    say(f"{customer.preferred_name or customer.name}  {customer.id}")
    say(f"{facts.level}{vip}  {facts.language}  {facts.zone}  {customer.organisation}".rstrip())
    for contact in view.contacts:
        say(f"  {contact.kind} {contact.value}")
    for promise, words in view.promises:
        say(f"  promised by {when(promise.due_at)}: {words} (case {promise.case_id})")
    if view.contacts_7d > 1:
        say(f"  {view.contacts_7d} contacts within 7 days")
    table(
        ("CASE", "SINCE", "STATE", "CHANNEL", "QUEUE", "SUBJECT"),
        (
            (
                line.case_id,
                when(line.created_at),
                line.state,
                line.channel,
                line.queue,
                line.subject,
            )
            for line in view.history
        ),
    )


@customer.command("new")
@click.argument("name")
@click.option("--mail", "mails", multiple=True, metavar="ADDRESS", help="A mail address.")
@click.option("--phone", "phones", multiple=True, metavar="NUMBER", help="A number, +49 30 …")
@click.option("--language", default="en", show_default=True, metavar="CODE")
@click.option("--organisation", default="", metavar="NAME")
@click.option(
    "--level",
    default="basic",
    show_default=True,
    type=click.Choice(["basic", "standard", "premium"]),
)
@click.option("--vip", is_flag=True, help="Comes forward in the order of taking.")
@click.option("--zone", metavar="ZONE", help="The customer's time zone.")
@acting
def new(
    session: Session,
    name: str,
    mails: tuple[str, ...],
    phones: tuple[str, ...],
    language: str,
    organisation: str,
    level: str,
    vip: bool,
    zone: str | None,
) -> None:
    """Make a customer known."""
    session.do(
        "new_customer",
        name=name,
        contacts=(*(("mail", one) for one in mails), *(("phone", one) for one in phones)),
        language=language,
        organisation=organisation,
        level=level,
        vip=vip,
        zone=zone,
    )


@customer.command("level")
@click.argument("customer_id", metavar="CUSTOMER")
@click.argument("level", type=click.Choice(["basic", "standard", "premium"]))
@click.option("--vip/--no-vip", default=None, help="Whether they come forward in the order.")
@acting
def level(session: Session, customer_id: str, level: str, vip: bool | None) -> None:
    """Set a customer's agreement level; the clocks of their open cases follow."""
    session.do("customer_level", customer_id=customer_id, level=level, vip=vip)
