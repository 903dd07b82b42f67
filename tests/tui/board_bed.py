"""A board made up by hand, worked with real keys: no store, no log, a fixed Monday."""

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Callable, Sequence
from functools import cache
from typing import Any

import msgspec
from textual.pilot import Pilot

from agentdesk.board.behind import Behind, Explained, TimelineLine
from agentdesk.board.errors import BoardError
from agentdesk.board.values import Unit, Value
from agentdesk.board.view import AgentLine, BoardView, Cell, FeedLine, Level, Plot, QueueLine
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND, ManualClock
from agentdesk.domain.setup import Setup
from agentdesk.tui.board.app import BoardApp
from agentdesk.tui.board.commands import registry
from agentdesk.tui.kit.keymap import Keymap, build_keymap
from tests.support.office import SETUP
from tests.tui.at_rest import at_rest, painted_at_rest
from tests.tui.desk_bed import key_of

AT = 1_772_463_727_000
"""Monday, 2 March 2026, 15:02:07 UTC."""
ZONE = "Europe/Berlin"


def cell(
    figure: str, number: float, of: float | None = None, level: Level = "", says: str = ""
) -> Cell:
    """Return a number as a view holds it."""
    family = figure.partition(".")[0]
    return Cell(figure, Value(_UNITS.get(family, "count"), number, of), level, says)


_UNITS: dict[str, Unit] = {
    "service_level": "share", "csat": "share", "oldest_waiting": "ms", "asa": "ms", "aht": "ms",
    "wrap_up": "ms", "load": "ratio",
}  # fmt: skip


def queue_line(number: int, id: str, name: str, team: str = "south") -> QueueLine:
    """Return a queue with numbers that depend on its place."""
    waiting = (14, 9, 3, 0, 27, 5, 1, 2)[number % 8]
    late = (0, 2, 0, 0, 11, 0, 0, 1)[number % 8]
    offered = (40, 22, 31, 0, 64, 12, 3, 9)[number % 8]
    numbers = (
        cell("waiting", waiting, level="warn" if waiting > 20 else "", says="over 20"),
        cell("oldest_waiting", waiting * 9 * MINUTE) if waiting else
        Cell("oldest_waiting", Value("ms", 0, 0)),
        cell("in_progress", 3 + number % 4),
        cell("snoozed", number % 3),
        cell("late", late, level="bad" if late > 10 else "warn" if late else "", says="over 0"),
        cell("handled", offered * 2),
        cell("abandoned", number % 3),
        cell("service_level.default", offered * (0.94 - 0.08 * (number % 5)), offered,
             "bad" if offered > 50 else ""),
        cell("asa", 16 * SECOND * offered, offered),
        cell("aht", 480 * SECOND * offered, offered),
        cell("wrap_up", 95 * SECOND * offered, offered),
    )  # fmt: skip
    return QueueLine(
        id, name, team,
        {one.figure.partition(".")[0]: one for one in numbers},
        ages=(waiting, 5 + number, number % 4, number % 2, 0),
        arrivals=tuple(
            max(0, round((5 + number) * math.sin(n / 9) ** 2 + (n * 7 + number) % 3 - 1))
            for n in range(32)
        ),
    )  # fmt: skip


QUEUES = (
    ("billing", "Billing EN"), ("orders", "Orders & delivery"), ("tech", "Technical L1"),
    ("tech2", "Technical L2"), ("chat", "Chat"), ("voice", "Phone"), ("vip", "Premium"),
    ("complaints", "Complaints"),
)  # fmt: skip

AGENTS = (
    AgentLine("ada", "Ada Núñez", "south", "available", AT - 3 * HOUR, cases=(1042, 1051),
              units=2, capacity=6, handled=14),
    AgentLine("lena", "Lena Kowalski", "south", "available", AT - 42 * MINUTE,
              cases=(1017, 1064, 1071, 1080, 1082), units=5, capacity=6, handled=11),
    AgentLine("omar", "Omar Haddad", "north", "available", AT - 11 * MINUTE, capacity=6,
              handled=9),
    AgentLine("rita", "Rita Sørensen", "north", "wrap_up", AT - 72 * SECOND, cases=(1033,),
              units=6, capacity=6, handled=17),
    AgentLine("kofi", "Kofi Mensah", "south", "unavailable", AT - 26 * MINUTE, "lunch",
              capacity=6, handled=8),
    AgentLine("jana", "Jana Nováková", "north", "unavailable", AT - 4 * MINUTE, "training",
              capacity=6, handled=3),
    AgentLine("tomas", "Tomás Ferreira", "south", "offline", AT - 20 * HOUR, capacity=6),
)  # fmt: skip

