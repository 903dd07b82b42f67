"""What a board shows of the position it stands at, live or in the past, and what is behind it."""

import asyncio

import msgspec

from agentdesk.board.beginning import NOTHING, Moment, first_view
from agentdesk.board.behind import Behind, Explained, TimelineLine
from agentdesk.board.errors import BoardError
from agentdesk.board.explaining import behind, explain, figure_named
from agentdesk.board.figures.registry import VARIANTS
from agentdesk.board.following import Following
from agentdesk.board.looking import Looking
from agentdesk.board.position import Position
from agentdesk.board.scope import scope_of
from agentdesk.board.sight import Sight
from agentdesk.board.telling import tell
from agentdesk.board.view import BoardView
from agentdesk.board.wording import clock_text
from agentdesk.boardsettings import WINDOWS
from agentdesk.data.board import BoardStore, Standing
from agentdesk.domain.setup import Setup

SMALL = 30_000
"""So many cases, calls and chats are counted while the screen waits."""


class Showing:
    """A board as it stands; moving it through time is another matter.

    ``view`` is what is shown now. Methods that read may raise
    :class:`~agentdesk.data.errors.StoreError`, and :class:`~agentdesk.board.errors.BoardError`
    with a sentence for what cannot be shown.
    """

    def __init__(
        self, store: BoardStore, sight: Sight, following: Following, standing: Standing
    ) -> None:
        self._store, self._sight, self._following = store, sight, following
        self._standing = standing
        self._narrowed: tuple[frozenset[str], ...] = ()
        self._looking: Looking | None = None
        """What is shown, carried on; ``None`` before anything has been counted."""
        self._live = True
        self._at = 0
        """As of when, while it is not live."""
        self._speed = 0.0
        self._counted = 0.0
        """How far a jump into the past has come."""
        self._trouble = ""
        self._stale = False
        """The set-up has become another."""
        self._watchers: set[asyncio.Event] = set()
        self._news = asyncio.Event()
        self._recounting: asyncio.Task[None] | None = None
        self._failure: Exception | None = None
        """What ended counting that should not have ended."""
        self.view = self._make_view()

    @property
    def setup(self) -> Setup:
        """The desk's set-up as it is now."""
        return self._sight.setup

    # ---- what is looked at

    def narrow(
        self,
        queues: frozenset[str] = frozenset(),
        teams: frozenset[str] = frozenset(),
        channels: frozenset[str] = frozenset(),
        sites: frozenset[str] = frozenset(),
    ) -> None:
        """Look at these only; an empty set lets everything through."""
        self._narrowed = (queues, teams, channels, sites)
        self._see(scope=scope_of(self.setup, *self._narrowed))

    def window(self, name: str) -> None:
        """Look at another stretch of time: ``today``, ``1h``, ``4h``, ``24h``, ``7d``."""
        if name not in WINDOWS:
            raise BoardError(f"There is no window “{name}”; there are {', '.join(WINDOWS)}.")
        self._see(window=name)

    def variant(self, figure: str) -> None:
        """Show another service level, named with or without ``service_level.`` before it."""
        id = figure if figure in VARIANTS else f"service_level.{figure}"
        if id not in VARIANTS:
            names = ", ".join(name.partition(".")[2] for name in VARIANTS)
            raise BoardError(f"There is no service level “{figure}”; there are {names}.")
        self._see(variant=id)

    # ---- behind the numbers

    async def explain(self, figure: str, queue: str = "", agent: str = "") -> Explained:
        """Say why a number is what it is: of everything looked at, of a queue, or of an agent
        (how much they handled, and no other)."""
        looking = self._needed()
        return explain(
            looking.position.ledger,
            self._sight,
            self.view.at,
            figure_named(figure, self._sight.variant),
            queue,
            agent,
        )

    async def behind(self, figure: str, queue: str = "", agent: str = "") -> tuple[Behind, ...]:
        """Return the cases, contacts or agents that a number counts, in the figure's order."""
        looking = self._needed()
        ledger, at = looking.position.ledger, self.view.at
        lines: list[Behind] = []
        named = figure_named(figure, self._sight.variant)
        for line in behind(ledger, self._sight, at, named, queue, agent):
            lines.append(line)
            if len(lines) % 500 == 0:
                await asyncio.sleep(0)
        return tuple(lines)

    async def timeline(self, case_id: int) -> tuple[TimelineLine, ...]:
        """Return what happened to a case, as it was known at the moment that is shown."""
        stream = await self._store.timeline(case_id, self.view.seq)
        if not stream:
            raise BoardError(f"There is no case {case_id} at this moment.")
        return tell(stream, self.setup, self._sight.zone.key)

    # ---- showing

    def _see(self, **changes: object) -> None:
        """Look at something else."""
        self._sight = msgspec.structs.replace(self._sight, **changes)
        self._show()

    def _show(self) -> None:
        self._publish(self._make_view())

    def _publish(self, view: BoardView) -> None:
        self.view = view
        self._wake()

    def _wake(self) -> None:
        """Let those who watch look: there is another view, or there will be none any more."""
        for watcher in self._watchers:
            watcher.set()

    def _make_view(self) -> BoardView:
        if not self._live:
            if self._looking is None or not self._is_counted(self._looking.position, self._at):
                return self._counting(self._at)
            return self._looking.view(self._at, speed=self._speed, trouble=self._trouble)
        following = self._following
        position, now = following.position, self._store.clock.now()
        if position is None:
            self._looking = None
            moment = Moment(now, True, following.counted)
            return first_view(self._standing, self._sight, moment, trouble=following.trouble)
        trouble = following.trouble
        if following.silent_since is not None:
            # What is not known any more does not grow older on the screen.
            now = following.silent_since
            stood = clock_text(max(now, position.recorded_at), self._sight.zone.key)
            trouble = f"{trouble} The board shows how it stood at {stood}."
        at = max(now, position.recorded_at)
        if not self._is_counted(position, at) or self._looking is None:
            moment = Moment(at, True, 0, position.seq, position.recorded_at)
            return first_view(NOTHING, self._sight, moment, trouble=trouble)
        touched = following.take()
        self._looking.touch(touched)
        self._stale = self._stale or touched.setup
        return self._looking.view(at, live=True, trouble=trouble)

    def _is_counted(self, position: Position, at: int) -> bool:
        """Say whether a position is counted as it is looked at; if it takes long, it soon will be.

        What is small is counted at once.
        """
        looking = self._looking
        if looking and looking.position is position and looking.sight is self._sight:
            return True
        if self._recounting is not None:
            return False
        if position.ledger.size <= SMALL:
            self._stale = self._stale or self._following.take().setup
            self._looking = Looking(position, self._sight, at)
            return True
        self._recounting = asyncio.create_task(self._recount(), name="agentdesk board: counting")
        return False

    async def _recount(self) -> None:
        """Count in a thread, so that keys are answered meanwhile, until that is what is wanted."""
        try:
            while (position := self._uncounted()) is not None:
                live, sight = self._live, self._sight
                if live:
                    self._stale = self._stale or self._following.take().setup
                at = max(self._store.clock.now(), position.recorded_at) if live else self._at
                # The position itself goes on while it is counted.
                looking = await asyncio.to_thread(_counted, position.copy(), sight, at)
                if self._uncounted() is position and self._live == live:
                    looking.carry_on(position)
                    self._looking = looking
        except Exception as error:
            # Whoever runs the board ends with it.
            self._failure = error
            self._news.set()
            return
        finally:
            self._recounting = None
        self._show()

    def _uncounted(self) -> Position | None:
        """Return the position that is to be shown and was not counted as it is looked at."""
        looking = self._looking
        known = looking.position if looking is not None else None
        position = self._following.position if self._live else known
        if looking is not None and position is known and looking.sight is self._sight:
            return None
        return position

    def _counting(self, at: int) -> BoardView:
        """Return the board of a moment that has not been counted yet."""
        moment = Moment(at, False, self._counted)
        return first_view(NOTHING, self._sight, moment, trouble=self._trouble)

    def _needed(self) -> Looking:
        if self._looking is None:
            raise BoardError("The log is still being read; the number is there in a moment.")
        return self._looking


def _counted(position: Position, sight: Sight, at: int) -> Looking:
    return Looking(position, sight, at).settle()
