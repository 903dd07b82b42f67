"""JSON value by value: what the standard library would read, with no more than one in memory.

The library decodes one value of a text with ``raw_decode``, but only if the text holds all of it.
So a window moves over the file: a value that is whole in it is decoded at once, and where the
window ends within a value, its end is looked for first (by brackets and strings alone) as more is
read. That also finds the end of a value that is broken, so that the next one can be read.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

import msgspec

from agentdesk.records.found import CUT, LIMIT, TOO_LARGE, Bad, Item, Record

_WINDOW = 1 << 16
_SPACE = re.compile(r"[ \t\n\r]*")
_STRUCTURE = re.compile(r'["\[\]{}]')
_IN_STRING = re.compile(r'["\\]')
_SCALAR_END = re.compile(r"[\s,\]}]")
_RAW = 500
_decode = json.JSONDecoder().raw_decode
_WHOLE = '}]"'
Value = tuple[int, Any] | Bad


class _Window:
    """A part of a text, with a place in it that only goes on."""

    def __init__(self, text: TextIO, limit: int, window: int) -> None:
        self._text, self._limit, self._chunk = text, limit, window
        self.part, self.at, self.line = "", 0, 1
        self.ended = False

    def more(self) -> bool:
        """Read on, letting go of what lies behind; say whether there was anything."""
        # Twice as much as is held, so that a long value is not copied again and again.
        found = self._text.read(max(self._chunk, len(self.part) - self.at))
        self.part = self.part[self.at :] + found
        self.at = 0
        self.ended = not found
        return not self.ended

    def go(self, to: int) -> None:
        """Go on to a place of the window."""
        self.line += self.part.count("\n", self.at, to)
        self.at = to

    def next(self) -> str:
        """Return the next letter that is no space, without going past it; ``""`` at the end."""
        while True:
            space = _SPACE.match(self.part, self.at)
            self.go(space.end() if space else self.at)
            if self.at < len(self.part):
                return self.part[self.at]
            if not self.more():
                return ""

    def value(self) -> Value:
        """Go past the value that begins here and return it with its line."""
        line = self.line
        try:
            value, end = _decode(self.part, self.at)
        except (ValueError, RecursionError):
            pass
        else:
            # A number may go on behind the window: 1e5 begins as 1e does.
            if self.part[end - 1] in _WHOLE or _SCALAR_END.match(self.part, end):
                self.go(end)
                return line, value
        return self._slowly(line)

    def _slowly(self, line: int) -> Value:
        size = self._find_end()
        if size is None:
            return Bad(line, CUT)
        if size < 0:
            return Bad(line, TOO_LARGE)
        source = self.part[self.at : self.at + size]
        self.go(self.at + size)
        try:
            value, end = _decode(source)
            if end == size:
                return line, value
            return Bad(line, "it is no JSON", source[:_RAW])
        except json.JSONDecodeError as error:
            where = line + error.lineno - 1
            return Bad(line, f"it is no JSON: {_said(error)} on line {where}", source[:_RAW])
        except RecursionError:
            return Bad(line, "it is nested too deeply", source[:_RAW])
        except ValueError:
            return Bad(line, "it holds a number of too many digits", source[:_RAW])

    def skip(self) -> bool:
        """Go past a value without keeping it; say whether it was whole."""
        size = self._find_end(drop=True)
        if size is None:
            return False
        if size >= 0:
            self.go(self.at + size)
        return True

    def _find_end(self, *, drop: bool = False) -> int | None:
        """Return how long the value here is, reading on for it.

        ``None`` if the text ends before it does. -1 if it was too large, or with ``drop`` larger
        than the window: then it lies behind already.
        """
        if self.next() not in ('"', "[", "{"):
            return self._find_scalar()
        depth, in_string, place = 0, False, self.at
        dropped = False
        while True:
            search = _IN_STRING if in_string else _STRUCTURE
            found = search.search(self.part, place)
            escaped = found is not None and found[0] == "\\"
            if found is None or (escaped and found.end() == len(self.part)):
                place = (found.start() if found else len(self.part)) - self.at
                if drop or dropped or len(self.part) - self.at > self._limit:
                    dropped = True
                    self.go(self.at + place)
                    place = 0
                if not self.more():
                    return None
                place += self.at
                continue
            place = found.end() + escaped
            if escaped:
                continue
            if found[0] == '"':
                in_string = not in_string
            else:
                depth += 1 if found[0] in "[{" else -1
            if depth <= 0 and not in_string:
                if dropped:
                    self.go(place)
                    return -1
                return place - self.at

    def _find_scalar(self) -> int | None:
        while (end := _SCALAR_END.search(self.part, self.at)) is None:
            if len(self.part) - self.at > self._limit or not self.more():
                return len(self.part) - self.at or None
        return end.start() - self.at

    def begins(self, letter: str) -> bool:
        """Go past a letter if it is the next one."""
        if self.next() != letter:
            return False
        self.at += 1
        return True


def _said(error: json.JSONDecodeError) -> str:
    # The library's sentence goes on with a place, which is said in other words here.
    return (error.msg[:1].lower() + error.msg[1:]).removesuffix(" at")


def array(text: TextIO, limit: int = LIMIT, window: int = _WINDOW) -> Iterator[Value]:
    """Return the values of a text that is one array, each with its line."""
    place = _Window(text, limit, window)
    if place.begins("["):
        yield from _items(place)


def _items(place: _Window) -> Iterator[Value]:
    """Return the values of an array whose bracket lies behind."""
    if place.begins("]"):
        return
    while place.next():
        if place.next() in ",]}":
            yield Bad(place.line, "a value is missing here")
        else:
            found = place.value()
            yield found
            if isinstance(found, Bad) and found.reason == CUT:
                return
        if place.begins("]"):
            return
        if not place.begins(",") and place.next():
            yield Bad(place.line, "a comma is missing here")
            if place.next() in "}:":
                place.at += 1
        elif place.begins("]"):
            # A comma too many, as written by hand.
            return
    yield Bad(place.line, CUT)


def listed(text: TextIO, path: str = "", limit: int = LIMIT) -> Iterator[Value]:
    """Return the values of a list that stands somewhere in an object, as interfaces answer.

    ``path`` names it, its keys with dots between; without one it is the first list of objects.
    """
    place = _Window(text, limit, _WINDOW)
    if place.begins("{"):
        yield from _within(place, "", path)


def _within(place: _Window, here: str, path: str) -> Iterator[Value]:
    """Look for the list in an object whose bracket lies behind, going past all of it."""
    while not place.begins("}"):
        key = place.value() if place.next() == '"' else None
        if not isinstance(key, tuple) or not place.begins(":"):
            yield Bad(place.line, CUT if not place.next() else "it is no JSON from here on")
            return
        name = f"{here}.{key[1]}" if here else str(key[1])
        begin = place.next()
        if begin == "{" and (not path or path.startswith(f"{name}.")):
            place.at += 1
            found = False
            for value in _within(place, name, path):
                found = True
                yield value
            if found:
                return
        elif begin == "[" and (path == name or (not path and _of_objects(place))):
            place.begins("[")
            yield from _items(place)
            return
        elif not place.skip():
            yield Bad(place.line, CUT)
            return
        place.begins(",")


def _of_objects(place: _Window) -> bool:
    """Say whether the array here begins with an object, without going past its bracket."""
    while True:
        space = _SPACE.match(place.part, place.at + 1)
        after = space.end() if space else place.at + 1
        if after < len(place.part):
            return place.part[after] == "{"
        if not place.more():
            return False


def lines(text: TextIO, limit: int = LIMIT) -> Iterator[Value]:
    """Return the values of a text that has one on each line; empty lines are passed over."""
    number = 0
    while part := text.readline(limit + 1):
        number += 1
        if len(part) > limit and not part.endswith("\n"):
            begin = part[:_RAW]
            while part and not part.endswith("\n"):
                part = text.readline(limit + 1)
            yield Bad(number, TOO_LARGE, begin)
            continue
        if not part.strip():
            continue
        try:
            yield number, json.loads(part)
        except json.JSONDecodeError as error:
            cut = not part.endswith("\n") and error.pos >= len(part.rstrip()) - 1
            ends = cut or (not part.endswith("\n") and error.msg.startswith("Unterminated"))
            reason = CUT if ends else f"it is no JSON: {_said(error)}"
            yield Bad(number, reason, part[:_RAW])
        except RecursionError:
            yield Bad(number, "it is nested too deeply", part[:_RAW])
        except ValueError:
            yield Bad(number, "it holds a number of too many digits", part[:_RAW])


def records(values: Iterator[Value]) -> Iterator[Item]:
    """Return the records among values: the objects."""
    for value in values:
        if isinstance(value, Bad):
            yield value
        elif isinstance(value[1], dict):
            yield Record(value[0], _whole(value[1]))
        else:
            yield Bad(value[0], "it is no object with fields", _whole(value[1]))


def _whole(value: Any) -> Any:
    """Return a value whose texts can be written: half of a letter, ``\\ud83d``, becomes a mark."""
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return _marked(value)
    return value


def _marked(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_marked(one) for one in value]
    if isinstance(value, dict):
        return {_marked(name): _marked(one) for name, one in value.items()}
    return value
