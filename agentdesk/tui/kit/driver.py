"""A terminal driver that tells the app which keys came in one read.

Textual posts every key on its own, so the app cannot see whether ten keys were typed or fell out
of a pasted text. This driver keeps the keys of one ``read`` together. It also settles the Escape
key itself: a lone ESC byte waits for what follows, and ESC before a letter is Escape and then the
letter, never Alt, ``^`` or a special character.
"""

import os
import re
import selectors
import signal
import time
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from contextlib import suppress
from threading import Event
from typing import Any, TextIO

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from agentdesk.tui.kit.anchor import anchored

READ_BYTES = 4096
_IDLE_S = 0.1
_CALM_S = 5.0
"""How long a reader may sleep with nothing undecided: keys wake it, and so does leaving."""
_PASTE_START = "\x1b[200~"
_PASTE_END = "\x1b[201~"
_LONE_ESCAPE = re.compile("\x1b(?=[^\\[O])")
"""An ESC that cannot begin a control sequence: what follows is a key of its own."""
_UNDECIDED = re.compile("\x1b(\\[(2(0[01]?)?)?)?$")
"""An end of a read that could be Escape, or the beginning of a pasted text's frame."""


class TerminalRead(events.Event, bubble=False):
    """Two keys or more that came out of the terminal in one read, in order."""

    def __init__(self, keys: list[events.Key]) -> None:
        super().__init__()
        self.keys = keys


class KeyReader:
    """Turns what was read into messages; no terminal in it, so it can be tested with text."""

    def __init__(self, debug: bool = False, escape_delay: float = constants.ESCAPE_DELAY) -> None:
        self._parser = XTermParser(debug)
        self._escape_delay = escape_delay
        self._kept = ""
        self._kept_at = 0.0
        self._pasted: list[str] | None = None

    def wait(self, now: float) -> float:
        """Return how many seconds a reader may sleep before :meth:`tick` is due."""
        if not self._kept:
            return _CALM_S if self._parser._timeout_time is None else _IDLE_S
        return max(0.0, min(_IDLE_S, self._kept_at + self._escape_delay - now))

    def feed(self, text: str, now: float) -> list[Message]:
        """Return the messages of one read; the keys in it are grouped."""
        text, self._kept = self._kept + text, ""
        if undecided := _UNDECIDED.search(text):
            text, self._kept, self._kept_at = text[: undecided.start()], undecided.group(), now
        return group(self._messages(text))

    def tick(self, now: float) -> list[Message]:
        """Return what became certain by waiting: a lone ESC is the Escape key."""
        messages: list[Message] = list(self._parser.tick())
        if self._kept and now >= self._kept_at + self._escape_delay:
            kept, self._kept = self._kept, ""
            if self._pasted is not None:
                self._pasted.append(kept)
                return group(messages)
            messages += [_escape()] if kept == "\x1b" else self._parser.feed(kept)
        return group(messages)

    def _messages(self, text: str) -> Iterator[Message]:
        """Parse what was typed; put pasted text together here, for an ESC in it upsets Textual."""
        while text:
            if self._pasted is None:
                head, mark, text = text.partition(_PASTE_START)
                yield from self._typed(head)
                self._pasted = [] if mark else None
            else:
                head, mark, text = text.partition(_PASTE_END)
                self._pasted.append(head)
                if mark:
                    pasted, self._pasted = "".join(self._pasted), None
                    yield events.Paste(pasted.replace("\x00", "").replace("\x1b", ""))

    def _typed(self, text: str) -> Iterator[Message]:
        for place, piece in enumerate(_LONE_ESCAPE.split(text)):
            if place:
                yield _escape()
            if piece:
                yield from self._parser.feed(piece)


def _escape() -> events.Key:
    return events.Key("escape", "\x1b")


def group(messages: Iterable[Message]) -> list[Message]:
    """Put neighbouring keys together; a key without a neighbour stays as it is."""
    grouped: list[Message] = []
    run: list[events.Key] = []

    def close() -> None:
        if len(run) == 1:
            grouped.append(run[0])
        elif run:
            grouped.append(TerminalRead(list(run)))
        run.clear()

    for message in messages:
        if isinstance(message, events.Key):
            run.append(message)
        else:
            close()
            grouped.append(message)
    close()
    return grouped


class _Terminal:
    """The terminal to write to; once it has gone away, what is written is dropped.

    Textual's writing thread would end at the first error, and the desk wait for it for ever.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, if anybody is there."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Let everything out, if anybody is there."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """Return the file's number."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Say whether it is a terminal."""
        return self._file.isatty()


class _Leaving(Event):
    """Tells the reading thread to end, and wakes it."""

    def __init__(self) -> None:
        super().__init__()
        self.fd, self._wake = os.pipe()

    def set(self) -> None:
        """Say it."""
        super().set()
        os.write(self._wake, b".")

    def heard(self) -> None:
        """Take the waking in."""
        os.read(self.fd, READ_BYTES)


class ReadingDriver(LinuxDriver):
    """Textual's driver for Linux and macOS, reading in whole reads.

    A byte that is not UTF-8 becomes ``�`` instead of ending the program, and a terminal that goes
    away keeps nobody from leaving.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        assert self._file is not None, "the desk needs a terminal"
        self._file = _Terminal(self._file)  # type: ignore[assignment] # all that its writer uses
        self.exit_event = self._leaving = _Leaving()
        # Textual would begin again in the middle of its work whenever the program is told to go on.
        signal.signal(signal.SIGCONT, signal.SIG_DFL)

    def write(self, data: str) -> None:
        """Write to the terminal, each doubtful character held in its cells."""
        super().write(anchored(data))

    def _run_input_thread(self) -> None:
        """Read, and hand a fault to the app as it is: Textual would render its values."""
        try:
            self.run_input_thread()
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read until told to stop. Runs in a thread of its own."""
        reader = KeyReader(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._leaving.fd, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                ready = [key.fd for key, _ in selector.select(reader.wait(time.monotonic()))]
                now = time.monotonic()
                messages: list[Message] = []
                if self._leaving.fd in ready:
                    self._leaving.heard()
                if self.fileno in ready:
                    data = os.read(self.fileno, READ_BYTES)
                    if not data:
                        # The terminal is gone; without a pause this loop would burn a core.
                        self.exit_event.wait(_IDLE_S)
                    if text := decode(data):
                        messages = reader.feed(text, now)
                for message in messages or reader.tick(now):
                    self.process_message(message)
