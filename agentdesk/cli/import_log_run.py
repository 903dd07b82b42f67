"""Runs an import of a log: reads and sorts its rows, then hands them to the desk in large units."""

import asyncio
import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from agentdesk.cli.bars import Bar
from agentdesk.cli.exits import usage
from agentdesk.cli.import_aside import AsideFile, check_aside
from agentdesk.cli.import_log_bring import Bringing
from agentdesk.cli.import_log_tell import Teller
from agentdesk.cli.import_store import check_queues, store_for_import
from agentdesk.cli.session import Session
from agentdesk.clock import ManualClock, SystemClock
from agentdesk.data.ahead import ahead
from agentdesk.document import Document, read_document
from agentdesk.domain.setup import Setup
from agentdesk.records.found import Unreadable, why_unreadable
from agentdesk.records.logs.mapping import LogMap, check_log_columns, completed, read_log_map
from agentdesk.records.logs.naming import Names
from agentdesk.records.logs.reading import read_into, sample_of
from agentdesk.records.logs.rows import Rows
from agentdesk.records.logs.sorting import Sorter
from agentdesk.records.logs.xes import is_xes
from agentdesk.text import clean

if TYPE_CHECKING:
    pass

SAMPLE = 200
"""So many rows of each file a map is held against."""


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
        except (Unreadable, OSError) as error:
            teller.cannot_read(why_unreadable(path, error))
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
        if setup.queues:
            check_queues(setup, (default,))
        names = Names(setup, written.people, default)
        now = SystemClock().now()
        rows = _read(sorter, maps, setup, now, names, teller)
        teller.read(rows)
        if options.make_setup is not None:
            from agentdesk.cli.import_log_setup import write_setup

            write_setup(options.make_setup, setup, names)
            teller.made_setup(options.make_setup, names)
            return
        first = rows.counted.first
        if first is not None and not options.dry_run:
            _check_unknown(setup, names)
            if options.setup is not None:
                await _make_store(session, options.setup, first)
            async with store_for_import(session) as (store, actor):
                queue = names.default or (await store.reads.setup()).queues[0].id
                closes = not rows.counted.acts["closed"]
                source = options.source or written.map.source
                async with ahead(store) as acting:
                    bringing = Bringing(store, acting, actor, source, queue, closes, teller)
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
        # Named like the log: the example's company has nothing to do with it.
        name = options.files[0].name.partition(".")[0]
        return msgspec.structs.replace(
            example, name=name, queues=(), people=(), macros=(), views=(), rules=()
        )
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
            except (Unreadable, OSError) as error:
                teller.cannot_read(why_unreadable(path, error))
            teller.bar = None
    assert rows is not None, "there is at least one file"
    return rows


async def _make_store(session: Session, file: Path, first: int) -> None:
    """Make a new store whose set-up is in force from just before the log's first row on."""
    from agentdesk.cli.setup_file import load_setup, read_setup
    from agentdesk.data.open import open_store

    made = await open_store(session.url, clock=ManualClock(first - 1))
    try:
        if await made.reads.last_seq():
            raise usage(f"{session.shown_url} is no new store: leave --setup out.")
        setup = read_setup(file)
        await load_setup(made, setup, actor="system", command_id=f"setup-{uuid4().hex}")
    finally:
        await made.close()
