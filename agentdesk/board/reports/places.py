"""Where an item of a figure belongs in a report: its queue, and with it its zone and its group."""

from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agentdesk.board.figures.figure import Figure, Item
from agentdesk.board.reports.dimensions import Kind
from agentdesk.board.times import zone_of
from agentdesk.domain.setup import Setup

NONE = ""
"""The group of what has none: no disposition yet, a call without a case."""


class Places:
    """A set-up, asked where things belong."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._calendars = {calendar.id: calendar.zone for calendar in setup.calendars}
        self._by_queue = {
            queue.id: _zone(self._calendars.get(queue.calendar or ""), self.zone)
            for queue in setup.queues
        }
        self._teams = {queue.id: queue.team for queue in setup.queues}
        self._team_of = {person.id: person.team for person in setup.people}

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of what belongs to no queue with a calendar."""
        return _zone(zone_of(self.setup), ZoneInfo("UTC"))

    def zones(self, queues: frozenset[str]) -> tuple[ZoneInfo, ...]:
        """Return every zone that something in these queues (all, if empty) can lie in."""
        if queues:
            found = [zone for queue, zone in self._by_queue.items() if queue in queues]
        else:
            found = [self.zone, *self._by_queue.values()]
        return tuple(dict.fromkeys(found)) or (self.zone,)

    def zone_at(self, queue: str) -> ZoneInfo:
        """Return the zone of a queue's days."""
        return self._by_queue.get(queue, self.zone)

    def team_at(self, queue: str, else_: str) -> str:
        """Return the team of a queue."""
        return self._teams.get(queue, else_)

    def team_of(self, agent: str) -> str:
        """Return the team of a person."""
        return self._team_of.get(agent, NONE)

    def names(self, kind: Kind) -> dict[str, str]:
        """Return the words for the ids of a dimension."""
        match kind:
            case "queue":
                return {queue.id: queue.name for queue in self.setup.queues}
            case "team":
                return {team.id: team.name for team in self.setup.teams if team.name}
            case "disposition":
                return {code.id: code.name for code in self.setup.dispositions}
            case "root-cause":
                return {code.id: code.name for code in self.setup.root_causes}
            case "priority":
                return {str(priority): f"P{priority}" for priority in range(1, 10)}
            case _:
                return {}


def queue_of(figure: Figure, item: Item) -> str:
    """Return the queue that an item counts for; ``""`` for the time of people.

    A cohort belongs to the queue it was created in, what stands now or is done to where it is.
    """
    return figure.queue_of(item)


def _zone(name: str | None, otherwise: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(name) if name else otherwise
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise
