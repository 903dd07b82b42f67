"""XES, the standard form of event logs: read event by event, however large, zipped or not.

A log is traces of events. An event is told with the attributes of its trace in front of its own,
as ``case:concept:name``. Only one trace's own attributes and one event are in memory. A document
type, and with it every entity that could be blown up, is refused.
"""

import gzip
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from agentdesk.ownfiles import refuse_own
from agentdesk.records.found import CUT, LIMIT, TOO_LARGE, Bad, Item, Record, Unreadable

_CHUNK = 1 << 16
_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})
_DEEPEST = 64
_GZIP = b"\x1f\x8b"


def is_xes(path: Path) -> bool:
    """Say whether a file is a log in XES, by its name."""
    name = path.name.lower()
    return name.endswith((".xes", ".xes.gz"))


class XesReading:
    """A file being read; iterate it once. Raises :class:`Unreadable` or ``OSError``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None
        self._done = 0

    @property
    def done(self) -> int:
        """How many bytes of the file have been read."""
        if self._file is not None and not self._file.closed:
            self._done = self._file.tell()
        return self._done

    def __iter__(self) -> Iterator[Item]:
        if not self.path.is_file():
            sentence = "is not a file" if self.path.exists() else "does not exist"
            raise Unreadable(f"{self.path} {sentence}.")
        refuse_own(self.path)
        with ExitStack() as files:
            self._file = raw = files.enter_context(self.path.open("rb"))
            zipped = raw.read(2) == _GZIP
            raw.seek(0)
            yield from self._items(gzip.GzipFile(fileobj=raw) if zipped else raw)
        self._done = self.path.stat().st_size

    def _items(self, text: IO[bytes] | gzip.GzipFile) -> Iterator[Item]:
        parser = _Parser(self.path)
        while True:
            try:
                chunk = text.read(_CHUNK)
            except (EOFError, zlib.error, gzip.BadGzipFile):
                yield from parser.take()
                yield Bad(parser.line, CUT)
                return
            try:
                parser.feed(chunk, last=not chunk)
            except expat.ExpatError as error:
                yield from parser.take()
                if not parser.begun:
                    raise Unreadable(f"{self.path} is no XES: it is no XML.") from error
                cut = not chunk
                yield Bad(parser.line, CUT if cut else f"it is no XML from here on ({error})")
                return
            yield from parser.take()
            if not chunk:
                if not parser.is_log:
                    raise Unreadable(f"{self.path} is no XES: it holds no log.")
                return


class _Parser:
    """Makes records of what expat finds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.StartDoctypeDeclHandler = self._refuse
        self._expat.EntityDeclHandler = self._refuse
        self._found: deque[Item] = deque()
        self._depth = 0
        self._trace: dict[str, Any] = {}
        self._event: dict[str, Any] | None = None
        self._within = ""
        self._inner = 0
        self._line = 0
        self._size = 0
        self._silent = 0
        """Bytes since an element began or ended."""
        self.begun = self.is_log = False

    @property
    def line(self) -> int:
        """The line that is being read."""
        return self._expat.CurrentLineNumber

    def feed(self, chunk: bytes, *, last: bool) -> None:
        """Read on. Raises ``ExpatError`` or :class:`Unreadable`."""
        self._silent += len(chunk)
        if self._silent > 4 * LIMIT:
            raise Unreadable(f"{self._path} holds a piece larger than any event of a log.")
        self._expat.Parse(chunk, last)

    def take(self) -> Iterator[Item]:
        """Yield what was found since."""
        while self._found:
            yield self._found.popleft()

    def _refuse(self, *_: Any) -> None:
        raise Unreadable(f"{self._path} has a document type of its own, which no log needs.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._silent = 0
        if self._depth > _DEEPEST:
            raise Unreadable(f"{self._path} is nested too deeply for a log.")
        name = name.rpartition(":")[2]
        if self._depth == 1:
            self.begun, self.is_log = True, name == "log"
        elif name == "trace" and not self._within:
            self._within, self._trace, self._size = "trace", {}, 0
        elif name == "event" and self._within != "event":
            self._within, self._event, self._size = "event", {}, 0
            self._line = self.line
        elif name in _VALUES:
            self._value(attributes)
            self._inner += 1
        elif self._within:
            self._inner += 1

    def _value(self, attributes: dict[str, str]) -> None:
        key, value = attributes.get("key"), attributes.get("value")
        # Attributes of attributes say more about one, and are not asked for.
        if key is None or value is None or self._inner:
            return
        self._size += len(key) + len(value)
        if self._size > LIMIT:
            return
        if self._within == "event" and self._event is not None:
            self._event[key] = value
        elif self._within == "trace":
            self._trace[f"case:{key}"] = value

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._silent = 0
        name = name.rpartition(":")[2]
        if name == "event" and self._event is not None and not self._inner:
            if self._size > LIMIT:
                self._found.append(Bad(self._line, TOO_LARGE))
            else:
                self._found.append(Record(self._line, {**self._trace, **self._event}))
            self._event, self._within = None, "trace" if self._trace else ""
        elif name == "trace" and self._within == "trace" and not self._inner:
            self._within, self._trace = "", {}
        elif self._inner:
            self._inner -= 1
