"""What the board is narrowed to: queues, teams, channels, sites. Pure."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, get_args

from agentdesk.domain.parts import Channel
from agentdesk.domain.setup import Setup
from agentdesk.tui.board.band import filter_words

CHANNELS: tuple[str, ...] = get_args(Channel)
Kind = Literal["queue", "team", "channel", "site"]
KINDS: tuple[Kind, ...] = ("queue", "team", "channel", "site")


class Filter(NamedTuple):
    """Ids of each kind; an empty set lets everything through."""

    queue: frozenset[str] = frozenset()
    team: frozenset[str] = frozenset()
    channel: frozenset[str] = frozenset()
    site: frozenset[str] = frozenset()

    def toggled(self, kind: Kind, id: str) -> "Filter":
        """Return the filter with one more, or with one less where it was there already."""
        return self._replace(**{kind: getattr(self, kind) ^ {id}})


class Choice(NamedTuple):
    """Something the board can be narrowed to."""

    kind: Kind
    id: str
    name: str


def choices(setup: Setup) -> Iterator[Choice]:
    """Yield everything that a filter can name."""
    for queue in setup.queues:
        yield Choice("queue", queue.id, queue.name)
    names = {team.id: team.name for team in setup.teams}
    named = (*(queue.team for queue in setup.queues), *names)
    for team in dict.fromkeys(team for team in named if team):
        yield Choice("team", team, names.get(team) or team)
    for channel in CHANNELS:
        yield Choice("channel", channel, channel)
    for site in dict.fromkeys(team.site for team in setup.teams if team.site):
        yield Choice("site", site, site)


def words_of(chosen: Filter, known: Iterable[Choice]) -> str:
    """Return the filter in words: ``only Billing, chat``."""
    names = {(choice.kind, choice.id): choice.name for choice in known}
    named = [[names.get((kind, id), id) for id in sorted(getattr(chosen, kind))] for kind in KINDS]
    return filter_words(named[0], named[1], named[2], named[3])
