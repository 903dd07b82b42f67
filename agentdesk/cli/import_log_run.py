"""Runs an import of a log: reads and sorts its rows, then hands them to the desk in large units."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from agentdesk.cli.bars import Bar
from agentdesk.cli.exits import Failure, usage
from agentdesk.cli.import_aside import AsideFile, check_aside
from agentdesk.cli.import_log_tell import Teller
from agentdesk.cli.session import Session, login_of
from agentdesk.clock import ManualClock, SystemClock
from agentdesk.data.ahead import Acting, ahead
from agentdesk.desk.import_log import BeginLog, EndLog, ImportLog, SettleLog
from agentdesk.desk.log_rows import digest_after
from agentdesk.document import Document, DocumentError, read_document
from agentdesk.domain.setup import Setup
from agentdesk.records.found import Unreadable
from agentdesk.records.hinting import hint
from agentdesk.records.logs.mapping import LogMap, check_log_columns, completed, read_log_map
from agentdesk.records.logs.naming import Names
from agentdesk.records.logs.reading import read_into, sample_of
from agentdesk.records.logs.rows import Rows
from agentdesk.records.logs.sorting import Placed, Sorter
from agentdesk.records.logs.xes import is_xes
from agentdesk.text import clean

if TYPE_CHECKING:
    from agentdesk.data.store import Store
    from agentdesk.data.unit import CommandRecord

SAMPLE = 200
"""So many rows of each file a map is held against."""
ROWS = 8_000
"""So many rows one unit has. Nobody works in a store of the past, so nobody waits for it."""


class Options(msgspec.Struct, frozen=True):
    """What the command line asked for."""

    files: tuple[Path, ...]
    map_: Path
    dry_run: bool = False
    setup: Path | None = None
    make_setup: Path | None = None
    queue: str = ""
    source: str = ""
    more_follows: bool = False
    aside: Path | None = None


def run(session: Session, options: Options) -> int:
    """Run an import; return how many rows or files could not come in."""
    check_aside(options.aside, (*options.files, options.map_), session.url)
    document = read_document(options.map_)
    written = read_log_map(document)
    with ExitStack() as files:
        aside = None
        if options.aside is not None:
            aside = files.enter_context(AsideFile(options.aside, options.files))
        teller = Teller(session.json, dry_run=options.dry_run, aside=aside)
        maps = _maps(options, document, written, teller)
        if maps:
            with _unswept():
                asyncio.run(_run(session, options, written, maps, teller))
    return teller.troubles


@contextmanager
def _unswept() -> Iterator[None]:
    """Look for no garbage that holds itself: rows make none, and looking takes a tenth of it."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _maps(
    options: Options, document: Document, written: LogMap, teller: Teller
) -> dict[Path, LogMap]:
    """Return each file's map, held against its first rows."""
    found: dict[Path, LogMap] = {}
    for path in options.files:
        if not path.exists():
            raise usage(f"There is no file {path}.")
        if path.is_dir():
            raise usage(f"{path} is a folder: give the files of the log.")
        map_ = completed(written, document, xes=is_xes(path))
        try:
            check_log_columns(map_, document, sample_of(path, map_, SAMPLE))
        except Unreadable as error:
            teller.cannot_read(str(error))
            continue
        except OSError as error:
            teller.cannot_read(f"{path} cannot be read: {error.strerror or error}.")
            continue
        found[path] = map_
    return found


async def _run(
    session: Session,
    options: Options,
    written: LogMap,
    maps: dict[Path, LogMap],
    teller: Teller,
) -> None:
    sorter = Sorter()
    try:
        setup = await _setup(session, options)
        default = options.queue or written.map.queue
        _check_queue(setup, default)
        names = Names(setup, written.people, default)
        now = SystemClock().now()
        rows = _read(sorter, maps, setup, now, names, teller)
        teller.read(rows)
        if options.make_setup is not None:
            from agentdesk.cli.import_log_setup import write_setup

            write_setup(options.make_setup, setup, names)
            teller.made_setup(options.make_setup, names)
            return
        if options.dry_run:
            teller.end()
            return
        first = rows.counted.first
        if first is None:
            teller.end()
            return
        _check_unknown(setup, names)
        async with _store(session, options, first) as (store, actor):
            queue = names.default or (await store.reads.setup()).queues[0].id
            closes = not rows.counted.acts["closed"]
            source = options.source or written.map.source
            async with ahead(store) as acting:
                bringing = _Bringing(store, acting, actor, source, queue, closes, teller)
                await bringing.all(
                    sorter, [path.name for path in maps], settle=not options.more_follows
                )
        teller.end()
    finally:
        sorter.close()


