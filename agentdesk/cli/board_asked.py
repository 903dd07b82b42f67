"""A board as it was asked for on the command line: opened, narrowed, at its moment."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from agentdesk.cli.exits import STORE, Failure, not_found, usage
from agentdesk.cli.session import Session
from agentdesk.nearest import nearest

if TYPE_CHECKING:
    from agentdesk.board.view import BoardView
    from agentdesk.board.watching import Board
    from agentdesk.boardsettings import BoardSettings
    from agentdesk.domain.setup import Setup


class Asked(NamedTuple):
    """What of the board is wanted."""

    at: str | None = None
    queues: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    window: str | None = None
    rule: str | None = None

    def options(self) -> Iterator[str]:
        """Yield the same as words of a command line."""
        single = (("--at", self.at), ("--window", self.window), ("--service-level", self.rule))
        for name, value in single:
            if value is not None:
                yield f"{name}={value}"
        for name, values in (
            ("--queue", self.queues),
            ("--team", self.teams),
            ("--channel", self.channels),
            ("--site", self.sites),
        ):
            yield from (f"{name}={value}" for value in values)

    def words(self, setup: "Setup") -> str:
        """Return what the board is narrowed to, by name: ``only Billing, chat``."""
        from agentdesk.board.scope import teams_of

        queues = {queue.id: queue.name for queue in setup.queues}
        teams = teams_of(setup)
        named = [
            *(queues.get(id, id) for id in self.queues),
            *(teams.get(id, id) for id in self.teams),
            *self.sites,
            *self.channels,
        ]
        return f"only {', '.join(named)}" if named else ""


def settings_of(session: Session, asked: Asked) -> "BoardSettings":
    """Return the board's settings, the command line over the file."""
    given = {"window": asked.window, "service_level": asked.rule}
    changes = {name: value for name, value in given.items() if value is not None}
    return msgspec.structs.replace(session.settings.board, **changes)


async def moment_of(session: Session, asked: Asked) -> int | None:
    """Read the time in the desk's zone and check the names; ``None`` for a live board.

    Raises ``Failure`` and ``StoreError``.
    """
    if asked.at is None and not (asked.queues or asked.teams or asked.sites):
        return None
    from zoneinfo import ZoneInfo

    from agentdesk.board.errors import BoardError
    from agentdesk.board.times import parse_moment, zone_of
    from agentdesk.data.open_board import open_board

    store = await open_board(session.url)
    try:
        setup = await store.setup()
        check_names(setup, asked)
        if asked.at is None:
            return None
        return parse_moment(asked.at, store.clock.now(), ZoneInfo(zone_of(setup)))
    except BoardError as error:
        raise usage(str(error)) from None
    finally:
        await store.close()


@asynccontextmanager
async def opened(session: Session, asked: Asked) -> "AsyncIterator[Board]":
    """Open the board as it was asked for; what it cannot show becomes a ``Failure`` too.

    Raises ``Failure`` and ``StoreError``.
    """
    from agentdesk.board.errors import BoardError
    from agentdesk.board.snapshots import cache_folder
    from agentdesk.board.watching import Board

    at = await moment_of(session, asked)
    settings = settings_of(session, asked)
    with plain_words(at):
        board = await Board.open(session.url, settings=settings, cache=cache_folder(), at=at)
    try:
        board.narrow(
            frozenset(asked.queues),
            frozenset(asked.teams),
            frozenset(asked.channels),
            frozenset(asked.sites),
        )
        yield board
    except BoardError as error:
        raise not_found(str(error)) from None
    finally:
        await board.close()


@contextmanager
def plain_words(at: int | None) -> Iterator[None]:
    """Turn what cannot be shown into a ``Failure``: the settings are wrong, or the time is."""
    from agentdesk.board.errors import BoardError

    try:
        yield
    except BoardError as error:
        raise (usage(str(error)) if at is None else not_found(str(error))) from None


def check_names(setup: "Setup", asked: Asked) -> None:
    """Raise ``Failure`` for the first queue, team or site that the desk does not have."""
    from agentdesk.board.scope import sites_of, teams_of

    for word, given, known in (
        ("queue", asked.queues, [queue.id for queue in setup.queues]),
        ("team", asked.teams, list(teams_of(setup))),
        ("site", asked.sites, list(sites_of(setup))),
    ):
        for name in given:
            if name not in known:
                raise _unknown(word, name, known)


def _unknown(word: str, name: str, known: Iterable[str]) -> Failure:
    none = f"This desk has no {word}s."
    return usage(f"There is no {word} “{name}”. {nearest(name, known, none)}")


async def settled(board: "Board") -> "BoardView":
    """Return the view once all of its figures are counted, or what there is if they cannot be."""
    if board.view.counted >= 1 or board.view.trouble:
        return board.view
    async for view in board.changes():
        if view.counted >= 1 or view.trouble:
            return view
    return board.view


async def counted(board: "Board") -> "BoardView":
    """Return the view with all of its figures. Raises ``Failure`` where the store is away."""
    view = await settled(board)
    if view.trouble and view.counted < 1:
        raise Failure(view.trouble, STORE, "store")
    return view