_HAPPENED: tuple[tuple[str, str, int | None, Level], ...] = (
    ("the reply is late", "billing", 1033, "bad"),
    ("a customer gave up after 35 s", "voice", None, "warn"),
    ("escalated to tier 2: technical fault", "tech", 1058, ""),
    ("a lead is asked for", "complaints", 1044, "warn"),
    ("the solution is late", "orders", 1012, "bad"),
    ("came back to tier 1", "tech", 1058, ""),
    ("a complaint: delivery", "complaints", 1061, "warn"),
    ("the reply is late", "chat", 1066, "bad"),
)
FEED = tuple(
    FeedLine(100 + n, AT - (40 - n) * 5 * MINUTE, words, queue, case_id, level)
    for n, (words, queue, case_id, level) in enumerate(_HAPPENED * 3)
)


def view(number: int = 0, **changes: Any) -> BoardView:
    """Return a view of a busy afternoon; ``changes`` replace its fields."""
    strip = (
        cell("service_level.default", 158, 181),
        cell("waiting", 61 + number, level="warn", says="over 50"),
        cell("oldest_waiting", 4 * HOUR + 3 * MINUTE),
        cell("due_soon", 5),
        cell("late", 14, level="bad", says="over 10"),
        cell("available", 3),
        cell("staffed", 6),
        cell("load", 61, 3),
        cell("csat", 41, 46),
    )
    start = AT - 7 * HOUR
    at = tuple(range(start, AT + 1, 5 * MINUTE))
    made = BoardView(
        at=AT, live=True, seq=1000 + number, fresh_at=AT - 3 * SECOND, zone=ZONE, window="today",
        start=start, variant="service_level.default",
        strip={one.figure.partition(".")[0]: one for one in strip},
        queues=tuple(queue_line(n, *named) for n, named in enumerate(QUEUES)),
        agents=AGENTS, feed=FEED,
        plot=Plot(
            at,
            tuple(round(28 + 22 * math.sin(n / 11)) + n % 4 for n in range(len(at))),
            tuple(None if n < 3 else 0.93 - n / 800 for n in range(len(at))),
        ),
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


class MadeUp:
    """A board whose views are set by the test. It notes what it was asked."""

    def __init__(self, first: BoardView, setup: Setup = SETUP) -> None:
        self.view = first
        self.setup = setup
        self.asked: list[tuple[Any, ...]] = []
        self.closed = False
        self._new: asyncio.Queue[BoardView] = asyncio.Queue()

    @property
    def last(self) -> tuple[Any, ...]:
        """What it was asked last."""
        return self.asked[-1]

    def show(self, new: BoardView) -> None:
        """Let something have changed."""
        self.view = new
        self._new.put_nowait(new)

    def change(self, **changes: Any) -> None:
        """Change some fields of the view."""
        self.show(msgspec.structs.replace(self.view, **changes))

    async def changes(self) -> AsyncIterator[BoardView]:
        """Yield the views that the test shows."""
        while True:
            yield await self._new.get()

    async def go(self, at: int | None) -> None:
        """Note it and be there."""
        if at is not None and at < AT - 30 * DAY:
            raise BoardError("The log begins later: nothing is known of that time.")
        self.asked.append(("go", at))
        live = at is None or at >= AT
        self.change(at=AT if live else at, live=live, speed=0.0)

    async def step(self, by_ms: int) -> None:
        """Go forward or back."""
        await self.go(self.view.at + by_ms)

    def play(self, speed: float) -> None:
        """Note it."""
        self.asked.append(("play", speed))
        self.change(speed=speed)

    async def freeze(self) -> None:
        """Stand."""
        self.asked.append(("freeze",))
        self.change(live=False, speed=0.0)

    async def live(self) -> None:
        """Be live."""
        await self.go(None)

    def narrow(
        self,
        queues: frozenset[str] = frozenset(),
        teams: frozenset[str] = frozenset(),
        channels: frozenset[str] = frozenset(),
        sites: frozenset[str] = frozenset(),
    ) -> None:
        """Note it; leave the queues named."""
        self.asked.append(("narrow", queues, teams, channels, sites))
        lines = [queue_line(n, *named) for n, named in enumerate(QUEUES)]
        kept = [line for line in lines if not queues or line.queue in queues]
        self.change(queues=tuple(kept))

    def window(self, name: str) -> None:
        """Look at another stretch."""
        self.asked.append(("window", name))
        self.change(window=name)

    def variant(self, figure: str) -> None:
        """Show another service level."""
        self.asked.append(("variant", figure))
        self.change(variant=figure)

    async def explain(self, figure: str, queue: str = "", agent: str = "") -> Explained:
        """Explain the same, whatever is asked."""
        self.asked.append(("explain", figure, queue, *([agent] if agent else [])))
        return Explained(
            figure=figure, queue=queue, name="Service level", version=1,
            definition="The share of what was offered that was answered within its target.",
            formula="answered within T / (offered − short abandons)", source="domain.md §5",
            parameters={"short": 5000}, value=Value("share", 4, 7),
            words="4 of 7 offered: 57.14 %.", start=self.view.start, at=self.view.at,
        )  # fmt: skip

    async def behind(self, figure: str, queue: str = "", agent: str = "") -> tuple[Behind, ...]:
        """Name some cases and a call."""
        self.asked.append(("behind", figure, queue, *([agent] if agent else [])))
        cases = tuple(
            Behind(AT - n * 11 * MINUTE, queue or "billing", "met" if n % 3 else "not met",
                   "open · mail · P3 · reply late", case_id=1042 + n)
            for n in range(9)
        )  # fmt: skip
        return (*cases, Behind(AT - HOUR, "voice", "counts", "abandoned · call", talk_id=7))

    async def timeline(self, case_id: int) -> tuple[TimelineLine, ...]:
        """Tell a short story."""
        self.asked.append(("timeline", case_id))
        told: Sequence[tuple[int, str, str, bool, Level]] = (
            (300, "the customer", "wrote by mail", False, ""),
            (299, "automatic", "came into Billing EN, P3", False, ""),
            (220, "Lena Kowalski", "took it", False, ""),
            (219, "Lena Kowalski", "escalated to tier 2: technical fault", True, ""),
            (210, "Lena Kowalski", "answered by mail and waits for the customer", False, ""),
            (90, "automatic", "the solution is late: due at 13:32", False, "bad"),
        )
        return tuple(
            TimelineLine(n, AT - ago * MINUTE, who, words, "case.told", undone,
                         "bad" if level == "bad" else "")
            for n, (ago, who, words, undone, level) in enumerate(told)
        )  # fmt: skip

    async def close(self) -> None:
        """Note it."""
        self.closed = True


class Bed:
    """A running board and the keys pressed on it."""

    def __init__(self, app: BoardApp, made: MadeUp | None = None) -> None:
        self.app, self._made = app, made

    @property
    def board(self) -> MadeUp:
        """The board that the test made up."""
        assert self._made is not None
        return self._made

    async def press(self, *keys: str) -> None:
        """Press keys, by their Textual names, each worked off before the next."""
        for key in keys:
            self.app.router.read([key_of(key)])
            await self.app.router.settled()
            await self.until(lambda: self.app.busy == 0 or self.app.screen is not self.app.main)
            await at_rest(self.app)

    async def until(self, what: Callable[[], bool]) -> None:
        """Wait for a condition."""
        for _ in range(3000):
            if self.app._exception is not None:
                raise self.app._exception
            if what():
                return
            await asyncio.sleep(0.01)
        shown = "\n".join(self.lines)
        raise AssertionError(f"the board did not get there in half a minute:\n{shown}")

    async def shown(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await self.until(lambda: text in "\n".join(self.lines))

    @property
    def lines(self) -> list[str]:
        """What is on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def status(self) -> str:
        """What the footer says."""
        return self.app.main.footer._status


@cache
def checked_keys() -> Keymap:
    """Return the board's keys, checked against each other once."""
    return build_keymap(registry())


@contextlib.asynccontextmanager
async def board(
    first: BoardView | None = None, size: tuple[int, int] = (120, 36), **more: Any
) -> AsyncIterator[Bed]:
    """Open a made-up board, with its numbers on the screen."""
    made = MadeUp(first or view())

    async def opener() -> MadeUp:
        return made

    clock = ManualClock(AT)
    app = BoardApp(opener, checked_keys(), clock=clock, **more)
    with painted_at_rest():
        async with app.run_test(size=size) as pilot:
            bed = Bed(app, made)
            await _opened(bed, pilot)
            try:
                yield bed
            finally:
                if app.is_running:
                    await app.shut()


async def _opened(bed: Bed, pilot: Pilot[int]) -> None:
    await bed.until(lambda: bed.app.main.shift.ready)
    await pilot.pause()
