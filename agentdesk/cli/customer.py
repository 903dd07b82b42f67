"""``agentdesk customer``: show and add customers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from agentdesk.cli.customer_care import COMMANDS
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
    """Show a customer by id, address, number or name; several that fit are listed.

    Who looks at ways to reach them, ratings, consent and property is recorded.
    """

    async def work() -> None:
        found = await _found(session, who)
        if not found:
            raise not_found(f"No customer fits “{who}”.")
        if session.json:
            for view in found:
                say_json(view if await _recorded(session, view) else _masked(view))
        elif len(found) == 1:
            recorded = await _recorded(session, found[0])
            _show(found[0] if recorded else _masked(found[0]))
            if not recorded:
                say("  masked, because that you look cannot be recorded: ways to reach, ratings, …")
        else:
            table(
                ("CUSTOMER", "NAME", "LEVEL", "CASES"),
                ((v.customer.id, v.customer.name, v.facts.level, len(v.history)) for v in found),
            )

    session.read(work, words=True, writes=True)


async def _recorded(session: Session, view: "CustomerView") -> bool:
    """Record that masked fields are about to be shown; ``False`` where nothing can be written."""
    from agentdesk.domain.personal import MASKED_FIELDS

    if view.facts.erased:
        return True
    if session.store.read_only is not None:
        return False
    await session.act(
        "read_fields", customer_id=view.facts.id, fields=MASKED_FIELDS, reason="lookup"
    )
    # The next one shown is a look of its own.
    session.command_id = None
    return True


def _masked(view: "CustomerView") -> "CustomerView":
    """Leave out what is masked until somebody's look is recorded."""
    import msgspec

    return msgspec.structs.replace(view, contacts=(), surveys=(), consents=(), entitlements=())


async def _found(session: Session, who: str) -> "tuple[CustomerView, ...]":
    """Find customers by id, else by an address or number as it is stored, else by name."""
    from agentdesk.desk.contacts import normal

    by_id = await session.store.reads.customer(who, session.now)
    if by_id is not None:
        return (by_id,)
    for text in (normal("mail", who), normal("phone", who), who):
        found = await session.store.reads.find_customers(text) if text else ()
        if found:
            return found
    return ()


def _show(view: "CustomerView") -> None:
    customer, facts = view.customer, view.facts
    vip = "  VIP" if facts.vip else ""
    say(f"{customer.preferred_name or customer.name}  {customer.id}")
    say(f"{facts.level}{vip}  {facts.language}  {facts.zone}  {customer.organisation}".rstrip())
    for contact in view.contacts:
        say(f"  {contact.kind} {contact.value}")
    if customer.do_not_contact:
        say("  no outreach")
    if customer.safety:
        say(f"  safety: {customer.safety}")
    if customer.notes:
        say(f"  noted: {customer.notes}")
    for line in view.incidents:
        say(f"  affected by the incident {line.case_id}: {line.title}")
    for promise, words in view.promises:
        say(f"  promised by {when(promise.due_at)}: {words} (case {promise.case_id})")
    if view.contacts_7d > 1:
        say(f"  {view.contacts_7d} contacts within 7 days")
    if view.reopens or view.complaints:
        say(f"  {view.reopens} reopened, {view.complaints} complaints")
    for survey in view.surveys[:3]:
        say(f"  {survey.survey} {survey.score}, {when(survey.at)} (case {survey.case_id})")
    for consent in view.consents:
        said = "allows" if consent.given else "does not allow"
        say(f"  {said} {consent.purpose} by {consent.channel}, {when(consent.at)}")
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
        contacts=_contacts(mails, phones),
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


_CHANGES = (
    ("name", "The name."),
    ("preferred-name", "What they like to be called."),
    ("pronunciation", "How the name is said."),
    ("organisation", "Where they work."),
    ("preferred-channel", "How they like to be reached."),
    ("accessibility", "What they need."),
    ("safety", "A warning for people's safety."),
    ("language", "A language code."),
    ("zone", "Their time zone."),
)


def _change_options(function: Callable[..., None]) -> Callable[..., None]:
    for name, words in reversed(_CHANGES):
        function = click.option(f"--{name}", help=words)(function)
    return function


@customer.command("change")
@click.argument("customer_id", metavar="CUSTOMER")
@_change_options
@click.option("--do-not-contact/--may-contact", default=None, help="No outreach.")
@click.option("--mail", "mails", multiple=True, metavar="ADDRESS", help="One more address.")
@click.option("--phone", "phones", multiple=True, metavar="NUMBER", help="One more number.")
@click.option("--no-mail", multiple=True, metavar="ADDRESS", help="Not this address any more.")
@click.option("--no-phone", multiple=True, metavar="NUMBER", help="Not this number any more.")
@acting
def change(
    session: Session,
    customer_id: str,
    mails: tuple[str, ...],
    phones: tuple[str, ...],
    no_mail: tuple[str, ...],
    no_phone: tuple[str, ...],
    **fields: Any,
) -> None:
    """Change what is known of a customer; what is not named stays."""
    session.do(
        "change_customer",
        customer_id=customer_id,
        add_contacts=_contacts(mails, phones),
        remove_contacts=_contacts(no_mail, no_phone),
        **fields,
    )


def _contacts(mails: tuple[str, ...], phones: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return (*(("mail", one) for one in mails), *(("phone", one) for one in phones))


@customer.command("grant")
@click.argument("customer_id", metavar="CUSTOMER")
@click.argument("what", type=click.Choice(["agreement", "warranty"]))
@click.option("--level", type=click.Choice(["basic", "standard", "premium"]))
@click.option("--asset", metavar="ID", help="Warranty: what it covers, by its number.")
@click.option("--covers", multiple=True, metavar="TYPE", help="Only these case types.")
@click.option("--from", "starts", metavar="TIME", help="From when, if not now.")
@click.option("--until", metavar="TIME", help="Until when, if it ends.")
@acting
def grant(
    session: Session,
    customer_id: str,
    what: str,
    level: str | None,
    asset: str | None,
    covers: tuple[str, ...],
    starts: str | None,
    until: str | None,
) -> None:
    """Put an agreement or a warranty in force; open cases follow (leads)."""

    async def work() -> None:
        outcome = await session.act(
            "grant_entitlement",
            customer_id=customer_id,
            entitlement=what,
            level=level,
            asset=asset,
            covers=covers,
            starts_at=session.instant(starts) if starts else None,
            ends_at=session.instant(until) if until else None,
        )
        session.told(outcome)

    session.run(work)


@customer.command("end")
@click.argument("customer_id", metavar="CUSTOMER")
@click.argument("entitlement_id", metavar="ENTITLEMENT")
@acting
def end(session: Session, customer_id: str, entitlement_id: str) -> None:
    """End an agreement or a warranty now (leads)."""
    session.do("end_entitlement", customer_id=customer_id, entitlement_id=entitlement_id)


for _command in COMMANDS:
    customer.add_command(_command)
