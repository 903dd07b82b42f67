"""Makes rows of ours of a log's records: one of an event, several of a call."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from agentdesk.clock import MINUTE, SECOND
from agentdesk.desk.log_rows import LogRow
from agentdesk.domain.case import TYPES
from agentdesk.domain.setup import Setup
from agentdesk.records.applying import Applied
from agentdesk.records.fields import plain
from agentdesk.records.logs.mapping import LogMap
from agentdesk.records.logs.naming import Names
from agentdesk.records.logs.words import act_of, outcome_of
from agentdesk.records.mapping import Part
from agentdesk.records.taking import Remarks, readable
from agentdesk.records.values import BadValue, shown
from agentdesk.records.words import channel_of, priority_of

REMEMBERED = 4_000
"""So many different cells of a column are kept in mind at most."""
_LETTERS = 200
_UNITS = {"s": SECOND, "ms": 1, "m": MINUTE}


class Counted:
    """What is told of a log before anything of it is written."""

    def __init__(self) -> None:
        self.rows = 0
        self.ignored = 0
        self.acts: Counter[str] = Counter()
        self.unmapped: Counter[str] = Counter()
        self.first: int | None = None
        self.last: int | None = None

    def saw(self, row: LogRow) -> None:
        """Count a row."""
        self.acts[row.act] += 1
        if self.first is None or row.at < self.first:
            self.first = row.at
        if self.last is None or row.at > self.last:
            self.last = row.at


class Column:
    """One field of a log's records; cells that come again are worked out once."""

    def __init__(
        self, applied: Applied, part: Part | None, made: Callable[[str], Any] | None = None
    ) -> None:
        self._applied, self._part, self._made = applied, part, made
        single = part is not None and part.value is None and len(part.columns) == 1
        self._column = part.columns[0] if part is not None and single else None
        self._nothing = self._make("") if part is None else None
        self._known: dict[str, Any] = {}

    def of(self, values: dict[str, Any]) -> Any:
        """Return the field of a record. Raises :class:`BadValue`."""
        if self._column is None:
            if self._part is None:
                return self._nothing
            return self._make(self._applied.text(values, self._part))
        cell = values.get(self._column)
        if type(cell) is not str:
            return self._make(self._applied.text(values, self._part))
        found = self._known.get(cell)
        if found is None:
            found = self._make(self._applied.text(values, self._part))
            # What came to nothing is worked out again, so that its remark counts every row.
            if found and len(cell) <= _LETTERS:
                if len(self._known) >= REMEMBERED:
                    self._known.clear()
                self._known[cell] = found
        return found

    def _make(self, text: str) -> Any:
        return text if self._made is None else self._made(text)


