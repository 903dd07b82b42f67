"""A ledger stretch by stretch: what lasts through time is looked at one interval after another."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.records import StretchRecord, TalkRecord
from agentdesk.board.reports.days import Interval, Row


class Excerpt(Ledger):
    """A ledger of which only the contacts and the agents' stretches within an interval are seen."""

    def __init__(
        self, whole: Ledger, talks: Sequence[TalkRecord], stretches: Sequence[StretchRecord]
    ) -> None:
        # It shares the records with the whole, and is only read.
        self.__dict__.update(whole.__dict__)
        self._seen, self._done = talks, stretches

    def talks(self) -> Iterable[TalkRecord]:
        """Return the calls and chats that somebody had within the interval."""
        return self._seen

    def stretches(self, agent: str | None = None) -> Iterable[StretchRecord]:
        """Return what an agent, or each agent, did within the interval."""
        return [x for x in self._done if agent is None or x.agent == agent]


def excerpts(ledger: Ledger, row: Row, at: int) -> Iterator[tuple[Interval, Ledger]]:
    """Yield each interval with what of the ledger touches it, as of an instant."""
    talks: list[list[TalkRecord]] = [[] for _ in row.intervals]
    stretches: list[list[StretchRecord]] = [[] for _ in row.intervals]
    for talk in ledger.talks():
        if talk.connected_at is not None:
            until = at if talk.wrapped_at is None else talk.wrapped_at
            for place in _touched(row, talk.connected_at, until):
                talks[place].append(talk)
    for stretch in ledger.stretches():
        until = at if stretch.until is None else stretch.until
        for place in _touched(row, stretch.since, until):
            stretches[place].append(stretch)
    for place, interval in enumerate(row.intervals):
        yield interval, Excerpt(ledger, talks[place], stretches[place])


def _touched(row: Row, start: int, end: int) -> range:
    """Return the places of the intervals that a stretch of time touches."""
    return range(max(0, bisect_right(row.starts, start) - 1), bisect_left(row.starts, end))
