"""The room's clock: the shift's time, which goes as fast as the wall's, faster, slower, or stands.

Nothing else differs from a desk in earnest. Between two touches of the transport the shift's time
is a straight line over the wall's; each such piece is written into the book.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from agentdesk.clock import MINUTE, Clock
from agentdesk.training.attempts.rows import Piece

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
"""What the transport offers; anything between the ends is taken."""


STILL_MS = 2 * MINUTE
"""Where nobody asks the time for so long, the program stood still: a lid was closed."""


class RoomClock:
    """Tells the shift's time. It never goes back by itself, whatever the wall's clock does.

    Where the wall's clock is set back, the shift goes on from where it was.
    """

    def __init__(self, wall: Clock, piece: Piece, end: int, *, stands: bool = True) -> None:
        """``end`` is the end of the shift, which it does not pass.

        ``stands`` says that it stood where the program did; in an exam it went on meanwhile.
        """
        self.wall, self.piece, self.end, self.stands = wall, piece, end, stands
        self._held: int | None = None
        self._told = piece.at
        self._asked = wall.now()

    def now(self) -> int:
        """Return the shift's time; the one that is held while a unit runs."""
        if self._held is not None:
            return self._held
        wall, before = self.wall.now(), self._asked
        self._asked = wall
        set_back = wall < before
        if self.piece.running and (set_back or (self.stands and wall - before > STILL_MS)):
            self.piece = Piece(wall, self._told, self.piece.speed, running=True)
        self._told = max(self._told, self._on_the_line())
        return self._told

    @property
    def speed(self) -> float:
        """How many times as fast as the wall's it goes, when it does."""
        return self.piece.speed

    @property
    def running(self) -> bool:
        """Whether it goes; at the end of the shift it stands."""
        return self.piece.running and self.now() < self.end

    @contextmanager
    def held(self, at: int) -> Iterator[None]:
        """Show the same instant to everybody while something is carried out at it."""
        before, self._held = self._held, at
        try:
            yield
        finally:
            self._held = before
            self._told = max(self._told, at)

    def stop(self) -> Piece:
        """Stand; return the piece that begins."""
        return self._turn(self.now(), running=False)

    def go_on(self) -> Piece:
        """Go; return the piece that begins."""
        return self._turn(self.now(), running=True)

    def set_speed(self, speed: float) -> Piece:
        """Go so many times as fast as the wall's from now on; return the piece that begins."""
        return self._turn(self.now(), speed=speed)

    def set(self, at: int) -> Piece:
        """Be at an instant, earlier or later, and stand; return the piece that begins."""
        self._told = at
        return self._turn(at, running=False)

    def wait_ms(self, at: int) -> int | None:
        """Return how long on the wall until an instant comes; ``None`` if it does not."""
        if not self.running or at > self.end:
            return None
        return max(0, -int(-(at - self.now()) // self.speed))

    def _on_the_line(self) -> int:
        piece = self.piece
        if not piece.running:
            return piece.at
        return min(self.end, piece.at + int((self.wall.now() - piece.wall) * piece.speed))

    def _turn(self, at: int, *, running: bool | None = None, speed: float | None = None) -> Piece:
        self.piece = Piece(
            self.wall.now(),
            at,
            self.piece.speed if speed is None else speed,
            self.piece.running if running is None else running,
        )
        return self.piece
