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
    _back(session, "undo", command)


@click.command("redo")
@_target
@acting
def redo(session: Session, command: str | None) -> None:
    """Do again what you took back last, or the COMMAND named."""
    _back(session, "redo", command)


def _back(session: Session, word: str, target: str | None) -> None:
    """Undo or redo; what was an act of several parts, with all of them."""

    async def work() -> None:
        from agentdesk.desk import groups

        done = await (groups.undo if word == "undo" else groups.redo)(session.desk, target)
        await session.store.live.beat(session.person.id, session.now)
        first = done.results[0].outcome
        if len(done.results) == 1 and first is not None:
            session.told(first)
        else:
            session.told_many(done.label, done.results)

    session.run(work)


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
        from agentdesk.desk.groups import undo_list

        table(
            ("COMMAND", "WHAT", "STILL"),
            (
                (line.target, line.label, f"{(line.until - session.now) // SECOND}s")
                for line in undo_list(records)
            ),
        )

    session.read(work)
