"""PostgreSQL's errors as our own, each with one sentence that says what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from agentdesk.data.errors import (
    Refused,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreReadOnly,
)
from agentdesk.data.postgres.address import database, shown
from agentdesk.data.postgres.schema import schema_error

AGAIN = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.UniqueViolationError,
)
"""What another unit's commit in between causes: the whole unit is run again."""

FAILURES = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
"""Everything that asyncpg raises when something fails."""

AWAY = (
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)
"""The connection is gone; the server may come back. asyncpg calls it an internal error when it is
used in the moment between the server's last word and the end of the connection."""

_ADDED = re.compile(
    r'relation "(incidents|incident_texts|complaints|complaint_texts|goodwill|surveys|consents|'
    r"consent_texts|customer_edits|merged_customers|moved_contacts|notices|answer_uses|"
    r"answer_wants|learned_texts|answer_versions|unanswered_questions|"
    r"case_references|customer_references|organisations|import_texts|"
    r'interactions)" does not exist'
)
"""Tables that a store of an earlier schema lacks; one without the others is no store at all."""

OTHER_SCHEMA, OTHER_PERSON = "AD001", "AD002"
"""What ``unit_write`` raises."""


def is_away(error: BaseException) -> bool:
    """Say whether the connection, not the statement, failed."""
    if isinstance(error, asyncpg.InterfaceError):
        return "clos" in str(error) or "released" in str(error)
    return isinstance(error, AWAY)


def translate(error: Exception, url: str) -> Exception:
    """Return our own error for one of asyncpg's or the system's."""
    place = shown(url)
    if isinstance(error, asyncpg.PostgresError):
        known = _of_server(error, url, place)
        if known is not None:
            return known
    if is_away(error):
        return away(place)
    if isinstance(error, asyncpg.InterfaceError):
        return StoreError(f"The connection to {place} was used wrongly: {error}.")
    return StoreError(f"The store {place} could not do it: {error}.")


def _of_server(error: asyncpg.PostgresError, url: str, place: str) -> Exception | None:
    if isinstance(
        error, asyncpg.InvalidPasswordError | asyncpg.InvalidAuthorizationSpecificationError
    ):
        return StoreError(
            f"{place} refused the login: the role or its password is not right, or the server's "
            "pg_hba.conf does not let it in. Check the address."
        )
    if isinstance(error, asyncpg.InvalidCatalogNameError):
        return StoreMissing(
            f"There is no database “{database(url)}” at {place}. Check the address, or have it "
            "made: createdb."
        )
    if isinstance(error, asyncpg.TooManyConnectionsError):
        return StoreBusy(
            f"{place} has no connection left. Try again; an administrator can raise "
            "max_connections (a desk uses two or three)."
        )
    if isinstance(error, asyncpg.DiskFullError):
        return StoreFull(
            f"The disk of {place} is full; nothing of this action was written. Make room and do "
            "it again."
        )
    if isinstance(error, asyncpg.ReadOnlySQLTransactionError | asyncpg.InsufficientPrivilegeError):
        return StoreReadOnly(
            f"Your login may not do that at {place}; nothing was written. An administrator can "
            "grant it: agentdesk store grant."
        )
    if isinstance(error, asyncpg.DataCorruptedError | asyncpg.IndexCorruptedError):
        return StoreDamaged(f"{place} is damaged ({error}). Restore the newest backup.")
    if isinstance(error, (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError, *AGAIN)):
        return busy(place)
    if isinstance(error, asyncpg.OutOfMemoryError):
        return StoreError(f"{place} is out of memory; nothing was written. Try again.")
    if isinstance(error, asyncpg.UndefinedTableError) and _ADDED.search(str(error)):
        return schema_error(0)
    if isinstance(error, asyncpg.UndefinedTableError | asyncpg.InvalidSchemaNameError):
        return empty(place)
    if isinstance(error, asyncpg.UndefinedColumnError):
        return schema_error(0)
    return None


def refusal(error: asyncpg.PostgresError, actor: str) -> Exception | None:
    """Return what ``unit_write`` means by an error of its own, if it is one."""
    if error.sqlstate == OTHER_PERSON:
        return Refused(
            f"You are logged in to the database as “{error.args[0]}” and cannot act as {actor}: "
            "the set-up gives that person another login.",
            "not_allowed",
        )
    if error.sqlstate == OTHER_SCHEMA:
        return schema_error(int(str(error.args[0]).removeprefix("schema ")))
    return None


def away(place: str) -> StoreMissing:
    """Say that the server cannot be reached."""
    return StoreMissing(
        f"{place} cannot be reached. Check the address and the network, or wait: the desk goes "
        "on when it is back."
    )


def busy(place: str) -> StoreBusy:
    """Say that somebody else holds what is needed."""
    return StoreBusy(
        f"Somebody else was writing to {place} and did not finish in time; nothing was written. "
        "Try again."
    )


def empty(place: str) -> StoreMissing:
    """Say that the database holds no store."""
    return StoreMissing(
        f"The database at {place} holds no agentdesk store. Check the address, or make one: "
        "agentdesk store migrate."
    )


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Raise our own errors instead of asyncpg's and the system's."""
    try:
        yield
    except FAILURES as error:
        raise translate(error, url) from error
