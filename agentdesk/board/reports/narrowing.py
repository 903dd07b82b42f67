"""What a report is narrowed to: queues, teams, sites and channels that the set-up knows."""

from collections.abc import Collection, Mapping

from agentdesk.board.errors import BoardError
from agentdesk.board.scope import Scope, scope_of
from agentdesk.domain.setup import Setup
from agentdesk.nearest import nearest

CHANNELS = ("mail", "web", "call", "chat", "visit")


class NotThere(BoardError):
    """A queue, team or site that the set-up does not have."""


class Narrowed:
    """Which work a report is about. Raises :class:`NotThere` with the name that was meant."""

    def __init__(
        self,
        setup: Setup,
        *,
        queues: Collection[str] = (),
        teams: Collection[str] = (),
        channels: Collection[str] = (),
        sites: Collection[str] = (),
    ) -> None:
        names = {queue.id: queue.name for queue in setup.queues}
        named = {team.id: team.name or team.id for team in setup.teams}
        known_teams = {queue.team: queue.team for queue in setup.queues if queue.team} | named
        known_sites = {team.site: team.site for team in setup.teams if team.site}
        self.said: tuple[tuple[str, str], ...] = (
            *_said("queue", queues, names),
            *_said("team", teams, known_teams),
            *_said("site", sites, known_sites),
            *_said("channel", channels, {channel: channel for channel in CHANNELS}),
        )
        self.scope: Scope = scope_of(
            setup, frozenset(queues), frozenset(teams), frozenset(channels), frozenset(sites)
        )


def _said(
    what: str, asked: Collection[str], known: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    for name in asked:
        if name not in known:
            raise NotThere(f"There is no {what} “{name}”. {nearest(name, list(known))}")
    return tuple((what, known[name]) for name in asked)