async def _setup(session: Session, options: Options) -> Setup:
    """Return the set-up that the log is held against: the given one, or the store's."""
    if options.setup is not None:
        from agentdesk.cli.setup_file import read_setup

        looks = options.dry_run or options.make_setup is not None
        if not looks and "://" not in session.url and _is_there(session):
            raise usage(
                f"{session.shown_url} is there already: --setup makes a new store, so name one "
                "with --store, or leave --setup out."
            )
        setup = read_setup(options.setup)
    elif options.make_setup is not None and not _is_there(session):
        from agentdesk.cli.setup_file import example_setup

        example = example_setup()
        return msgspec.structs.replace(example, queues=(), people=(), macros=(), views=(), rules=())
    elif not _is_there(session):
        raise usage(
            f"There is no store at {session.shown_url}. --setup FILE makes one for the log; "
            "--make-setup FILE writes a set-up with the queues and people that the log names."
        )
    else:
        from agentdesk.data.open import open_store

        store = await open_store(session.url, read_only=True, create=False)
        try:
            setup = await store.reads.setup()
        finally:
            await store.close()
    if not setup.queues and options.make_setup is None:
        raise usage("The desk has no queues yet: --make-setup writes a set-up of the log's own.")
    return setup


def _is_there(session: Session) -> bool:
    return "://" in session.url or Path(session.url).exists()


def _check_queue(setup: Setup, name: str) -> None:
    known = [word for queue in setup.queues for word in (queue.id, queue.name)]
    if name and known and name.casefold() not in {one.casefold() for one in known}:
        raise usage(f"There is no queue {name}. {hint(name, known)}")


def _check_unknown(setup: Setup, names: Names) -> None:
    if names.unknown_queues and not names.default and len(setup.queues) > 1:
        few = ", ".join(f"“{clean(name)}”" for name in list(names.unknown_queues)[:5])
        raise usage(
            f"The set-up has no queue {few}: say in the map what they mean (queue: values), give "
            "--queue for all others, or let --make-setup write a set-up that has them."
        )


def _read(
    sorter: Sorter,
    maps: dict[Path, LogMap],
    setup: Setup,
    now: int,
    names: Names,
    teller: Teller,
) -> Rows:
    """Read every file's rows into the sorter; return what was made of them."""
    rows: Rows | None = None
    for number, (path, map_) in enumerate(maps.items()):
        fresh = Rows(map_, setup, now, names)
        if rows is not None:
            fresh.counted, fresh.remarks = rows.counted, rows.remarks
        rows = fresh
        with Bar(f"Reading {clean(path.name)}", path.stat().st_size) as bar:
            teller.bar = bar
            try:
                read_into(sorter, path, number, map_, rows, teller.trouble, bar.at)
            except Unreadable as error:
                teller.cannot_read(str(error))
            except OSError as error:
                teller.cannot_read(f"{path} cannot be read: {error.strerror or error}.")
            teller.bar = None
    assert rows is not None, "there is at least one file"
    return rows


@asynccontextmanager
async def _store(
    session: Session, options: Options, first: int
) -> AsyncIterator[tuple["Store", str]]:
    """Open the store for somebody who may write; make it with its set-up if that is asked."""
    from agentdesk.cli.identity import may_run_jobs
    from agentdesk.data.open import open_store

    if options.setup is not None:
        from agentdesk.cli.setup_file import load_setup, read_setup

        # Its set-up is in force from just before the log's first row on.
        made = await open_store(session.url, clock=ManualClock(first - 1))
        try:
            if await made.reads.last_seq():
                raise usage(f"{session.shown_url} is no new store: leave --setup out.")
            setup = read_setup(options.setup)
            await load_setup(made, setup, actor="system", command_id=f"setup-{uuid4().hex}")
        finally:
            await made.close()
    store = await open_store(session.url, create=False)
    try:
        setup = await store.reads.setup()
        may_run_jobs(setup, login_of(store), session.as_)
        try:
            actor = session.person_in(setup, login_of(store)).id
        except Failure:
            actor = "system"
        yield store, actor
    finally:
        await store.close()


