"""How often whoever only watches looks at the log: at once while little happens, rarely while much.

A desk answers to its agent's hand and looks whenever the doorbell rings. A board may get in one
piece what comes within a moment, and the agents must not notice how many watch.
"""

import contextlib
import os
import time
from collections.abc import Callable

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
    """Let the agents' programs run first, where watchers share their machine."""
    with contextlib.suppress(OSError):
        os.nice(GIVEN_WAY)
