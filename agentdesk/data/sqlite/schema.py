"""The schema's version, and the numbered steps that lead to it.

``PRAGMA application_id`` says that a file is a store at all, ``PRAGMA user_version`` which schema
it has. Both stand in the file's first page and cost nothing to read.
"""

import sqlite3
from pathlib import Path

from agentdesk.data.errors import StoreDamaged, StoreError, StoreNewer
from agentdesk.data.sqlite.trouble import older

APPLICATION_ID = 0x61674465
"""``agDe``."""
_FOLDER = Path(__file__).parents[1] / "migrations" / "sqlite"


def steps() -> tuple[Path, ...]:
    """Return the numbered steps, in order."""
    return tuple(sorted(_FOLDER.glob("[0-9]*.sql")))


VERSION = 13
"""The schema this program writes; ``tests/store`` proves that the last step has this number."""


def version_of(db: sqlite3.Connection) -> int:
    """Return the schema version of a file."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def version_trouble(db: sqlite3.Connection, path: Path) -> StoreError | None:
    """Say why this program may not write to a store with that schema, if so."""
    version = version_of(db)
    if version == VERSION:
        return None
    if version > VERSION:
        return StoreNewer(
            f"A newer agentdesk has changed {path}, so this one only reads it. Update agentdesk "
            "on this machine."
        )
    return older(path)


def check_is_store(db: sqlite3.Connection, path: Path) -> None:
    """Raise ``StoreDamaged`` if a file is a database, but none of ours."""
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreDamaged(f"{path} is not an agentdesk store. Check the path.")


def take_step(db: sqlite3.Connection, step: Path) -> None:
    """Take one step, inside a transaction that is open already."""
    for statement in statements(step.read_text(encoding="utf-8")):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {number(step)}")


def number(step: Path) -> int:
    """Return a step's number."""
    return int(step.name[:4])


def create(db: sqlite3.Connection) -> None:
    """Give an empty file the schema; nothing happens if somebody else just did."""
    db.execute("BEGIN IMMEDIATE")
    try:
        if version_of(db) == 0:
            for step in steps():
                take_step(db, step)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def statements(script: str) -> list[str]:
    """Split a script into its statements, so that they can run inside one transaction."""
    out, part = [], ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            out.append(part)
            part = ""
    return out
