"""The header and the footer: one line each, exactly as wide as the screen.

Pieces have a weight. When room is short the lightest go first, and of one weight the last; what
stays keeps its place. Text is plain, never markup.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from agentdesk.text import fit, width
from agentdesk.tui.kit.commands import Command
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs
from agentdesk.tui.kit.keymap import Keymap
from agentdesk.tui.kit.looks import Looks, looks_of

GAP = 2

Hint = tuple[str, str, int]
"""A key, the word for what it does, and its weight."""
Part = tuple[str, str]
"""A piece of text and the name of its style, see :class:`Looks`."""


class Piece(NamedTuple):
    """One statement in a line. The heavier ones stay when room is short."""

    text: str
    weight: int = 0
    style: str = "text"
    short: str = ""
    """What stands there instead when room is short, before anything is dropped."""
    before: str = ""
    """What parts it from the piece before, instead of a dot."""


def lay_out(
    left: Sequence[Piece], middle: Sequence[Piece], right: Sequence[Piece], cells: int, dot: str
) -> list[Part]:
    """Return a header line: left, centred and right pieces, joined by dots, ``cells`` wide.

    When room is short, pieces are first shortened and then dropped, the lightest first.
    """
    thirds = [list(left), list(middle), list(right)]
    while _least(thirds, dot) > cells and (place := _lightest(thirds)) is not None:
        third, index = place
        piece = thirds[third][index]
        if piece.short:
            thirds[third][index] = piece._replace(text=piece.short, short="")
        else:
            del thirds[third][index]
    texts = [_joined(third, dot) for third in thirds]
    sizes = [sum(width(text) for text, _ in parts) for parts in texts]
    start = min(max(sizes[0] + 3, (cells - sizes[1]) // 2), max(0, cells - sizes[2] - sizes[1] - 3))
    line: list[Part] = [(" ", "text"), *texts[0]]
    line.append((" " * max(1, start - sizes[0] - 1), "text"))
    line += texts[1]
    used = sum(width(text) for text, _ in line)
    line.append((" " * max(1, cells - used - sizes[2] - 1), "text"))
    line += [*texts[2], (" ", "text")]
    return _exact(line, cells)


def hints_of(keymap: Keymap, context: str, also: Iterable[Command] = ()) -> list[Hint]:
    """Return the key hints of a context: key, short word, weight, heaviest first."""
    found = [
        (keymap.label(command.id), command.footer, command.weight)
        for command in (*keymap.registry.applying(context), *also)
        if command.footer and keymap.label(command.id)
    ]
    return sorted(found, key=lambda hint: -hint[2])


def footer_parts(status: str, hints: Sequence[Hint], cells: int, bar: str) -> list[Part]:
    """Return a footer line: the status, a bar, and as many hints as fit, the heaviest ones.

    When not even the status fits it is cut. Under 100 cells ``Ctrl+S`` is written ``^S``.
    """
    short = cells < 100
    shown = [(key.replace("Ctrl+", "^") if short else key, word, w) for key, word, w in hints]
    line: list[Part] = [(" ", "text")]
    if status:
        line += [(status, "text"), (f" {bar} ", "muted")]
    room = cells - sum(width(text) for text, _ in line) - 1
    chosen: list[int] = []
    for index in sorted(range(len(shown)), key=lambda at: -shown[at][2]):
        size = width(shown[index][0]) + 1 + width(shown[index][1]) + (GAP if chosen else 0)
        if size <= room:
            room -= size
            chosen.append(index)
    for number, index in enumerate(sorted(chosen)):
        key, word, _ = shown[index]
        line += [(" " * GAP if number else "", "text"), (key, "strong"), (f" {word}", "text")]
    return _exact(line, cells)


class _OneLine(Widget):
    """A line that draws itself; repaints only when its content has changed."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs
        self._shown: list[Part] = []
        self._looks: Looks | None = None

    def parts(self, cells: int) -> list[Part]:
        """Return the line's pieces, ``cells`` wide in all."""
        raise NotImplementedError

    def update(self) -> None:
        """Repaint if what the line says has changed."""
        if self.is_mounted and self.parts(self.size.width) != self._shown:
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        cells = self.size.width
        if y:
            return Strip.blank(cells, self.rich_style)
        self._shown = self.parts(cells)
        if self._looks is None:
            self._looks = looks_of(self.app, "panel")
        return Strip([Segment(text, self._looks.named(name)) for text, name in self._shown], cells)

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        super().notify_style_update()
        self._looks = None


class HeaderLine(_OneLine):
    """The header: the agent's state left, numbers in the middle, the store's state right."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(glyphs=glyphs, id=id)
        self._thirds: tuple[Sequence[Piece], Sequence[Piece], Sequence[Piece]] = ((), (), ())

    def show(self, left: Sequence[Piece], middle: Sequence[Piece], right: Sequence[Piece]) -> None:
        """Say something else."""
        self._thirds = (left, middle, right)
        self.update()

    def parts(self, cells: int) -> list[Part]:
        """Return the header's pieces."""
        return lay_out(*self._thirds, cells, self.glyphs.dot)


class FooterLine(_OneLine):
    """The footer: what just happened, and the keys that make sense now."""

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(glyphs=glyphs, id=id)
        self._status = self._pending = ""
        self._hints: Sequence[Hint] = ()

    def show_status(self, text: str) -> None:
        """Say what just happened, in one phrase."""
        self._status = text
        self.update()

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """List keys. See :func:`hints_of`."""
        self._hints, self._pending = hints, ""
        self.update()

    @property
    def hints(self) -> Sequence[Hint]:
        """The keys that are listed, whether or not there is room for them."""
        return self._hints

    def show_followers(self, prefix: str, followers: Sequence[Hint]) -> None:
        """List what may follow a pending prefix, until :meth:`show_hints` is told."""
        self._pending = f"{prefix} {self.glyphs.more}"
        self._hints = [*followers, ("Esc", "drops it", 2)]
        self.update()

    def parts(self, cells: int) -> list[Part]:
        """Return the footer's pieces."""
        return footer_parts(self._pending or self._status, self._hints, cells, self.glyphs.bar)


def _least(thirds: Sequence[Sequence[Piece]], dot: str) -> int:
    sizes = [sum(width(text) for text, _ in _joined(third, dot)) for third in thirds]
    return sum(sizes) + 2 + 3 * max(0, sum(1 for size in sizes if size) - 1)


def _lightest(thirds: Sequence[Sequence[Piece]]) -> tuple[int, int] | None:
    """Return the place of the next piece to shorten, or to drop when none can be shortened."""
    places = [(third, index) for third, row in enumerate(thirds) for index in range(len(row))]
    if not places:
        return None

    def order(place: tuple[int, int]) -> tuple[bool, int, int]:
        piece = thirds[place[0]][place[1]]
        return (not piece.short, piece.weight, -place[1])

    return min(places, key=order)


def _joined(pieces: Sequence[Piece], dot: str) -> list[Part]:
    parts: list[Part] = []
    for piece in pieces:
        if parts:
            parts.append((piece.before or f" {dot} ", "muted"))
        parts.append((piece.text, piece.style))
    return parts


def _exact(parts: Iterable[Part], cells: int) -> list[Part]:
    exact: list[Part] = []
    left = cells
    for text, style in parts:
        size = width(text)
        if size > left:
            text, size = fit(text, left), left
        if text and size:
            exact.append((text, style))
        left -= size
    return [*exact, (" " * left, "text")] if left > 0 else exact
