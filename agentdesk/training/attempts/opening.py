"""Opening an attempt where it was left, however the program that worked in it ended."""

from pathlib import Path
from typing import NamedTuple

from agentdesk.clock import Clock
from agentdesk.data.errors import StoreError, StoreMissing
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.clock import RoomClock
from agentdesk.training.attempts.line import Line
from agentdesk.training.attempts.place import Rooms, scenario_of
from agentdesk.training.attempts.rows import About, Piece
from agentdesk.training.attempts.script import numbered, read_script, write_script
from agentdesk.training.attempts.seeking import inputs_of, store_of
from agentdesk.training.play.inputs import Input
from agentdesk.training.scenario import Scenario


class Opened(NamedTuple):
    """Everything of an attempt that a room needs."""

    folder: Path
    about: About
    scenario: Scenario
    book: Book
    clock: RoomClock
    line: Line
    script: tuple[Input, ...] | None


async def open_attempt(folder: Path, wall: Clock) -> Opened:
    """Open the files of an attempt; what its store never saw is dropped.

    Raises ``StoreError`` with a sentence.
    """
    scenario = scenario_of(folder)
    book = Book(folder / "book.db")
    try:
        script = await script_of(folder, book.about, scenario)
        branch, piece = book.current
        line = await _line(folder, book, scenario, branch, script)
    except BaseException:
        book.close()
        raise
    resumed, end = _resumed(book, branch, piece, line, wall), line.play.crowd.end
    clock = RoomClock(wall, resumed, end, stands=book.about.mode != "exam")
    if clock.piece is not piece:
        book.add_piece(clock.piece, branch)
    return Opened(folder, book.about, scenario, book, clock, line, script)


async def _line(
    folder: Path, book: Book, scenario: Scenario, branch: int, script: tuple[Input, ...] | None
) -> Line:
    path, given = store_of(folder, branch), inputs_of(book, branch, script)
    if not path.exists() and (given or branch):
        raise StoreMissing(
            f"{path} is gone, the store of the attempt {folder.name}. Put it back, or begin a new "
            "attempt."
        )
    line = await Line.open(path, scenario, branch, given)
    for lost in given[line.inputs :]:
        book.drop(branch, lost.n)
    return line


def _resumed(book: Book, branch: int, piece: Piece, line: Line, wall: Clock) -> Piece:
    """Return how time goes from now on: in an exam it went on, elsewhere it stands where it was."""
    now = wall.now()
    at = max(piece.at, line.at)
    seen = book.presence
    if piece.running and seen is not None and seen.branch == branch:
        at = max(at, seen.at)
    if book.about.mode == "exam" and book.state == "working":
        if piece.running and piece.at + (now - piece.wall) >= at:
            return piece
        # It has not begun, or the wall's clock was set back meanwhile.
        return Piece(now, at, 1.0, running=True)
    return piece if piece.at == at and not piece.running else Piece(now, at, piece.speed, False)


async def script_of(folder: Path, about: About, scenario: Scenario) -> tuple[Input, ...] | None:
    """Return what an attempt plays; ``None`` where somebody works. It is worked out once."""
    if about.mode not in ("watch", "predict"):
        return None
    path = folder / "script.json"
    if not path.exists():
        found = numbered(await _played(folder, about, scenario))
        try:
            write_script(path, found)
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror}.") from error
    return read_script(path)


async def _played(folder: Path, about: About, scenario: Scenario) -> tuple[Input, ...]:
    if about.source:
        book = Book(Rooms(folder.parent).find(about.source) / "book.db")
        try:
            return book.line(book.current[0])
        finally:
            book.close()
    from agentdesk.training.play.expert import expert_inputs

    return await expert_inputs(scenario)
