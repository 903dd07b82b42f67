"""Saying sentences and reading lines. No colour, no cursor movement: only lines, one after another.

Commands are typed with history and completion where there is a terminal; the terminal's own line
editing reads everything else, because it never repaints a line.
"""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from shutil import get_terminal_size
from typing import Protocol, TextIO

from agentdesk.text import clean, wrap

FALLBACK = 80
"""Cells of a line where there is no terminal to ask."""
CUT_AT = 4095
"""Bytes of a line that a terminal passes on; what is beyond them it drops."""
_ASCII = str.maketrans(
    {
        "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "‹": "<", "›": ">", "–": "-",
        "—": "-", "•": "*", "·": "-", "→": "->", "−": "-", "×": "x",
    }
)  # fmt: skip

Complete = Callable[[str], Iterable[str]]
"""From what stands before the cursor to the words that may stand in place of its last one."""


class Ended(Exception):
    """There are no more lines to read."""


class Source(Protocol):
    """Where lines come from."""

    at_terminal: bool
    """Whether somebody types them now."""

    def command(self, prompt: str) -> str:
        """Return a command's line. Raises :class:`Ended`, and ``KeyboardInterrupt``."""
        ...

    def line(self, prompt: str) -> str:
        """Return a line of text, or an answer. Raises :class:`Ended`, and ``KeyboardInterrupt``."""
        ...


class Typed:
    """The process's own input: a terminal, a pipe or a file."""

    def __init__(self, out: TextIO, complete: Complete) -> None:
        self.at_terminal = sys.stdin is not None and sys.stdin.isatty() and out.isatty()
        self._out = out
        self._kept = b""
        self._readline = _readline(complete) if self.at_terminal else None

    def command(self, prompt: str) -> str:
        """Return a command's line, remembered for the arrow keys."""
        if self._readline is None or b"\n" in self._kept:
            return self.line(prompt)
        self._out.flush()
        try:
            line = input(prompt)
        except EOFError:
            self._out.write("\n")
            raise Ended from None
        if line.strip():
            self._readline(line)
        return line

    def line(self, prompt: str) -> str:
        """Return a line as the terminal, or the pipe, gives it."""
        if self.at_terminal:
            self._out.write(prompt)
        self._out.flush()
        ended = False
        while b"\n" not in self._kept and not ended:
            read = self._read()
            self._kept += read
            ended = not read
        if ended and not self._kept:
            raise Ended
        line, _, self._kept = self._kept.partition(b"\n")
        return line.decode("utf-8", errors="replace").rstrip("\r")

    def _read(self) -> bytes:
        with suppress(OSError):
            return os.read(0, 65_536)
        return b""


class Voice:
    """One side of the talk: says sentences, asks for lines."""

    def __init__(
        self, source: Source, out: TextIO, *, cells: int | None = None, ascii_only: bool = False
    ) -> None:
        self.source, self.ascii_only = source, ascii_only
        self._out, self._cells = out, cells

    @property
    def at_terminal(self) -> bool:
        """Whether somebody types the lines now."""
        return self.source.at_terminal

    def say(self, text: str = "", indent: str = "") -> None:
        """Say a text, its lines no wider than the terminal, nothing in it able to steer it."""
        cells = self._cells or get_terminal_size((FALLBACK, 24)).columns
        room = max(20, cells - len(indent))
        for line in clean(self._shown(text)).split("\n"):
            for piece in wrap(line, room) or [""]:
                self._out.write(f"{indent}{piece}".rstrip() + "\n")

    def flush(self) -> None:
        """Let everything said so far be read."""
        self._out.flush()

    def command(self, prompt: str) -> str:
        """Return the next command's line, cleaned. Raises :class:`Ended`."""
        return clean(self.source.command(clean(self._shown(prompt))))

    def line(self, prompt: str) -> str:
        """Return the next line of text, cleaned. Raises :class:`Ended`."""
        return clean(self.source.line(clean(self._shown(prompt))))

    def _shown(self, text: str) -> str:
        return text.translate(_ASCII) if self.ascii_only else text


def _readline(complete: Complete) -> Callable[[str], None] | None:
    """Set up line editing for commands; return what remembers one, ``None`` if there is none.

    The library learns the terminal's name when it is loaded. Under the name of a terminal that
    can do nothing it writes no escape sequence.
    """
    before = os.environ.get("TERM")
    os.environ["TERM"] = "dumb"
    try:
        import readline
    except ImportError:
        return None
    finally:
        if before is None:
            del os.environ["TERM"]
        else:
            os.environ["TERM"] = before
    found: list[str] = []

    def completer(word: str, number: int) -> str | None:
        if number == 0:
            before = readline.get_line_buffer()[: readline.get_endidx()]
            found[:] = complete(before)
        return found[number] if number < len(found) else None

    if "libedit" in (readline.__doc__ or ""):
        readline.parse_and_bind("bind ^I rl_complete")
    else:
        readline.parse_and_bind("set enable-bracketed-paste off")
        readline.parse_and_bind("tab: complete")
    readline.set_completer(completer)
    readline.set_completer_delims(" ")
    readline.set_auto_history(False)
    return readline.add_history
