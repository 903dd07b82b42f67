"""Work that can wait: with all else that the program does it takes a share of a processor."""

import asyncio
import time
from collections.abc import Callable

LONGEST_S = 2.0
"""However much else there is to do, it goes on after so many seconds."""


class Leisure:
    """The pace of such work, the only one of its process at a time. Begin it as work begins."""

    def __init__(
        self,
        share: float,
        monotonic: Callable[[], float] = time.monotonic,
        worked: Callable[[], float] = time.process_time,
    ) -> None:
        """``worked`` says how many seconds of a processor the program has taken so far."""
        self._share, self._monotonic, self._worked = share, monotonic, worked
        self._since, self._done = monotonic(), worked()

    def owed(self) -> float:
        """Return for how many seconds to rest, as if that were done."""
        now, done = self._monotonic(), self._worked()
        rest = (done - self._done) / self._share - (now - self._since)
        rest = min(LONGEST_S, max(0.0, rest))
        # The time of this rest has been earned; what the screen does in it has not.
        self._since, self._done = now + rest, done
        return rest

    async def rest(self) -> None:
        """Rest, for as long as is owed."""
        await asyncio.sleep(self.owed())
