"""What is looked at: which queues, teams, channels and sites, and which stretch of time."""

import msgspec

from agentdesk.board.records import CaseRecord, TalkRecord
from agentdesk.domain.setup import Setup


class Span(msgspec.Struct, frozen=True):
    """A stretch of time, from ``start`` (inclusive) to ``end`` (exclusive)."""

    start: int
    end: int

    def holds(self, at: int | None) -> bool:
        """Say whether an instant lies in it."""
        return at is not None and self.start <= at < self.end


class Scope(msgspec.Struct, frozen=True):
    """Whose work: an empty field lets everything through."""

    queues: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    """Teams and sites are worked out to queues before (:func:`scope_of`)."""
    nothing: bool = False
    """What was asked for matches no queue."""

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.nothing or self.queues or self.channels)

    def takes(self, record: CaseRecord | TalkRecord) -> bool:
        """Say whether a case (by the queue it is in) or an interaction belongs to it."""
        return self.takes_in(record.queue, record.channel)

    def takes_in(self, queue: str, channel: str) -> bool:
        """Say whether something in a queue on a channel belongs to it."""
        if self.nothing or (self.queues and queue not in self.queues):
            return False
        return not self.channels or channel in self.channels


EVERYTHING = Scope()


def scope_of(
    setup: Setup,
    queues: frozenset[str] = frozenset(),
    teams: frozenset[str] = frozenset(),
    channels: frozenset[str] = frozenset(),
    sites: frozenset[str] = frozenset(),
) -> Scope:
    """Work out which queues are meant: those named, of those teams, of teams at those sites."""
    if not (queues or teams or sites):
        return Scope(channels=channels)
    placed = {team.id: team.site for team in setup.teams}
    found = frozenset(
        queue.id
        for queue in setup.queues
        if (not queues or queue.id in queues)
        and (not teams or queue.team in teams)
        and (not sites or placed.get(queue.team, "") in sites)
    )
    return Scope(found, channels, nothing=not found)


def teams_of(setup: Setup) -> dict[str, str]:
    """Return the teams by id, with their names: those that queues name, and the others."""
    names = {team.id: team.name for team in setup.teams}
    ids = dict.fromkeys((*(queue.team for queue in setup.queues), *names))
    return {id: names.get(id) or id for id in ids if id}


def sites_of(setup: Setup) -> tuple[str, ...]:
    """Return the sites that teams are at."""
    return tuple(dict.fromkeys(team.site for team in setup.teams if team.site))
