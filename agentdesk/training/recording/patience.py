"""How patient the customers of a shift are, by channel and queue.

A call or chat: the Kaplan–Meier curve of the waits, those who were answered censored at that
moment. Whoever gave up has their own patience; whoever was answered is taken to have stayed until
half of those are gone who had waited as long. A mail nobody hangs up: there the curve is of the
time until they asked again, and they give up after three times that, but
never before they were really answered.
"""

from collections.abc import Iterable

from agentdesk.clock import HOUR, MINUTE, SECOND
from agentdesk.training.recording.survival import Curve, Waited, kaplan_meier
from agentdesk.training.recording.visits import Visit

LIVE = ("call", "chat", "visit")
SHORTEST = 10 * SECOND
USUAL = {"call": 3 * MINUTE, "chat": 5 * MINUTE, "visit": 15 * MINUTE}
"""The patience where nobody of a channel gave up, unless somebody waited longer."""
WRITTEN = 4 * HOUR
"""By mail, where nobody asked again."""
ASKS_AGAIN = 3

_STEPS = (
    *(n * SECOND for n in (10, 15, 20, 30, 45)),
    *(n * MINUTE for n in (1, 2, 3, 5, 8, 10, 15, 20, 30, 45)),
    *(n * HOUR for n in (1, 2, 3, 4, 6, 8, 12, 24, 48)),
)


def rounded(ms: int) -> int:
    """Return the nearest of a few lengths of time: the exact one would tell whose it was."""
    return min(_STEPS, key=lambda step: (abs(step - ms), step))


def _at_least(ms: int) -> int:
    """Return the shortest of the same lengths that is no shorter."""
    return next((step for step in _STEPS if step >= ms), _STEPS[-1])


class Patience:
    """What a shift says of its customers' patience."""

    def __init__(self, visits: Iterable[Visit]) -> None:
        """Look at every contact of a shift."""
        waits: dict[tuple[str, str], list[Waited]] = {}
        for visit in visits:
            found = _live(visit) if visit.channel in LIVE else _written(visit)
            if found is not None:
                waits.setdefault((visit.channel, visit.queue), []).append(found)
                waits.setdefault((visit.channel, ""), []).append(found)
        self._curves = {place: kaplan_meier(found) for place, found in waits.items()}
        self._longest = {place: max(one.ms for one in found) for place, found in waits.items()}

    def of(self, visit: Visit) -> int:
        """Return how long a contact's customer waits for a word, in ms."""
        if visit.channel not in LIVE:
            again = self.again(visit.channel, visit.queue)
            usual = rounded(again * ASKS_AGAIN) if again else WRITTEN
            # So long they did wait, perhaps over a night.
            return max(usual, _at_least(visit.waited_ms or 0))
        waited = visit.waited_ms or 0
        if visit.gave_up:
            return rounded(max(SHORTEST, waited))
        half = self._half(visit.channel, visit.queue, waited)
        usual = USUAL.get(visit.channel, WRITTEN)
        longest = self._longest.get((visit.channel, visit.queue), 0)
        return rounded(max(SHORTEST, half if half is not None else max(usual, longest)))

    def again(self, channel: str, queue: str) -> int | None:
        """Return after how long half of those who were not answered ask again; by mail."""
        return self._half(channel, queue, 0)

    def _half(self, channel: str, queue: str, after: int) -> int | None:
        empty = Curve((), ())
        own = self._curves.get((channel, queue), empty).half(after)
        # A queue that is too quiet to tell is taken as its channel is.
        return own if own is not None else self._curves.get((channel, ""), empty).half(after)


def _live(visit: Visit) -> Waited | None:
    return None if visit.waited_ms is None else Waited(visit.waited_ms, visit.gave_up)


def _written(visit: Visit) -> Waited | None:
    """Return how long they waited before they asked again, or until they were answered."""
    again = [one.at - visit.at for one in visit.said if one.on == "silence"]
    if again:
        return Waited(again[0], gave_up=True)
    return None if visit.waited_ms is None else Waited(visit.waited_ms, gave_up=False)
