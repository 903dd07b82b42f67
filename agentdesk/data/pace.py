"""How often whoever only watches looks at the log: at once while little happens, rarely while much.

A desk answers to its agent's hand and looks whenever the doorbell rings. A board may get in one
piece what comes within a moment, and the agents must not notice how many watch.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

REST_S = 0.08
"""How long to rest after a look that found something: all that comes meanwhile is one look."""
BUSY_REST_S, LONGEST_S = 0.25, 1.0
"""How long to rest while much happens, at least and at most."""
SHARE = 0.01
"""While much happens, what is done with what was found may take that share of a processor."""
MUCH = 100
"""So many entries a second are much; half of them are little again."""
GIVEN_WAY = 19
"""The system lets twenty watchers together have less of a processor than one agent's program."""


class Pace:
    """The pace of one watcher, the only one of its process."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        worked: Callable[[], float] = time.process_time,
    ) -> None:
        self._monotonic, self._worked = monotonic, worked
        self._looked, self._done = monotonic(), worked()
        self._rate = 0.0
        self.busy = False
        """Whether much happens: then nobody needs to ring, and what can wait waits."""

    def looked(self, found: int) -> float:
        """Note that a look found so many entries; return how long to rest."""
        now, done = self._monotonic(), self._worked()
        since, work = max(now - self._looked, 0.001), done - self._done
        self._looked, self._done = now, done
        self._rate = (self._rate + found / since) / 2
        self.busy = self._rate > (MUCH / 2 if self.busy else MUCH)
        if self.busy:
            # What the last look brought has been worked on since: a screen, figures.
            return min(LONGEST_S, max(BUSY_REST_S, work / SHARE))
        return REST_S if found else 0.0


def give_way() -> None:
    """Let the agents' programs run first, where watchers share their machine.

    That holds for this thread and those it starts; not for one begun by :func:`begin`.
    """
    if not _FOREMOST:
        before = ThreadPoolExecutor(1, thread_name_prefix="agentdesk before")
        # It is there only once it has done something.
        before.submit(int).result()
        _FOREMOST.append(before)
    with contextlib.suppress(OSError):
        os.nice(GIVEN_WAY)


def begin(thread: threading.Thread) -> None:
    """Start a thread that reads a store, as if this program had not given way.

    Whoever reads holds a state of the store, and the write-ahead log cannot begin anew meanwhile.
    Kept waiting for a processor in the middle of it, a board would keep all agents waiting. On
    Linux each thread has a priority of its own, and gets it from the one that starts it.
    """
    if _FOREMOST:
        _FOREMOST[0].submit(thread.start).result()
    else:
        thread.start()


_FOREMOST: list[ThreadPoolExecutor] = []
"""A thread from before this program gave way."""
