"""Where attempts lie: a folder for each, with everything of it, in a folder for all.

``scenario.json`` the scenario as it was then, ``book.db`` the book, ``branch-0.db`` … the desk's
stores, ``snapshots`` copies of them to seek from, ``work-lock`` held by whoever works in it.
"""

import fcntl
import os
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from agentdesk import __version__
from agentdesk.clock import Clock, SystemClock
from agentdesk.config import data_folder
from agentdesk.data.errors import Refused, StoreError
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.rows import About, Mode, Piece, State
from agentdesk.training.customers import Crowd
from agentdesk.training.scenario import FORMAT, Scenario, checksum, normal_form

MOST = 100_000
"""So many attempts at one scenario lie in one folder at most."""


class Rooms:
    """The folder of all attempts: a person's own, or the one that a class shares."""

    def __init__(self, folder: Path | None = None) -> None:
        """``None`` for the person's own, beside their desk's store."""
        self.folder = folder if folder is not None else data_folder() / "training"

    def create(
        self,
        scenario: Scenario,
        mode: Mode,
        trainee: str,
        *,
        source: str = "",
        wall: Clock | None = None,
    ) -> Path:
        """Make the folder of a new attempt, beside the earlier ones; nothing has happened in it.

        Raises ``StoreError`` if it cannot be made.
        """
        folder: Path | None = None
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = self._new(scenario.name)
            _write(folder / "scenario.json", normal_form(scenario))
            _mkdir(folder / "snapshots", folder)
            now = (wall or SystemClock()).now()
            about = About(
                name=folder.name,
                mode=mode,
                trainee=trainee,
                scenario=scenario.name,
                version=scenario.version,
                checksum=checksum(scenario),
                seed=scenario.seed,
                created=now,
                program=__version__,
                source=source,
            )
            piece = Piece(now, Crowd(scenario).start, 1.0, running=False)
            Book.begin(folder / "book.db", about, piece).close()
        except (OSError, sqlite3.Error) as error:
            if folder is not None:
                # Nothing has happened in it, and nobody knows of it.
                shutil.rmtree(folder, ignore_errors=True)
            why = error.strerror if isinstance(error, OSError) else error
            raise StoreError(
                f"No attempt can be begun in {self.folder}: {why}. Choose another folder with "
                "--room, or make room in this one."
            ) from error
        return folder

    def to_watch(
        self, scenario: Scenario, who: str, source: Path | None = None, *, wall: Clock | None = None
    ) -> Path:
        """Return where somebody watches the expert, or ``source``: where they did before, if free.

        What was laid there to go to at once serves again. An attempt that is still worked in is
        watched in a folder of its own each time: what is played grows and may turn elsewhere.
        Raises ``StoreError``.
        """
        name = source.name if source is not None else ""
        if source is None or _state(source) != "working":
            wanted = ("watch", who, checksum(scenario), name, __version__)
            for folder in reversed(self.list()):
                if _of(folder) == scenario.name and _told(folder) == wanted and _free(folder):
                    return folder
        return self.create(scenario, "watch", who, source=name, wall=wall)

    def list(self) -> tuple[Path, ...]:
        """Return the folder of every attempt, by scenario and number."""
        if not self.folder.is_dir():
            return ()
        found = [path for path in self.folder.iterdir() if (path / "book.db").is_file()]
        return tuple(sorted(found, key=_place))

    def find(self, name: str) -> Path:
        """Return the folder of an attempt by its name or path. Raises ``Refused``."""
        for path in (self.folder / name, Path(name)):
            if (path / "book.db").is_file():
                return path
        known = [path.name for path in self.list()]
        hint = f" There are {', '.join(known[-5:])}." if known else " There is none yet."
        raise Refused(f"There is no attempt “{name}” in {self.folder}.{hint}", "not_found")

    def _new(self, name: str) -> Path:
        numbers = [_place(path)[1] for path in self.folder.glob(f"{name}-*") if _of(path) == name]
        for n in range(max(numbers, default=0) + 1, MOST):
            folder = self.folder / f"{name}-{n}"
            with suppress(FileExistsError):
                # Whoever shares the folder of a class may look into each other's attempts only
                # as far as the folder lets them.
                _mkdir(folder, self.folder)
                return folder
        raise StoreError(f"{self.folder} holds too many attempts at {name}. Choose another folder.")


class WorkLock:
    """Held by the one process that works in an attempt; the system takes it from a dead one."""

    def __init__(self, folder: Path) -> None:
        """Take it. Raises ``Refused`` when another has it, ``StoreError`` without a file for it."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        try:
            self._handle = os.open(folder / "work-lock", flags, 0o600)
        except OSError as error:
            raise StoreError(
                f"Nobody can work in {folder}: {error.strerror}. Look whether you may write there."
            ) from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            raise Refused(
                f"The attempt {folder.name} is open in another window. Go on there, or close it "
                "first.",
                "conflict",
            ) from None

    def release(self) -> None:
        """Give it back."""
        os.close(self._handle)


def scenario_of(folder: Path) -> Scenario:
    """Read the scenario of an attempt. Raises ``StoreError`` if it is damaged or newer."""
    path = folder / "scenario.json"
    try:
        body = path.read_bytes()
        form = msgspec.json.decode(body, type=_Form).format
        if form > FORMAT:
            raise StoreError(
                f"A newer agentdesk wrote {path}. Update agentdesk on this machine to open it."
            )
        return msgspec.json.decode(body, type=Scenario)
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
    except msgspec.MsgspecError as error:
        raise StoreError(
            f"{path} was changed or is damaged ({error}). Begin a new attempt."
        ) from error


def _mkdir(folder: Path, like: Path) -> None:
    """Make a folder that lets in who may enter another, whatever new files are kept from."""
    folder.mkdir(mode=0o700)
    folder.chmod(like.stat().st_mode & 0o2777)


class _Form(msgspec.Struct):
    format: int = 1


def _write(path: Path, body: bytes) -> None:
    with path.open("xb") as file:
        file.write(body)
        os.fchmod(file.fileno(), 0o660 if path.parent.stat().st_mode & 0o020 else 0o600)
        file.flush()
        os.fsync(file.fileno())


def _of(path: Path) -> str:
    return _place(path)[0]


def _place(path: Path) -> tuple[str, int]:
    found = re.fullmatch(r"(.+)-(\d+)", path.name)
    return (found[1], int(found[2])) if found else (path.name, 0)


def _state(folder: Path) -> State:
    with closing(Book(folder / "book.db")) as book:
        return book.state


def _told(folder: Path) -> tuple[str, ...]:
    """Return what of an attempt decides whether it shows the same; nothing if it is damaged."""
    try:
        with closing(Book(folder / "book.db")) as book:
            about = book.about
            whole = book.state == "working"
    except StoreError:
        return ()
    same = (about.mode, about.trainee, about.checksum, about.source, about.program)
    return same if whole else ()


def _free(folder: Path) -> bool:
    try:
        WorkLock(folder).release()
    except (Refused, StoreError):
        return False
    return True
