"""Units that wait in one process at the same moment are committed together.

Whoever comes first takes the write turn for all who came meanwhile: one lock, one transaction, one
fsync. Each unit has a savepoint of its own, so one that is refused leaves nothing, and none is
acknowledged before the commit. What fails for all (the disk, the file) is tried again one by one,
so that everybody hears what became of their own.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

T = TypeVar("T")

PATIENCE_S = 2.0
"""How long to wait for whoever came first before going ahead alone."""
MOST = 16
"""How many units one commit takes: other processes wait for it."""


class Job(Generic[T]):
    """One unit that waits to be done, on whichever connection has the turn."""

    def __init__(self, work: Callable[[sqlite3.Connection], T]) -> None:
        self.work = work
        self.result: T | None = None
        self.error: BaseException | None = None
        self.leads = self.alone = False
        self.woken = threading.Lock()
        self.woken.acquire()

    def outcome(self) -> T:
        """Return what came of it, once. Raises what it raised."""
        if self.error is not None:
            raise self.error
        # What a job does mostly knows the job: a large result would wait for the collector.
        result, self.result = self.result, None
        if result is None:
            raise RuntimeError("A unit was neither done nor refused.")
        return result


Take = Callable[[], Sequence[Job[T]]]


class Together(Generic[T]):
    """Those of one process who write to one file.

    A unit is done on the connection of whoever came first, so the file must be the same indeed
    (:func:`together_at`).
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[Job[T]] = deque()
        self._busy = False

    def run(self, job: Job[T], commit: Callable[[Take[T]], None]) -> T:
        """Have a job done, by this thread or by one that came first; return what came of it.

        ``commit`` takes the turn, then the jobs, and does all of them or raises.
        """
        if self._is_first(job):
            self._lead(job, commit)
        if job.alone:
            job.error = None
            commit(lambda: (job,))
        return job.outcome()

    def _is_first(self, job: Job[T]) -> bool:
        with self._guard:
            self._waiting.append(job)
            if not self._busy:
                self._busy = True
                return True
        if not job.woken.acquire(timeout=PATIENCE_S):
            with self._guard:
                if job in self._waiting and not job.leads:
                    self._waiting.remove(job)
                    job.alone = True
                    return False
            # Somebody does it at this moment.
            job.woken.acquire()
        return job.leads

    def _lead(self, job: Job[T], commit: Callable[[Take[T]], None]) -> None:
        batch: list[Job[T]] = []

        def take() -> Sequence[Job[T]]:
            with self._guard:
                while self._waiting and len(batch) < MOST:
                    batch.append(self._waiting.popleft())
            return batch

        try:
            commit(take)
        except BaseException as error:
            # Nobody's unit has been written.
            if not batch:
                take()
            for each in batch:
                each.alone = len(batch) > 1
            job.error = error
        finally:
            self._hand_on([each for each in batch if each is not job])

    def _hand_on(self, done: Sequence[Job[T]]) -> None:
        with self._guard:
            self._busy = bool(self._waiting)
            if self._busy:
                self._waiting[0].leads = True
                self._waiting[0].woken.release()
        for each in done:
            each.woken.release()


_all: "WeakValueDictionary[tuple[int, int], Together[Any]]" = WeakValueDictionary()
_all_guard = threading.Lock()


def together_at(file: tuple[int, int]) -> Together[Any]:
    """Return those who write to a file, known by its device and inode."""
    with _all_guard:
        return _all.setdefault(file, Together())
