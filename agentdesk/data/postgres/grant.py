"""Who may do what in the database: the statements that give people's login roles their rights.

Two group roles a database. The desk's people call the functions that load and write a unit, read
every table, and write the live tables; those functions check that the actor is the login's own
person. Supervisors read the board's views and nothing else. The statements are printed for an
administrator, or run by one: they need the right to make roles, and ``revoke_public`` needs a
superuser.
"""

import re
from collections.abc import Iterable

from agentdesk.data.postgres.schema import BOARD, NAME
from agentdesk.domain.setup import PersonSetup, Setup

READERS = frozenset({"supervisor", "quality"})
"""Roles that see the board and nothing else."""
_FUNCTIONS = (
    "unit_find(jsonb)",
    "unit_load(jsonb)",
    "unit_next(jsonb)",
    "unit_write(jsonb)",
    "put_blob(text, integer, bytea)",
)
_LIVE = ("drafts", "doing", "seen", "beats", "desks")


def quoted(name: str) -> str:
    """Write a role's or database's name so that nothing in it is read as SQL."""
    return '"' + name.replace('"', '""') + '"'


def groups(database: str) -> tuple[str, str]:
    """Return the names of a database's two group roles: the desk's people, the supervisors."""
    stem = re.sub(r"[^a-z0-9_]", "_", database.lower())[:40]
    return f"{stem}_desk", f"{stem}_board"


def make_groups(database: str) -> tuple[str, ...]:
    """Return the statements that make the group roles and give them their rights."""
    desk, board = map(quoted, groups(database))
    return (
        *(_make(role) for role in groups(database)),
        f"GRANT CONNECT ON DATABASE {quoted(database)} TO {desk}, {board}",
        f"GRANT USAGE ON SCHEMA {NAME} TO {desk}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {NAME} TO {desk}",
        *(f"GRANT EXECUTE ON FUNCTION {NAME}.{function} TO {desk}" for function in _FUNCTIONS),
        *(f"GRANT INSERT, UPDATE, DELETE ON {NAME}.{table} TO {desk}" for table in _LIVE),
        f"GRANT USAGE ON SCHEMA {BOARD} TO {board}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {BOARD} TO {board}",
    )


def revoke_public(database: str) -> tuple[str, ...]:
    """Return the statements that take from everybody what the desk does not need.

    Temporary tables, large objects and notifications would let a reader leave something behind,
    or disturb others.
    """
    name = quoted(database)
    return (
        f"REVOKE TEMPORARY, CREATE ON DATABASE {name} FROM PUBLIC",
        f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        *(
            f"REVOKE EXECUTE ON FUNCTION pg_catalog.{function} FROM PUBLIC"
            for function in (
                "pg_notify(text, text)",
                "lo_create(oid)",
                "lo_creat(integer)",
                "lo_from_bytea(oid, bytea)",
                "lo_put(oid, bigint, bytea)",
                "lo_unlink(oid)",
                "lo_open(oid, integer)",
                "lowrite(integer, bytea)",
                "lo_truncate(integer, integer)",
                "lo_truncate64(integer, bigint)",
                *_ADVISORY,
            )
        ),
        _WRITES_AHEAD,
    )


_WRITES_AHEAD = (
    # What it takes differs between the server's versions.
    "DO $revoke$ DECLARE f regprocedure; BEGIN "
    "FOR f IN SELECT oid FROM pg_catalog.pg_proc WHERE proname = 'pg_logical_emit_message' "
    "AND pronamespace = 'pg_catalog'::regnamespace "
    "LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f); END LOOP; END $revoke$"
)
"""Anybody could write into the server's log with it."""


_ADVISORY = tuple(
    f"{name}({keys})"
    for name in (
        "pg_advisory_lock",
        "pg_advisory_lock_shared",
        "pg_try_advisory_lock",
        "pg_try_advisory_lock_shared",
        "pg_advisory_xact_lock",
        "pg_advisory_xact_lock_shared",
        "pg_try_advisory_xact_lock",
        "pg_try_advisory_xact_lock_shared",
    )
    for keys in ("bigint", "integer, integer")
)


def admit(database: str, people: Iterable[PersonSetup]) -> tuple[str, ...]:
    """Return the statements that make people's login roles and put each in its group.

    No password is set: an administrator sets one, or the server's pg_hba.conf decides who is who.
    """
    desk, board = groups(database)
    statements: list[str] = []
    for person in people:
        login = person.login or person.id
        group, other = (board, desk) if person.role in READERS else (desk, board)
        statements += [
            _make(login, "LOGIN"),
            f"GRANT {quoted(group)} TO {quoted(login)}",
            f"REVOKE {quoted(other)} FROM {quoted(login)}",
        ]
    return tuple(statements)


def everything(database: str, setup: Setup) -> tuple[str, ...]:
    """Return all statements for a database and its set-up; running them again changes nothing."""
    return (
        *revoke_public(database),
        *make_groups(database),
        *admit(database, setup.people),
    )


def _make(role: str, kind: str = "NOLOGIN") -> str:
    """Return the statement that makes a role unless it is there; PostgreSQL has no short way."""
    text = role.replace("'", "''")
    statement = f"CREATE ROLE {quoted(role)} {kind}".replace("'", "''")
    return (
        "DO $role$ BEGIN "
        f"IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = '{text}') THEN "
        f"EXECUTE '{statement}'; END IF; END $role$"
    )
