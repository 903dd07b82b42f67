"""Taking turns at writing: a file lock beside the store, because SQLite's own waiting is not fair.

SQLite's waiters sleep and try again, and some of them starve for seconds. Waiters of ``flock``
queue in the kernel. The lock is only courtesy: whoever does not get it within two seconds goes
ahead and relies on SQLite's own lock, so a stopped holder blocks nobody for ever.

The side file is also the doorbell: a byte is written to it after each commit, and whoever
watches the folder reads the log then (see :mod:`agentdesk.data.sqlite.feed`).
"""

import contextlib
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from agentdesk.data.sqlite.paths import identity

PATIENCE_S = 2.0
"""How long to queue before going ahead without the lock."""
TRIES, PAUSE_S = 6, 0.000_4
"""How often, and how far apart, to try before queueing in the kernel."""


class Doorbell:
    """A small side file: a write to it tells whoever watches the folder that there is news."""

    def __init__(self, path: Path, mode: int) -> None:
        """Open the side file. Raises ``OSError``."""
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)
        # The umask may have taken the group's rights; somebody else's file is left alone.
        with contextlib.suppress(PermissionError):
            os.fchmod(self._fd, mode)

    def ring(self) -> None:
        """Tell everybody."""
        # A full disk may refuse the byte; the watchers' own polling finds the news anyway.
        with contextlib.suppress(OSError):
            os.pwrite(self._fd, b"\n", 0)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else holds the file, and hold it. Raises ``OSError``."""
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the file back."""
        os.close(self._fd)


@contextmanager
def folder_alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else holds a store's folder, and hold it for a moment.

    Raises ``OSError``.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # Some remote file systems lock no folders.
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def alone(path: Path, mode: int) -> Iterator[None]:
    """Hold a file that is there only as long as it is held.

    Raises ``BlockingIOError`` if somebody else holds it, or ``OSError``.
    """
    handle = -1
    while identity(path) != _held(handle):
        if handle >= 0:
            # It was taken away just before it could be held.
            os.close(handle)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            os.close(handle)
            raise
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _held(handle: int) -> tuple[int, int] | str:
    if handle < 0:
        return "nothing"
    found = os.fstat(handle)
    return found.st_dev, found.st_ino


class TurnLock(Doorbell):
    """The write turn of one open store. Used from one thread at a time."""

    def __init__(self, path: Path, mode: int) -> None:
        """Open the side file. Raises ``OSError``."""
        super().__init__(path, mode)
        self._waiter: _Waiter | None = None
        self._gate = _gate_of(self._fd)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the lock if it can be had in time; go ahead without it if not."""
        gate = self._gate
        inside = gate.acquire(timeout=PATIENCE_S)
        try:
            held = inside and self._take()
            try:
                yield
            finally:
                if held:
                    fcntl.flock(self._fd, fcntl.LOCK_UN)
        finally:
            if inside:
                gate.release()

    def reopen(self, path: Path, mode: int) -> None:
        """Begin anew with the side file of a store that was put back."""
        self.close()
        super().__init__(path, mode)
        self._waiter = None
        self._gate = _gate_of(self._fd)

    def close(self) -> None:
        """Give the lock and its file back."""
        if self._waiter is None or self._waiter.over:
            os.close(self._fd)
        # Otherwise somebody is stopped while holding the lock; the waiter closes the file.
        else:
            self._waiter.abandon(close=True)

    def _take(self) -> bool:
        if self._waiter is not None:
            if not self._waiter.over:
                return False
            self._waiter = None
        # A unit takes about a millisecond: most turns come before a thread would have begun.
        for _ in range(TRIES):
            try:
                fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                time.sleep(PAUSE_S)
            except OSError:
                return False
        waiter = _Waiter(self._fd)
        if waiter.wait(PATIENCE_S):
            return waiter.held
        self._waiter = waiter
        return False


# Connections of one process take turns at a gate first: threads that wait there leave the
# interpreter to the one that writes, and only one of them queues in the kernel.
_gates: "WeakValueDictionary[tuple[int, int], _Gate]" = WeakValueDictionary()
_gates_guard = threading.Lock()


class _Gate:
    """A lock that can be referred to weakly."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.acquire, self.release = self._lock.acquire, self._lock.release


def _gate_of(fd: int) -> _Gate:
    found = os.fstat(fd)
    with _gates_guard:
        return _gates.setdefault((found.st_dev, found.st_ino), _Gate())


class _Waiter:
    """A thread that queues for the lock, because the kernel's queue has no time limit."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._guard = threading.Lock()
        self._done = threading.Event()
        self._abandoned = self._close = False
        self.held = self.over = False
        threading.Thread(target=self._queue, daemon=True, name="agentdesk-turn").start()

    def wait(self, seconds: float) -> bool:
        """Wait for the outcome; after that time give up and say so."""
        return self._done.wait(seconds) or not self.abandon()

    def abandon(self, *, close: bool = False) -> bool:
        """Want the lock no more; ``False`` if it came just now after all."""
        with self._guard:
            if self.over and not self._abandoned:
                return False
            self._abandoned = True
            self._close = self._close or close
            return True

    def _queue(self) -> None:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX)
            got = True
        except OSError:
            got = False
        with self._guard:
            self.over = True
            if got and self._abandoned:
                fcntl.flock(self._fd, fcntl.LOCK_UN)
            else:
                self.held = got
            if self._close:
                os.close(self._fd)
        self._done.set()
