"""One person: export all, erase, legal hold."""

import click

from agentdesk.cli.asking import ask, sees_words
from agentdesk.cli.output import say, say_json, table, when
from agentdesk.cli.privacy import customer_id
from agentdesk.cli.session import Session, acting, common


@click.command("export")
@customer_id
@click.option("--to", "folder", required=True, metavar="FOLDER", help="A folder that is not there.")
@acting
def export(session: Session, customer_id: str, folder: str) -> None:
    """Write all that is kept of CUSTOMER into a new FOLDER (privacy officers).

    data.json for programs, readable.md for people, the files and the mails as they came. Other
    people's names and addresses are left out. That it was done is recorded first.
    """

    from pathlib import Path

    place = Path(folder).expanduser()

    async def work() -> None:
        from agentdesk.seat.export_person import export_person

        made = await export_person(session.desk, session.setup, customer_id, place)
        session.told_plain(
            f"{made.cases} cases, {made.messages} messages, {made.files} files are in {folder}",
            folder=folder,
            cases=made.cases,
            messages=made.messages,
            files=made.files,
        )

    session.run(work)


@click.command("erase")
@customer_id
@click.option("--yes", is_flag=True, help="Do not ask.")
@acting
def erase(session: Session, customer_id: str, yes: bool) -> None:
    """Erase CUSTOMER for good (privacy officers).

    Identity, messages, notes, files, drafts and learned words go; the cases stay without words
    under a random id, and no figure changes.
    """

    async def work() -> None:
        from agentdesk.seat import erasing

        sees_words(session)
        found = await erasing.preview(session.store, customer_id)
        if not session.json and not found.erased:
            for line in found.lines():
                say(line)
        if not yes and not found.erased:
            ask(erasing.FINAL)
        outcome, remains = await erasing.erase(session.desk, customer_id)
        if session.json:
            say_json({"ok": True, "result": outcome.result, "remains": remains})
            return
        session.told(outcome)
        if remains:
            say(remains)

    session.run(work)


@click.command("hold")
@customer_id
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--reason", default="", metavar="CODE", help="Why, in one short word.")
@acting
def hold(session: Session, customer_id: str, state: str, reason: str) -> None:
    """Keep CUSTOMER's data whatever else is asked (legal hold), or let it go again."""
    session.do("change_hold", customer_id=customer_id, on=state == "on", reason=reason)


@click.command("holds")
@common
def holds(session: Session) -> None:
    """List the legal holds, the oldest first."""

    async def work() -> None:
        found = await session.store.reads.privacy.holds()
        if session.json:
            for row in found:
                say_json(row)
        else:
            table(
                ("CUSTOMER", "SINCE", "BY", "REASON"),
                ((row.customer_id, when(row.since), row.by, row.reason) for row in found),
            )

    session.read(work)
