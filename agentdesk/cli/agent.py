"""``agentdesk agent``: say what you do, see who is available."""

import click

from agentdesk.cli.names import PERSON
from agentdesk.cli.output import say_json, table, when
from agentdesk.cli.session import Session, acting, common
from agentdesk.domain.routing import busy


@click.group("agent")
def agent() -> None:
    """Say or see who is available."""


@agent.command("state")
@click.argument("state", type=click.Choice(["available", "unavailable", "wrap_up", "offline"]))
@click.option("--reason", metavar="CODE", help="Unavailable: one of the set-up's reasons.")
@click.option("--until", metavar="TIME", help="Wrap-up: when it ends (90s, 2m).")
@click.option(
    "--of", "person", metavar="PERSON", type=PERSON, help="A lead says it for somebody else."
)
@acting
def state(
    session: Session, state: str, reason: str | None, until: str | None, person: str | None
) -> None:
    """Say what you do now."""

    async def work() -> None:
        outcome = await session.act(
            "set_agent_state",
            state=state,
            reason=reason,
            until=session.instant(until) if until else None,
            agent=person,
        )
        session.told(outcome)

    session.run(work)


@agent.command("list")
@common
def list_(session: Session) -> None:
    """List everybody who works on cases: state, since when, what they hold."""

    async def work() -> None:
        seen = {row.id: (row, load) for row, load in await session.store.reads.agents()}
        lines = []
        for person in session.setup.people:
            if person.role not in ("agent", "lead"):
                continue
            row, load = seen.get(person.id) or await session.store.reads.agent(person.id)
            line = {
                "id": person.id,
                "name": person.name,
                "tier": person.tier,
                "state": row.state,
                "reason": row.reason,
                "since": row.since or None,
                "cases": load.cases,
                "units": busy(row, load).units,
                "capacity": person.capacity,
            }
            lines.append(line)
        if session.json:
            for line in lines:
                say_json(line)
            return
        table(
            ("PERSON", "NAME", "TIER", "STATE", "SINCE", "CASES", "BUSY"),
            (
                (
                    line["id"],
                    line["name"],
                    f"L{line['tier']}",
                    f"{line['state']} {line['reason'] or ''}".strip(),
                    when(line["since"]),  # type: ignore[arg-type]  # an instant or None by build
                    line["cases"],
                    f"{line['units']}/{line['capacity']}",
                )
                for line in lines
            ),
        )

    session.read(work)
