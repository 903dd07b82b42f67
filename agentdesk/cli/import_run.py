"""Runs an import of records: reads the files by their maps, hands them over in short units."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from agentdesk.cli.exits import usage
from agentdesk.cli.import_aside import check_aside
from agentdesk.cli.import_into import Into, into
from agentdesk.cli.import_store import check_queues, store_for_import
from agentdesk.cli.import_tell import Teller
from agentdesk.cli.output import say
from agentdesk.cli.session import Session
from agentdesk.document import Document, read_document
from agentdesk.records.answers import program_of
from agentdesk.records.applying import Applied
from agentdesk.records.fields import Kind
from agentdesk.records.folder import is_markdown, markdown_files
from agentdesk.records.found import Record, Unreadable, why_unreadable
from agentdesk.records.guessing import guess_map
from agentdesk.records.map_file import check_columns, map_text, read_map
from agentdesk.records.mapping import Map, missing_fields
from agentdesk.records.reading import Reading
from agentdesk.records.records import records_of
from agentdesk.records.taking import Aside, Ready
from agentdesk.records.values import shown

if TYPE_CHECKING:
    from agentdesk.data.store import Store
    from agentdesk.domain.setup import Setup

SAMPLE = 200
"""So many records a map is held against, or guessed from."""
LEAST, FIRST, MOST = 100, 200, 500
"""Records of a unit: how many at least, at first, and at most."""
SHORT_S, LONG_S = 0.15, 0.4
"""A unit quicker than the one makes the next larger, one slower than the other smaller."""


class Options(msgspec.Struct, frozen=True):
    """What the command line asked for."""

    files: tuple[Path, ...]
    map_: Path | None = None
    dry_run: bool = False
    show_map: bool = False
    aside: Path | None = None
    source: str = ""
    queue: str = ""
    program: str | None = None


class File(msgspec.Struct, frozen=True):
    """A file to be read, with its map; a Markdown file has none."""

    path: Path
    map_: Map | None = None
    program: str | None = None


def run(session: Session, kind: Kind, options: Options) -> int:
    """Run an import; return how many records were kept aside or could not be read."""
    check_aside(options.aside, (*options.files, options.map_))
    teller = Teller(session.json, options.files, dry_run=options.dry_run, aside=options.aside)
    files = list(_files(kind, options, teller))
    if options.show_map:
        shown = next((file.map_ for file in files if file.map_ is not None), None)
        if shown is None:
            raise usage("Markdown files need no map.")
        say(map_text(shown))
        return 0
    if not files and not teller.aside:
        raise usage("There is no file to bring in there.")
    if files:
        with teller:
            asyncio.run(_run(session, kind, options, files, teller))
    return teller.aside


# ---- which files, by which map


def _files(kind: Kind, options: Options, teller: Teller) -> Iterator[File]:
    document = read_document(options.map_) if options.map_ is not None else None
    written = read_map(document, kind) if document is not None else None
    for path in options.files:
        if not path.exists():
            raise usage(f"There is no file {path}.")
        if path.is_dir() or is_markdown(path):
            if kind not in ("answers", "articles"):
                raise usage(f"{path} holds no {kind}: give a CSV or JSON file.")
            found = list(markdown_files(path)) if path.is_dir() else [path]
            if not found:
                raise usage(f"There is no Markdown file in {path}.")
            yield from map(File, found)
            continue
        try:
            yield _file(path, kind, options, document, written)
        except (Unreadable, OSError) as error:
            teller.cannot_read(why_unreadable(path, error))


def _file(
    path: Path, kind: Kind, options: Options, document: Document | None, written: Map | None
) -> File:
    own = written or Map(kind=kind, fields={})
    reading = Reading(path, records=own.records, delimiter=own.delimiter)
    sample = [i for i in itertools.islice(reading, SAMPLE) if isinstance(i, Record)]
    program = None
    if kind in ("answers", "articles"):
        program = options.program or program_of([record.values for record in sample])
    if document is not None and written is not None:
        check_columns(written, document, sample)
        return File(path, written, program)
    found = guess_map(kind, sample)
    missing = missing_fields(found)
    if sample and missing and not _is_macro(sample) and not options.show_map:
        columns = list(dict.fromkeys(name for record in sample for name in record.values))[:20]
        if not columns:
            raise usage(f"{path} holds no record that has any fields.")
        has = ", ".join(shown(name) for name in columns)
        raise usage(
            f"{path}: nothing in it was recognised as “{missing[0]}”. It has {has}. Write a map: "
            f"“agentdesk import {kind} --show-map {path} > map.yaml” prints one to begin with."
        )
    return File(path, found, program)


def _is_macro(sample: list[Record]) -> bool:
    return any({"actions", "perform"} & set(record.values) for record in sample)


# ---- into the store


async def _run(
    session: Session, kind: Kind, options: Options, files: list[File], teller: Teller
) -> None:
    async with store_for_import(session) as (store, actor):
        setup = await store.reads.setup()
        if not setup.queues:
            raise usage("The desk has no queues yet: load a set-up first.")
        check_queues(setup, [options.queue, *(f.map_.queue for f in files if f.map_)])
        import_id = "i" + uuid4().hex[:15]
        target = into(kind, store, actor, import_id, look=options.dry_run)
        if not options.dry_run:
            await target.begin([file.path.name for file in files], options.source)
        try:
            for file in files:
                await _bring(store, setup, kind, options, file, target, teller)
            teller.sentences += target.remarks
        finally:
            if not options.dry_run:
                await target.end(teller.came, teller.known, teller.aside)


async def _bring(
    store: "Store",
    setup: "Setup",
    kind: Kind,
    options: Options,
    file: File,
    target: Into,
    teller: Teller,
) -> None:
    """Bring in the records of one file, in units that take a short time each."""
    applied = reading = None
    if file.map_ is not None:
        if options.source:
            file = msgspec.structs.replace(
                file, map_=msgspec.structs.replace(file.map_, source=options.source)
            )
        assert file.map_ is not None
        applied = Applied(file.map_, setup.zone)
        reading = Reading(file.path, records=file.map_.records, delimiter=file.map_.delimiter)
    organisations = await store.reads.organisations() if kind == "customers" else ()
    taken = records_of(
        kind, file.path, reading, applied, setup, store.clock.now(),
        queue=options.queue, program=file.program, organisations=organisations,
    )  # fmt: skip
    source = file.map_.source if file.map_ else options.source
    size, batch = FIRST, list[Ready]()
    with teller.reading(file.path, reading):
        try:
            for item in taken:
                if isinstance(item, Aside):
                    teller.keep(file.path, item)
                    continue
                batch.append(item)
                if len(batch) >= size:
                    size = await _unit(target, source, file.path, batch, teller, size)
                    batch = []
        except (Unreadable, OSError) as error:
            teller.cannot_read(why_unreadable(file.path, error))
        if batch:
            await _unit(target, source, file.path, batch, teller, size)
    teller.remarks(file.path, taken.remarks)


async def _unit(
    target: Into, source: str, path: Path, batch: list[Ready], teller: Teller, size: int
) -> int:
    """Bring in one unit's records; return how many the next one should have."""
    began = time.monotonic()
    outcomes = await target.bring(batch, source)
    took = time.monotonic() - began
    for ready, outcome in zip(batch, outcomes, strict=True):
        teller.tell(path, ready, outcome)
    if took < SHORT_S:
        return min(size * 2, MOST)
    return max(size // 2, LEAST) if took > LONG_S else size
