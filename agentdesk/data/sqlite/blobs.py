"""Bytes kept by their sha256: small ones in rows, large ones in private files beside the store.

A file is written and fsynced inside the transaction that names it, before the commit. As only one
writer is in a transaction at a time, a file that no committed row names can be swept safely while
the write turn is held.
"""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from agentdesk.data.sqlite.log import SQL
from agentdesk.data.unit import Stored

IN_ROW = 64 * 1024
"""Up to this many bytes stand in the database itself."""


class BlobFiles:
    """The folder of large files beside a store."""

    def __init__(self, folder: Path, mode: int) -> None:
        self.folder, self._mode = folder, mode
        self._folder_mode = 0o770 if mode & 0o060 else 0o700

    def path(self, sha256: str) -> Path:
        """Say where a file is kept."""
        return self.folder / sha256[:2] / sha256

    def put(self, db: sqlite3.Connection, blob: Stored) -> None:
        """Keep bytes; nothing happens if they are kept already. Raises ``OSError``."""
        large = len(blob.data) > IN_ROW
        if large:
            self._write(blob)
        data = None if large else blob.data
        db.execute(SQL["add_blob"], (blob.sha256, len(blob.data), data))

    def get(self, db: sqlite3.Connection, sha256: str) -> bytes:
        """Return kept bytes. Raises ``KeyError`` when they are not there."""
        row = db.execute(SQL["blob"], (sha256,)).fetchone()
        if row is None:
            raise KeyError(sha256)
        if row[1] is not None:
            return bytes(row[1])
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(sha256) from error

    def drop_unused(self, db: sqlite3.Connection, digests: Iterable[str]) -> list[Path]:
        """Drop the rows of bytes that no part uses; return the files to delete after the commit."""
        gone = []
        for sha256 in digests:
            if db.execute(SQL["blob_used"], (sha256,)).fetchone() is None:
                db.execute(SQL["drop_blob"], (sha256,))
                gone.append(self.path(sha256))
        return gone

    def delete_unused(self, db: sqlite3.Connection, paths: Iterable[Path]) -> None:
        """Delete files after the commit, still in the write turn, if nobody keeps them anew."""
        for path in paths:
            if db.execute(SQL["blob"], (path.name,)).fetchone() is None:
                # What cannot be deleted now is swept later.
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    def stray(self, db: sqlite3.Connection, prefix: str) -> Iterator[Path]:
        """Find the files of one sub-folder that no row names; hold the write turn meanwhile."""
        folder = self.folder / prefix
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            row = db.execute(SQL["blob"], (path.name,)).fetchone()
            if row is None or row[1] is not None:
                yield path

    def prefixes(self) -> list[str]:
        """Return the names of the sub-folders."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if path.is_dir())

    def _write(self, blob: Stored) -> None:
        path = self.path(blob.sha256)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size == len(blob.data):
                return
        for folder in (self.folder, path.parent):
            if not folder.is_dir():
                folder.mkdir(mode=self._folder_mode, parents=True, exist_ok=True)
                folder.chmod(self._folder_mode)
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(blob.data)
                file.flush()
                os.fchmod(file.fileno(), self._mode)
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
        sync_folder(self.folder)


def sync_folder(folder: Path) -> None:
    """Make a folder's names survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
