"""``agentdesk undo``, ``redo`` and ``undoable``."""

import click

from agentdesk.cli.exits import nothing
from agentdesk.cli.output import say_json, table
from agentdesk.cli.session import Session, acting, common
from agentdesk.clock import SECOND

_target = click.argument("command", required=False)


@click.command("undo")
@_target
@acting
def undo(session: Session, command: str | None) -> None:
    """Take back what you did last, or the COMMAND named (agentdesk undoable lists them)."""
    session.do("undo", target=command)


@click.command("redo")
@_target
@acting
def redo(session: Session, command: str | None) -> None:
    """Do again what you took back last, or the COMMAND named."""
    session.do("redo", target=command)


@click.command("undoable")
@common
def undoable(session: Session) -> None:
    """List what you can still take back, the newest first."""

    async def work() -> None:
        records = await session.store.reads.undoable(session.person.id, session.now)
        if not records:
            raise nothing("There is nothing to undo.")
        if session.json:
            for record in records:
                say_json(record)
            return
        table(
            ("COMMAND", "WHAT", "STILL"),
            (
                (
                    record.command_id,
                    record.label or record.kind,
                    f"{((record.undoable_until or 0) - session.now) // SECOND}s",
                )
                for record in records
            ),
        )

    session.read(work)
