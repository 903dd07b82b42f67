"""A program that opens a store in every way there is: ``python -m tests.support.visitor PATH N``.

It comes and goes ``N`` times: for writing, for reading only, for the first page, for proving the
store, for a backup. With ``watched`` it tells which of the store's files were opened past SQLite.
"""

import asyncio
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from agentdesk.data.errors import StoreBusy, StoreError
from agentdesk.data.open import open_store
from agentdesk.data.sqlite.first import first_page
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.store import SqliteStore
from tests.support.small import NOW


async def visit(path: Path, folder: Path) -> None:
    """Open the store in every way, look, and close it."""
    for read_only in (False, True):
        store = await open_store(str(path), read_only=read_only)
        assert isinstance(store, SqliteStore)
        try:
            await store.reads.last_seq()
            first_page(path, lambda setup: "lena", NOW)
            await store.live.beats()
            if not read_only:
                await store.live.beat("lena", NOW)
                care = SqliteMaintenance(store)
                found = await care.check()
                assert not found, found
                await care.sweep()
                with suppress(StoreBusy):
                    await care.rebuild()
                await care.backup(str(folder / f"backup-{len(os.listdir(folder))}"))
        finally:
            await store.close()


def main(path: Path, visits: int, *, watched: bool) -> None:
    """Visit a store so many times."""
    raw: set[str] = set()
    names = {path.name, f"{path.stem}-live.db"}
    names |= {name + end for name in names for end in ("-wal", "-shm")}

    def look(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], str) and Path(args[0]).parent == path.parent:
            raw.update({Path(args[0]).name} & names)

    if watched:
        sys.addaudithook(look)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(visits):
            asyncio.run(visit(path, Path(folder)))
    sys.stdout.write(f"{visits} visits, opened past SQLite: {', '.join(sorted(raw)) or 'none'}\n")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]), watched="watched" in sys.argv)
    except StoreError as error:
        sys.exit(str(error))
