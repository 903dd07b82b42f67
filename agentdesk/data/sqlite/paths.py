"""The files of a store and who may touch them."""

import os
from pathlib import Path

import msgspec

from agentdesk.data.errors import StoreDamaged


class Paths(msgspec.Struct, frozen=True):
    """Where the parts of the store at ``db`` lie: all in one folder, under one name."""

    db: Path

    @property
    def _base(self) -> str:
        """Begin the names of the files beside: only ``.db`` is left out, so that ``desk.db``,
        ``desk.sqlite`` and ``desk`` share nothing."""
        if self.db.suffix == ".db":
            return self.db.stem
        return self.db.name if self.db.suffix else f"{self.db.name}-store"

    @property
    def wal(self) -> Path:
        """The write-ahead log."""
        return self.db.with_name(self.db.name + "-wal")

    @property
    def live(self) -> Path:
        """The second file: drafts, who is here."""
        return self.db.with_name(f"{self._base}-live.db")

    @property
    def lock(self) -> Path:
        """The side file of the write turn, and doorbell of the feed."""
        return self.db.with_name(f"{self._base}-lock")

    @property
    def live_bell(self) -> Path:
        """The doorbell of the live tables."""
        return self.db.with_name(f"{self._base}-live-bell")

    @property
    def rebuild(self) -> Path:
        """The side file of whoever rebuilds: there is at most one."""
        return self.db.with_name(f"{self._base}-rebuild")

    @property
    def erased(self) -> Path:
        """The list of what was erased or redacted, for when a backup is put back."""
        return self.db.with_name(f"{self._base}-erased.jsonl")

    @property
    def files(self) -> Path:
        """The folder of large files."""
        return self.db.with_name(f"{self._base}-files")


def journals(path: Path) -> tuple[Path, ...]:
    """Return what SQLite may keep beside a file, and write into it when it is opened."""
    return tuple(path.with_name(path.name + end) for end in ("-shm", "-journal", "-wal"))


def paths_of(path: str | Path) -> Paths:
    """Return the files of the store at a path."""
    found = Path(path).expanduser().absolute()
    # SQLite keeps its log beside the file itself, not beside a link to it. Of a link to itself
    # nothing can be made: it stays, and is missing.
    return Paths(Path(os.path.realpath(found)) if os.path.islink(found) else found)


def file_mode(folder: Path) -> int:
    """Say with which permissions files are made: private, or shared with the folder's group."""
    return 0o660 if folder.stat().st_mode & 0o020 else 0o600


def create_folder(folder: Path) -> None:
    """Make a private folder for a new store, unless it is there. Raises ``OSError``."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def create_empty(path: Path, mode: int = 0o600) -> None:
    """Make an empty file that is not there yet. Raises ``OSError``.

    Nobody else may know the path: see :mod:`agentdesk.data.sqlite.making`.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        os.fchmod(handle, mode)
    finally:
        os.close(handle)


def check_is_file(path: Path) -> None:
    """Raise ``StoreDamaged`` for a folder, or what else is no file. Raises ``OSError``.

    Nothing is read here. Closing a file takes away every lock that this process has on it,
    SQLite's too; whoever closes the store next then takes themselves for the last and deletes
    the write-ahead log of those who still write. So nobody reads a store's files past SQLite.
    """
    if path.is_dir():
        raise StoreDamaged(f"{path} is a folder, not an agentdesk store. Name a file in it.")
    if not path.is_file() and path.exists():
        # A pipe would be waited for without end.
        raise StoreDamaged(f"{path} is not a file. Check the path.")


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another that takes its name; ``None`` if it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
