"""The change feed: wake up when the log has grown, read what is new once, give it to everybody.

Waking: inotify on the store's folder. A writer rings the doorbell (a byte into the lock's side
file) after its commit; a change of the ``-wal`` file alone is checked a little later. A slow poll
of ``PRAGMA data_version`` catches whatever was missed. Where there is no inotify (macOS, no
watches left, a remote file system) the poll runs every 50 ms instead. Whoever only watches keeps a
pace (:mod:`agentdesk.data.pace`), and while much happens asks for no waking at all: the kernel
would tell each of many watchers of each of a writer's writes.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Protocol

from agentdesk.data.batch import Batch
from agentdesk.data.pace import Pace
from agentdesk.domain.events import Entry

SAFETY_S = 0.25
"""How often to look, though inotify should have told."""
ALONE_S = 2.0
"""How often to look where nobody but this process writes."""
POLL_S = 0.05
"""How often to look without inotify."""
LINGER_S = 0.005
"""How long after a write to the ``-wal`` file its commit can be read, if nobody rings."""
KEEP = 2_000
"""How many of the newest entries are shared by the feeds of a process."""
PAGE = 1_000
_REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs"}


class Bell:
    """Wakes whoever waits when one of some files in a folder changes."""

    def __init__(self, folder: Path, at_once: str, soon: str, *, alone: bool = False) -> None:
        """``at_once`` is the doorbell's name, ``soon`` that of the ``-wal`` file.

        ``alone`` says that nobody but this process writes, which rings for itself.
        """
        self._folder, self._alone = folder, alone
        self._at_once, self._soon = (name.encode() + b"\0" for name in (at_once, soon))
        self._wake = asyncio.Event()
        self._fd: int | None = None
        self._keep: object | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def watching(self) -> bool:
        """Whether inotify tells of changes."""
        return self._fd is not None

    def start(self) -> None:
        """Begin to watch; where that is impossible, :meth:`wait` only waits for its time."""
        if self._alone or is_remote(self._folder):
            return
        try:
            from asyncinotify import Inotify, Mask

            inotify = Inotify()
        except (ImportError, OSError, AttributeError):
            return
        try:
            inotify.add_watch(self._folder, Mask.MODIFY | Mask.CREATE | Mask.DELETE | Mask.MOVE)
        except OSError:
            inotify.close()
            return
        self._keep, self._fd = inotify, inotify.fd
        asyncio.get_running_loop().add_reader(self._fd, self._read)

    def stop(self) -> None:
        """Give the watch back."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._fd is not None:
            asyncio.get_running_loop().remove_reader(self._fd)
            self._fd = None
        if self._keep is not None:
            self._keep.close()  # type: ignore[attr-defined]  # an Inotify, imported when used
            self._keep = None

    def ring(self) -> None:
        """Wake whoever waits, now."""
        self._wake.set()

    async def rest(self, seconds: float) -> None:
        """Let so much time pass; what changes meanwhile is told in one go afterwards."""
        if self._fd is not None:
            asyncio.get_running_loop().remove_reader(self._fd)
        await asyncio.sleep(seconds)
        if self._fd is not None:
            asyncio.get_running_loop().add_reader(self._fd, self._read)

    async def wait(self, at_most: float | None = None) -> None:
        """Wait for a change, or until it is time to look anyway, so many seconds ``at_most``."""
        if at_most is None:
            at_most = ALONE_S if self._alone else SAFETY_S if self.watching else POLL_S
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._wake.wait()
        self._wake.clear()

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            # The names of the changed files stand in the bytes; nothing else matters here.
            news = os.read(self._fd or 0, 65_536)
            if self._at_once in news:
                if self._timer is not None:
                    # Whoever rings has committed what it wrote.
                    self._timer.cancel()
                    self._timer = None
                self._wake.set()
            elif self._soon in news and self._timer is None:
                self._timer = asyncio.get_running_loop().call_later(LINGER_S, self._later)

    def _later(self) -> None:
        self._timer = None
        self._wake.set()


