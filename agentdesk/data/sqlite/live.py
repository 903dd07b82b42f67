"""The live tables: a second file beside the store, so that a keystroke wakes nobody's queue."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import msgspec

from agentdesk.clock import SECOND
from agentdesk.data.errors import StoreDamaged, StoreError, StoreMissing, StoreReadOnly
from agentdesk.data.sqlite.aside import set_aside
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.connection import Connection
from agentdesk.data.sqlite.emptying import EVERY, bring_over, leave_to_rounds
from agentdesk.data.sqlite.feed import Bell
from agentdesk.data.sqlite.lock import Doorbell
from agentdesk.data.sqlite.named import script
from agentdesk.data.sqlite.paths import Paths, file_mode, identity
from agentdesk.data.sqlite.plain import make_live_tables, prepare
from agentdesk.data.sqlite.promise import TRIES, Promise, promise_of
from agentdesk.data.sqlite.queue import SQL
from agentdesk.data.sqlite.trouble import busy, explained, missing
from agentdesk.domain.views import Doing, Draft

T = TypeVar("T")

LOOKING_MS = 25 * SECOND
TYPING_MS = 10 * SECOND


class SqliteLive:
    """Drafts, who is here, heartbeats (see :class:`agentdesk.data.store.Live`)."""

    def __init__(self, paths: Paths, *, read_only: str | None, alone: bool = False) -> None:
        """``alone`` says that nobody but this process writes here."""
        self._paths, self.read_only, self._alone = paths, read_only, alone
        self._db: Connection | None = None
        self._closed = False
        self._file: object = None
        self._promise: Promise | None = None
        self._writes = 0
        self._opening = asyncio.Lock()
        self._doorbell: Doorbell | None = None
        self._waiting: set[Bell] = set()

    async def save_draft(self, draft: Draft) -> None:
        """Keep a draft; an empty body deletes it."""
        if not draft.body:
            await self.drop_draft(draft.agent, draft.case_id, draft.kind)
            return
        await self._write("save_draft", msgspec.structs.astuple(draft))

    async def drafts(self, agent: str) -> tuple[Draft, ...]:
        """Return every draft of a person, the newest first."""
        return await self._read(
            lambda db: tuple(Draft(*row) for row in db.execute(SQL["drafts"], (agent,)))
        )

    async def drafts_in(self, case_ids: Sequence[int]) -> tuple[Draft, ...]:
        """Return everybody's unsent texts in some cases, lists of files among them."""
        wanted = msgspec.json.encode(list(case_ids)).decode()
        return await self._read(
            lambda db: tuple(Draft(*row) for row in db.execute(SQL["drafts_in"], (wanted,)))
        )

    async def drafts_before(self, at: int) -> tuple[Draft, ...]:
        """Return everybody's unsent texts that nobody has touched since an instant."""
        return await self._read(
            lambda db: tuple(Draft(*row) for row in db.execute(SQL["drafts_before"], (at,)))
        )

    async def draft(self, agent: str, case_id: int, kind: str) -> Draft | None:
        """Return one draft."""
        key = (agent, case_id, kind)
        row = await self._read(lambda db: db.execute(SQL["draft"], key).fetchone())
        return Draft(*row) if row else None

    async def drop_draft(self, agent: str, case_id: int, kind: str) -> None:
        """Delete a draft, after its text was posted."""
        await self._write("drop_draft", (agent, case_id, kind))

    async def drop_drafts_of(self, case_ids: Sequence[int]) -> None:
        """Delete every draft about some cases, and leave no trace of them in the file."""
        await self._write("drop_drafts_of_case", (msgspec.json.encode(list(case_ids)).decode(),))
        await self.scrub()

    async def scrub(self) -> bool:
        """Leave nothing of what was deleted in the file; say whether nobody was in the way."""

        def empty(db: sqlite3.Connection) -> bool:
            # What moved between pages stands on in their free room until they are written anew.
            with suppress(sqlite3.OperationalError):
                db.execute("VACUUM")
            return not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

        return await self._run(empty)

    async def here(self, agent: str, case_id: int | None, what: str, now: int) -> None:
        """Say what a person does: looking at or typing in a case, or (``None``) neither."""
        if case_id is None:
            await self._write("gone", (agent,))
        else:
            await self._write("here", (agent, case_id, what, now))

    async def doing(self, now: int) -> tuple[Doing, ...]:
        """Return who looked within 25 seconds; who typed within 10 still types."""
        since = {"typing": now - TYPING_MS, "looking": now - LOOKING_MS}
        return await self._read(
            lambda db: tuple(Doing(*row) for row in db.execute(SQL["doing"], since))
        )

    async def seen(self, agent: str, case_id: int, at: int) -> None:
        """Remember that a person has opened a case."""
        await self._write("seen", (case_id, agent, at))

    async def beat(self, agent: str, now: int, desk: str = "") -> None:
        """Record a sign of a person: of their open desk, by its id, or of a command."""
        if desk:
            await self._write("desk_open", (agent, desk, now), ring=False)
        await self._write("beat", (agent, now), ring=False)

    async def left(self, agent: str, desk: str, since: int) -> int:
        """Forget a desk; return how many others of that person gave a sign since then."""
        await self._write("desk_closed", (agent, desk, since), ring=False)
        # Not in the same step: of two desks that are closed at once, the later one sees neither.
        return await self._read(
            lambda db: int(db.execute(SQL["desks"], (agent, since)).fetchone()[0])
        )

    async def beats(self) -> dict[str, int]:
        """Return the last heartbeat of every person."""
        return await self._read(lambda db: dict(db.execute(SQL["beats"])))

    async def changes(self) -> AsyncIterator[None]:
        """Yield whenever something here changed."""
        paths = self._paths
        names = (paths.live_bell.name, paths.live.name + "-wal")
        bell = Bell(paths.live.parent, *names, alone=self._alone)
        bell.start()
        self._waiting.add(bell)
        version = await self._version()
        try:
            while True:
                await bell.wait()
                before, version = version, await self._version()
                if before != version:
                    yield None
        finally:
            self._waiting.discard(bell)
            bell.stop()

    async def close(self) -> None:
        """Give the file back for good."""
        self._closed = True
        for bell in self._waiting:
            bell.ring()
        async with self._opening:
            await self._let_go()

    async def _let_go(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            await db.close()
        if self._doorbell is not None:
            self._doorbell.close()
            self._doorbell = None

    async def _version(self) -> tuple[int, int]:
        def both(db: sqlite3.Connection) -> tuple[int, int]:
            return db.execute("PRAGMA data_version").fetchone()[0], db.total_changes

        return await self._read(both)

    async def _write(self, name: str, values: Sequence[object], *, ring: bool = True) -> None:
        if self.read_only is not None:
            raise StoreReadOnly(self.read_only)
        await self._run(lambda db: db.execute(SQL[name], tuple(values)))
        self._writes += 1
        if self._writes % EVERY == 0:
            await self._run(self._bring_over)
        if ring and self._doorbell is not None:
            self._doorbell.ring()
            for bell in self._waiting:
                bell.ring()

    def _bring_over(self, db: sqlite3.Connection) -> None:
        # It was written, whatever happens here.
        with suppress(sqlite3.Error):
            bring_over(db, self._paths.live)

    async def _run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        async with self._sound() as db:
            return await db.write(function)

    async def _read(self, function: Callable[[sqlite3.Connection], T]) -> T:
        for _ in range(TRIES):
            try:
                async with self._sound() as db:
                    promise = self._promise
                    result = await db.read(function)
            except Exception:
                promise = self._promise
                if promise is None or promise.kept():
                    raise
                continue
            if promise is None or promise.kept():
                return result
        raise busy(self._paths.live)

    @asynccontextmanager
    async def _sound(self) -> AsyncIterator[Connection]:
        """Give the connection; a file found damaged is put aside. Raises ``StoreError``."""
        try:
            with explained(self._paths.live):
                yield await self._connection()
        except StoreMissing as error:
            raise missing(self._paths.db) from error
        except StoreDamaged as error:
            if self.read_only is not None:
                raise
            await self.close()
            raise set_aside(self._paths) from error

    async def _connection(self) -> Connection:
        async with self._opening:
            # Without its store no live file is made: it would be in the way of the folder when
            # that is put back.
            if not self._paths.db.exists():
                raise missing(self._paths.db)
            if self._closed:
                raise StoreError(f"{self._paths.db} is closed already.")
            if self._db is not None and self._file != self._which():
                await self._let_go()
            if self._db is None:
                self._db = await Connection.open(self._connect)
                if self.read_only is None:
                    mode = file_mode(self._paths.live.parent)
                    self._doorbell = Doorbell(self._paths.live_bell, mode)
                self._file = self._which()
            return self._db

    def _which(self) -> object:
        """Tell the file from another in its place; for a reader, also whether it is written to."""
        path = self._paths.live
        return identity(path), promise_of(path) if self.read_only is not None else None

    def _connect(self) -> sqlite3.Connection:
        if self.read_only is not None:
            self._promise = promise_of(self._paths.live)
            if not self._paths.live.exists():
                return _nothing()
            if self._promise is not None:
                self._promise.settle()
            return connect(self._paths.live, read_only=True, immutable=self._promise is not None)
        prepare(self._paths.live)
        db = connect(self._paths.live)
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'desks'").fetchone() is None:
            make_live_tables(db)  # An older program made the file.
        # A keystroke lost with the power is no harm; waiting for the disk at each one is.
        db.execute("PRAGMA synchronous = NORMAL")
        leave_to_rounds(db)
        return db


def _nothing() -> sqlite3.Connection:
    """Return live tables with nothing in them, for a reader who finds no live file."""
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    db.executescript(script("live.sql"))
    return db
