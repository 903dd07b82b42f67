"""Who was shown what of a customer, and being shown it."""

import click

from agentdesk.cli.exits import not_found, nothing
from agentdesk.cli.output import say, say_json, table, when
from agentdesk.cli.privacy import customer_id
from agentdesk.cli.session import Session, acting, common
from agentdesk.domain.personal import MASKED_FIELDS


@click.command("reveal")
@customer_id
@click.argument("fields", nargs=-1, type=click.Choice(MASKED_FIELDS))
@click.option("--reason", required=True, metavar="CODE", help="Why, in one short word.")
@acting
def reveal(session: Session, customer_id: str, fields: tuple[str, ...], reason: str) -> None:
    """Show masked FIELDS of CUSTOMER, or all of them; that you saw them is recorded first.

    For leads and privacy officers; everybody else verifies the customer in a case.
    """

    async def work() -> None:
        wanted = fields or MASKED_FIELDS
        view = await session.store.reads.customer(customer_id, session.now)
        if view is None:
            raise not_found(f"There is no customer {customer_id}.")
        await session.act("read_fields", customer_id=view.facts.id, fields=wanted, reason=reason)
        shown = {
            "contacts": [f"{point.kind} {point.value}" for point in view.contacts],
            "ratings": [f"{s.survey} {s.score}, {when(s.at)}" for s in view.surveys],
            "consent": [
                f"{'allows' if c.given else 'does not allow'} {c.purpose} by {c.channel}"
                for c in view.consents
            ],
            "property": [asset.asset for asset in view.assets(session.now)],
        }
        if session.json:
            say_json({name: shown[name] for name in wanted})
            return
        for name in wanted:
            say(f"{name}: {'; '.join(shown[name]) or 'nothing known'}")

    session.run(work)


@click.command("reads")
@customer_id
@common
def reads(session: Session, customer_id: str) -> None:
    """List who was shown masked fields of CUSTOMER, or exported them, the newest first."""

    async def work() -> None:
        privacy = session.store.reads.privacy
        identities = await privacy.identities(customer_id)
        found = await privacy.field_reads(identities or (customer_id,))
        if not found:
            raise nothing("Nobody was shown masked fields of this customer.")
        if session.json:
            for row in found:
                say_json(row)
            return
        table(
            ("WHEN", "WHO", "WHY", "CASE", "WHAT"),
            ((when(r.at), r.by, r.reason, r.of_case, ", ".join(r.fields)) for r in found),
        )

    session.read(work, words=True)