def is_remote(folder: Path) -> bool:
    """Say whether a folder lies on another machine, where inotify sees only our own changes."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    best, kind = -1, ""
    for line in mounts.splitlines():
        point, fs = line.split(" ")[1:3]
        place = point.replace("\\040", " ")
        inside = folder == Path(place) or Path(place) in folder.parents
        if inside and len(place) > best:
            best, kind = len(place), fs
    return kind in _REMOTE


class Log(Protocol):
    """What the hub needs of a store."""

    async def last_seq(self) -> int:
        """Return the seq of the newest entry."""
        ...

    async def read(self, after: int, limit: int) -> tuple[Entry, ...]:
        """Return entries after a seq."""
        ...

    async def news(self, after: int, limit: int) -> tuple[Entry, ...]:
        """Return entries after a seq, cheaply when nothing has changed since the last call."""
        ...


class Hub:
    """Reads each new entry once and shares it among all feeds of one open store."""

    def __init__(self, bell: Bell, log: Log, pace: Pace | None = None) -> None:
        """With a ``pace`` it looks as one who only watches."""
        self._bell, self._log, self._pace = bell, log, pace
        self._recent: list[Entry] = []
        self._last = 0
        self._feeds = 0
        self._starting = asyncio.Lock()
        self._news = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._error: BaseException | None = None

    def ring(self) -> None:
        """Look at the log now: this process has written."""
        self._bell.ring()

    async def feed(self, after: int) -> AsyncGenerator[Batch, None]:
        """Yield the entries after a seq, and then each new batch. Raises ``StoreError``."""
        self._feeds += 1
        try:
            await self._start()
            last = after
            while True:
                entries = await self._next(last)
                last = entries[-1].seq
                yield Batch(entries, last)
        finally:
            self._feeds -= 1
            if self._feeds == 0:
                await self.close()

    async def close(self) -> None:
        """Stop looking; feeds that still wait end with the error they were given, or wait on."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
            self._bell.stop()

    async def _start(self) -> None:
        async with self._starting:
            if self._task is None:
                self._error, self._recent = None, []
                # Watched from before the log is read: what comes meanwhile is not missed.
                self._bell.start()
                try:
                    self._last = await self._log.last_seq()
                except BaseException:
                    self._bell.stop()
                    raise
                self._task = asyncio.create_task(self._look(), name="agentdesk feed")

    async def _next(self, last: int) -> tuple[Entry, ...]:
        while True:
            if last < self._last:
                shared = self._shared(last)
                entries = shared or await self._log.read(last, PAGE)
                if entries:
                    return entries
            async with self._news:
                if self._error is not None:
                    raise self._error
                if last >= self._last:
                    await self._news.wait()

    def _shared(self, last: int) -> tuple[Entry, ...]:
        recent = self._recent
        if recent and recent[0].seq <= last + 1:
            return tuple(recent[last + 1 - recent[0].seq :])
        return ()

    async def _look(self) -> None:
        try:
            while True:
                await self._bell.wait()
                found = await self._take()
                if self._pace is not None:
                    await self._rest(self._pace, found)
        except Exception as error:
            async with self._news:
                self._error = error
                self._news.notify_all()
            self._bell.stop()
            self._task = None

    async def _rest(self, pace: Pace, found: int) -> None:
        """Rest as long as the pace says; while much happens, without being woken."""
        was_busy = pace.busy
        rest = pace.looked(found)
        if pace.busy:
            self._bell.stop()
        elif was_busy:
            self._bell.start()
        if rest:
            await self._bell.rest(rest)
        if pace.busy or was_busy:
            # Nobody told of what came meanwhile.
            self._bell.ring()

    async def _take(self) -> int:
        """Read what is new; return how many entries that were."""
        before = self._last
        while True:
            entries = await self._log.news(self._last, PAGE)
            if not entries:
                return self._last - before
            async with self._news:
                if self._recent and self._recent[-1].seq + 1 != entries[0].seq:
                    self._recent = []
                self._recent += entries
                del self._recent[:-KEEP]
                self._last = entries[-1].seq
                self._news.notify_all()
            if len(entries) < PAGE:
                return self._last - before