class _Bringing:
    """Hands sorted rows to the desk: skips what is in already, then goes on in large units."""

    def __init__(
        self,
        store: "Store",
        acting: Acting,
        actor: str,
        source: str,
        queue: str,
        closes: bool,
        teller: Teller,
    ) -> None:
        self._store, self._acting = store, acting
        self._actor, self._source = actor, source
        self._queue, self._closes, self._teller = queue, closes, teller
        self._digest = ""
        self._calls: dict[str, int] = {}
        self._name = ""
        self._done = 0
        self._at = 0

    async def all(self, sorter: Sorter, files: list[str], *, settle: bool) -> None:
        """Bring every row in, and let what is due since the log's end happen."""
        rows = iter(sorter)
        first = next(rows)
        self._name = f"log-{digest_after(self._source, (first.row,))[:24]}"
        rows = _chained(first, rows)
        with Bar("Bringing in", sorter.count) as bar:
            self._teller.bar = bar
            known = await self._known(rows)
            fresh = next(rows, None)
            if fresh is not None:
                await self._begin(first.at if not known else fresh.at, files, known)
                await self._units(_chained(fresh, rows), bar)
            self._teller.bar = None
        self._teller.known = known
        if fresh is not None or await self._is_unended():
            if settle:
                await self._settle()
            await self._end(known)

    # ---- what is in already

    async def _known(self, rows: Iterator[Placed]) -> int:
        """Step over the rows that an earlier import of the same log brought in."""
        last = next((r for r in await self._records() if "done" in r.result), None)
        if last is None:
            return 0
        self._calls = dict(last.result["calls"])
        self._at = last.result["at"]
        wanted = int(last.result["done"])
        for placed in islice(rows, wanted):
            self._digest = digest_after(self._digest, (placed.row,))
            self._done += 1
        if (self._done, self._digest) != (wanted, last.result["digest"]):
            raise usage(
                f"This log begins like one that is here already, but its first {wanted:,} rows "
                "are not the same: bring it into a store of its own, or name it with --source."
            )
        return wanted

    async def _records(self) -> "tuple[CommandRecord, ...]":
        """Return what was done with this log before, the newest first."""
        return await self._store.reads.commands_of(self._name)

    async def _is_unended(self) -> bool:
        return not any(record.kind == "end_log" for record in await self._records())

    # ---- the units

    async def _begin(self, at: int, files: list[str], known: int) -> None:
        if not known:
            await self._act(
                BeginLog(
                    import_id=self._name,
                    at=at,
                    source=self._source,
                    files=tuple(files),
                    **self._envelope(),
                )
            )

    async def _units(self, rows: Iterator[Placed], bar: Bar) -> None:
        batch = list[Placed]()
        for placed in rows:
            batch.append(placed)
            if len(batch) >= ROWS:
                await self._unit(batch)
                bar.at(self._done)
                batch = []
        if batch:
            await self._unit(batch)
            bar.at(self._done)

    async def _unit(self, batch: list[Placed]) -> None:
        """Bring one batch in, in as many units as it takes."""
        left = tuple(placed.row for placed in batch)
        while left:
            result = await self._act(
                ImportLog(
                    rows=left,
                    queue=self._queue,
                    source=self._source,
                    closes=self._closes,
                    calls=self._calls,
                    done=self._done,
                    digest=self._digest,
                    **self._envelope(),
                )
            )
            self._calls, self._at = result["calls"], result["at"]
            self._done, self._digest = result["done"], result["digest"]
            self._teller.add(result["counts"])
            left = left[result["rows"] :]

    async def _settle(self) -> None:
        """Let what fell due between the log's end and now happen, some thousand at a time."""
        while True:
            result = await self._act(SettleLog(**self._envelope()))
            if not result["fired"]:
                return
            self._teller.settled += result["fired"]

    async def _end(self, known: int) -> None:
        await self._act(
            EndLog(
                import_id=self._name,
                at=self._at,
                came=self._done - known,
                known=known,
                left_out=self._teller.troubles,
                **self._envelope(),
            )
        )

    def _envelope(self) -> dict[str, Any]:
        return {"command_id": uuid4().hex, "actor": self._actor, "group": self._name}

    async def _act(self, command: Any) -> dict[str, Any]:
        from agentdesk.desk.registry import use_case_of

        return (await self._acting.act(use_case_of(command), command)).result


def _chained(first: Placed, rest: Iterator[Placed]) -> Iterator[Placed]:
    yield first
    yield from rest


__all__ = ["DocumentError", "Options", "run"]
