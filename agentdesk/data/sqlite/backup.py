"""Backups: a folder that holds everything of a store, made while agents work, and taken back."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from agentdesk.data.errors import StoreDamaged, StoreError
from agentdesk.data.manifest import MANIFEST, Manifest, digests_of, verified
from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.blobs import BlobFiles, sync_folder
from agentdesk.data.sqlite.checking import file_trouble
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.log import head
from agentdesk.data.sqlite.paths import Paths, file_mode, journals

STORE, LIVE, FILES = "store.db", "live.db", "files"


def back_up(paths: Paths, folder: Path) -> Manifest:
    """Write a backup to a folder that is not there yet. Raises ``StoreError`` or ``OSError``."""
    folder = folder.expanduser().absolute()
    if folder.exists():
        raise StoreError(f"{folder} is there already. Name a folder that is not, for the backup.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _aside(folder) as aside:
        _copy_database(paths.db, aside / STORE)
        if paths.live.exists():
            _copy_database(paths.live, aside / LIVE)
        manifest = _finish(paths, aside)
        (aside / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        _sync(aside)
        aside.rename(folder)
        sync_folder(folder.parent)
    return manifest


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Give a private folder beside the one wanted, which goes away unless it is renamed."""
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _copy_database(source: Path, target: Path) -> None:
    """Copy one state of a database. Writers go on: this reads a snapshot in one step."""
    with closing(connect(source)) as db, closing(sqlite3.connect(target)) as copy:
        os.chmod(target, 0o600)
        db.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _finish(paths: Paths, aside: Path) -> Manifest:
    """Copy the large files that the copied rows name."""
    files = BlobFiles(paths.files, 0o600)
    kept = BlobFiles(aside / FILES, 0o600)
    with closing(connect(aside / STORE)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        for (sha256,) in db.execute("SELECT sha256 FROM blobs WHERE data IS NULL").fetchall():
            target = kept.path(sha256)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                shutil.copyfile(files.path(sha256), target)
            except FileNotFoundError:
                # Erased since the rows were copied: then the backup shall not have it either.
                db.execute("DELETE FROM parts WHERE sha256 = ?", (sha256,))
                db.execute("DELETE FROM blobs WHERE sha256 = ?", (sha256,))
                continue
            os.chmod(target, 0o600)
        end, version = head(db), schema.version_of(db)
    return Manifest(version, end.seq, end.hash, digests_of(aside))


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def verify(folder: Path) -> Manifest:
    """Prove that a backup is whole. Raises ``StoreError`` or ``OSError``."""
    manifest = verified(folder)
    with closing(sqlite3.connect(f"{(folder / STORE).as_uri()}?mode=ro", uri=True)) as db:
        for trouble in file_trouble(db):
            raise StoreDamaged(f"The backup in {folder} is damaged. {trouble} Use another backup.")
        if head(db).hash != manifest.hash:
            raise StoreDamaged(f"The backup in {folder} is damaged: its log is another one.")
    return manifest


def restore(folder: Path, paths: Paths) -> Manifest:
    """Make the store at a path from a backup. Raises ``StoreError`` if there is one already.

    To go back to an older state, move the damaged store away first: nothing is written over.
    """
    folder = folder.expanduser().absolute()
    manifest = verify(folder)
    # What is left of another store's log would be written into this one.
    left = (*journals(paths.db), *journals(paths.live))
    for path in (paths.db, paths.live, paths.files, *left):
        if path.exists():
            raise StoreError(f"{path} is there already. Move it away before restoring a backup.")
    if not paths.db.parent.is_dir():
        paths.db.parent.mkdir(mode=0o700, parents=True)
    mode = file_mode(paths.db.parent)
    with _aside(paths.db) as aside:
        shutil.copytree(folder, aside / "copy")
        for path in (aside / "copy").rglob("*"):
            path.chmod((0o770 if mode & 0o060 else 0o700) if path.is_dir() else mode)
        _sync(aside / "copy")
        # The store itself comes last: until it is there, there is no store.
        for name, place in ((FILES, paths.files), (LIVE, paths.live), (STORE, paths.db)):
            if (aside / "copy" / name).exists():
                (aside / "copy" / name).rename(place)
    sync_folder(paths.db.parent)
    return manifest
