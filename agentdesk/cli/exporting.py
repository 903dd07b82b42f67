"""``agentdesk export`` and ``agentdesk import export``: everything out, and in again."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.bars import Bar
from agentdesk.cli.exits import USAGE, Failure, refused
from agentdesk.cli.session import Session, common
from agentdesk.cli.store import maintenance_of

if TYPE_CHECKING:
    from agentdesk.archive.layout import Manifest

PRIVATE = 0o700


@click.command("export")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@common
def export(session: Session, folder: Path) -> None:
    """Write everything in the store into a new FOLDER, as JSON lines and mbox.

    Agents go on working meanwhile. agentdesk import export brings it into an empty store, on
    either engine; exporting that one gives the same bytes. What somebody is writing at the
    moment, and has not sent, is not in it. The files hold customers' data: keep them safe.
    """

    async def work() -> None:
        from agentdesk.archive.writing import write_export

        with _new(folder) as made, Bar("Writing") as bar:
            items = maintenance_of(session.store).dump()
            manifest = await write_export(session.store, items, made, bar.at)
        session.told_plain(
            f"{_rows(manifest):,} rows, mails and attachments are in {folder}",
            folder=str(folder),
            lines=manifest.lines,
        )

    session.run(work)


@click.command("export")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path, exists=True))
@common
def import_export(session: Session, folder: Path) -> None:
    """Bring what agentdesk export wrote into FOLDER into a store that is new.

    Nothing is written over: a store that holds anything is refused. All of it is read once before
    the first row is written, so that a damaged export leaves nothing behind.
    """
    from agentdesk.archive.reading import read_export, read_manifest

    manifest = read_manifest(folder)

    async def proved() -> None:
        with Bar("Reading", _rows(manifest)) as bar:
            async for _ in read_export(folder, bar.at):
                pass

    asyncio.run(proved())

    async def work() -> None:
        with Bar("Bringing in", _rows(manifest)) as bar:
            items = read_export(folder, bar.at)
            rows = await maintenance_of(session.store).load(items)
        session.told_plain(f"{rows:,} rows came in from {folder}", rows=rows, folder=str(folder))

    session.run(work, create=True)


def _rows(manifest: "Manifest") -> int:
    return sum(manifest.lines.values())


@contextmanager
def _new(folder: Path) -> Iterator[Path]:
    """Give a folder to write into that gets its name when everything is in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refused(f"{folder} is there already, and not empty: name a new folder.")
    parent = folder.absolute().parent
    if not parent.is_dir():
        raise refused(f"There is no folder {parent} to write into.")
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=parent))
    try:
        yield made
        made.chmod(PRIVATE)
        made.replace(folder)
    except BaseException as error:
        shutil.rmtree(made, ignore_errors=True)
        # What cannot be written has no name of its own; what cannot be read of the store has.
        if isinstance(error, OSError) and (
            error.filename is None or str(made) in str(error.filename)
        ):
            raise Failure(
                f"The export could not be written to {folder}: {error.strerror or error}. Nothing "
                "of it was kept. Make room there, or name another folder.",
                USAGE,
                "system",
            ) from error
        raise