class Rows:
    """Makes rows of records, one record at a time."""

    def __init__(self, map_: LogMap, setup: Setup, now: int, names: Names) -> None:
        self._map, self._setup, self._now, self.names = map_, setup, now, names
        self.applied = Applied(map_.map, setup.zone)
        self.counted = Counted()
        self.remarks = Remarks()
        fields = map_.map.fields

        def column(name: str, made: Callable[[str], Any] | None = None) -> Column:
            return Column(self.applied, fields.get(name), made)

        codes = {code.id.casefold(): code.id for code in setup.dispositions}
        codes |= {code.name.casefold(): code.id for code in setup.dispositions}
        self._activity = column("activity", self._act)
        self._case = column("case")
        self._person = column("person", names.person)
        self._owner = column("owner", names.person)
        self._queue = column("queue", names.queue)
        self._priority = column("priority", self._priority_of)
        self._channel = column("channel", self._channel_of)
        self._customer = column("customer")
        self._subject = column("subject")
        self._text = column("text", readable)
        self._disposition = column("disposition", lambda text: codes.get(text.casefold(), ""))
        self._type = column("type", self._type_of)
        self._outcome = column("outcome", self._outcome_of)
        self._call = column("call")
        self._number = 0
        self._time: tuple[Any, int] = (None, 0)

    def of(self, values: dict[str, Any], place: str) -> Iterator[LogRow]:
        """Return a record's rows; ``place`` names it. Raises :class:`BadValue`."""
        self.counted.rows += 1
        for row in self._of_call(values, place) if self._map.calls else self._of_event(values):
            self.counted.saw(row)
            yield row

    # ---- an event of a case

    def _of_event(self, values: dict[str, Any]) -> Iterator[LogRow]:
        act, activity, known = self._activity.of(values)
        if not known:
            self.counted.unmapped[activity] += 1
        if act == "ignore":
            self.counted.ignored += 1
            return
        ref: str = self._case.of(values).strip()
        if not ref or len(ref) > _LETTERS:
            raise BadValue("it names no case" if not ref else "its case has too long a name")
        yield LogRow(
            at=self._at(values, "time"),
            act=act,
            ref=ref,
            activity=activity,
            person=self._person.of(values),
            queue=self._queue.of(values),
            owner=self._owner.of(values),
            priority=self._priority.of(values),
            channel=self._channel.of(values),
            customer=self._customer.of(values)[:_LETTERS],
            subject=self._subject.of(values),
            text=self._text.of(values),
            disposition=self._disposition.of(values),
            type=self._type.of(values),
        )

    def _act(self, text: str) -> tuple[str, str, bool]:
        act = self._map.activities.get(text.casefold()) or act_of(text)
        return act or "note", text, act is not None

    # ---- a call

    def _of_call(self, values: dict[str, Any], place: str) -> Iterator[LogRow]:
        outcome = self._outcome.of(values)
        if outcome == "ignore":
            self.counted.ignored += 1
            return
        arrival = self._at(values, "arrival")
        ref: str = self._call.of(values).strip()[:_LETTERS]
        person = self._person.of(values)
        self._number += 1
        rest = self._course(values, arrival, outcome, person)
        if rest[-1][0] > self._now:
            # Brought in half, it would wait for an answer for ever.
            raise BadValue("it ends in the future: look at its lengths and their unit")
        common: dict[str, Any] = {
            "ref": f"{ref} {self._number}" if ref else f"{place} {self._number}",
            "queue": self._queue.of(values) or self.names.default,
            "channel": self._channel.of(values) or "call",
            "case": self._case.of(values).strip(),
            "customer": self._customer.of(values)[:_LETTERS],
        }
        yield LogRow(at=arrival, act="call.queued", **common)
        for at, act, to in rest:
            yield LogRow(at=at, act=act, person=person, to=to, **common)

    def _course(
        self, values: dict[str, Any], arrival: int, outcome: str, person: str
    ) -> list[tuple[int, str, str]]:
        """Return what happened to a call behind its arrival. Raises :class:`BadValue`."""
        fields = self._map.map.fields
        wait = self._span(values, "queue_time", arrival, "answered_at")
        if not outcome and wait is None and "answered_at" in fields:
            outcome = "abandoned"
        talk = None
        if outcome in ("", "answered"):
            talk = self._span(values, "service_time", arrival + (wait or 0), "ended_at")
        if not outcome:
            outcome = "answered" if talk or person else "abandoned"
        begun = arrival + self._waited(values, arrival, wait, outcome)
        if outcome == "abandoned":
            return [(begun, "call.abandoned", "")]
        if outcome != "answered":
            return [(begun, "call.flowed_out", outcome)]
        ended = begun + (talk or 0)
        held = min(self._span(values, "hold", begun) or 0, talk or 0)
        found = [(begun, "call.connected", "")]
        if held:
            # When in the talk it was the log does not say: it stands at its end.
            found += [(ended - held, "call.held", ""), (ended, "call.unheld", "")]
        wrap_up = self._span(values, "wrap_up", ended) or 0
        return [*found, (ended, "call.ended", ""), (ended + wrap_up, "call.wrapped", "")]

    def _waited(self, values: dict[str, Any], arrival: int, wait: int | None, outcome: str) -> int:
        """Return how long a call waited. Raises :class:`BadValue` if its record leaves it open.

        Of a log that never tells how long its calls waited, they count as answered at once.
        """
        fields = self._map.map.fields
        if wait is None and outcome != "answered":
            # Nobody answered it: as long as it lasted.
            wait = self._span(values, "", arrival, "ended_at")
        if wait is not None:
            return wait
        if "queue_time" in fields or "answered_at" in fields:
            raise BadValue("it does not say how long it waited")
        return 0

    def _span(self, values: dict[str, Any], name: str, since: int, until: str = "") -> int | None:
        """Return how long something took: as it says, or up to the instant of another column.

        Raises :class:`BadValue`: counted as none, it would make the figures wrong.
        """
        fields = self._map.map.fields
        if name in fields:
            took = self._duration(self.applied.text(values, fields[name]))
        elif until in fields:
            name, at = until, self.applied.date(values, fields[until])
            took = None if at is None else at - since
        else:
            return None
        if took is not None and took < 0:
            raise BadValue(f"its “{name}” is less than nothing")
        return took

    def _duration(self, text: str) -> int | None:
        text = text.strip()
        if not text:
            return None
        parts = text.split(":")
        try:
            if len(parts) > 1:
                seconds = 0.0
                for part in parts:
                    seconds = seconds * 60 + float(part)
                return round(seconds * SECOND)
            return round(float(text.replace(",", ".")) * _UNITS.get(self._map.durations, SECOND))
        except (ValueError, OverflowError):
            raise BadValue(f"“{shown(text)}” is no length of time") from None

    # ---- what both have

    def _at(self, values: dict[str, Any], name: str) -> int:
        part = self._map.map.fields[name]
        raw = values.get(part.columns[0]) if len(part.columns) == 1 else None
        if raw is not None and raw == self._time[0]:
            return self._time[1]
        at = self.applied.date(values, part)
        if at is None:
            raise BadValue("it has no time")
        if at > self._now:
            raise BadValue("it lies in the future")
        if at < 0:
            raise BadValue("it lies before 1970")
        self._time = (raw, at)
        return at

    def _priority_of(self, text: str) -> int:
        if not text:
            return 0
        found = priority_of(text)
        if found is None:
            self.remarks.add("a priority not of this desk, left out", text)
        return found or 0

    def _channel_of(self, text: str) -> str:
        if not text:
            return ""
        found = channel_of(text)
        if found is None:
            self.remarks.add("a channel not of this desk, left out", text)
        return found or ""

    def _type_of(self, text: str) -> str:
        word = plain(text)
        if word and word not in TYPES:
            self.remarks.add("a case type not of this desk, left out", text)
            return ""
        return word

    def _outcome_of(self, text: str) -> str:
        if not text:
            return ""
        found = outcome_of(text)
        if found is None:
            raise BadValue(
                f"“{shown(text)}” is no known outcome: say in the map what it means (answered, "
                "abandoned, overflow, callback, voicemail, ignore)"
            )
        return found
