"""Tells what became of a log: rows that cannot come in, what does not map, and the sums."""

from collections import Counter
from pathlib import Path
from typing import Any

import click

from agentdesk.cli.bars import Bar
from agentdesk.cli.import_aside import AsideFile
from agentdesk.cli.output import say, say_json
from agentdesk.clock import iso
from agentdesk.desk.log_rows import CASE_ACTS
from agentdesk.records.logs.naming import Names
from agentdesk.records.logs.reading import Trouble
from agentdesk.records.logs.rows import Rows
from agentdesk.records.values import shown
from agentdesk.text import clean

TOLD = 20
"""So many rows that cannot come in are told each; the others are counted."""
NAMED = 12
"""So many activities, queues and people are named."""


class Teller:
    """Tells of rows as they are read, and of the whole at the end."""

    def __init__(self, json: bool, *, dry_run: bool, aside: AsideFile | None = None) -> None:
        self._json, self._dry_run = json, dry_run
        self._aside = None if dry_run else aside
        self.troubles = 0
        self.known = self.settled = 0
        self.bar: Bar | None = None
        self._counts: Counter[str] = Counter()
        self._rows: Rows | None = None

    # ---- while it is read

    def trouble(self, trouble: Trouble) -> None:
        """Tell of a row that cannot come in."""
        self.troubles += 1
        if self._json:
            line = {"file": str(trouble.file), "line": trouble.line, "why": trouble.reason}
            say_json(line | {"decision": "left_out"})
        if self.troubles <= TOLD:
            self._beside(f"{trouble.file}, line {trouble.line}: {trouble.reason.rstrip('.')}.")
        if self._aside is not None and (
            why := self._aside.keep(trouble.file, trouble.line, trouble.reason, trouble.raw)
        ):
            self._beside(why)

    def cannot_read(self, sentence: str) -> None:
        """Tell of a file that cannot be read, or not to its end."""
        self.troubles += 1
        if self._json:
            say_json({"file": None, "line": None, "why": sentence, "decision": "left_out"})
        self._beside(sentence)

    def _beside(self, sentence: str) -> None:
        if self.bar is not None:
            self.bar.aside()
        click.echo(clean(sentence), err=True)

    def read(self, rows: Rows) -> None:
        """Take what was found while reading."""
        self._rows = rows

    def add(self, counts: dict[str, int]) -> None:
        """Add what became of some rows."""
        self._counts.update(counts)

    # ---- at the end

    def made_setup(self, path: Path, names: Names) -> None:
        """Tell that a set-up was written."""
        queues, people = len(names.unknown_queues), len(names.unknown_people)
        if self._json:
            say_json({"setup": str(path), "queues": queues, "people": people})
            return
        say(
            f"{path} holds {_count(queues, 'more queue')} and {_count(people, 'more person')}. "
            "Look through it, then bring the log in with --setup."
        )

    def end(self) -> None:
        """Tell the whole."""
        assert self._rows is not None
        if self._json:
            say_json(self._summary(self._rows))
            return
        for sentence in self._sentences(self._rows):
            say(clean(sentence))

    def _summary(self, rows: Rows) -> dict[str, Any]:
        counted, names = rows.counted, rows.names
        return {
            "summary": True,
            "dry_run": self._dry_run,
            "rows": counted.rows,
            "first": None if counted.first is None else iso(counted.first),
            "last": None if counted.last is None else iso(counted.last),
            "known": self.known,
            "left_out": self.troubles,
            "kept_aside_in": self._kept_in(),
            "ignored": counted.ignored,
            "acts": dict(counted.acts),
            "unmapped": dict(counted.unmapped.most_common()),
            "unknown_queues": list(names.unknown_queues),
            "unknown_people": list(names.unknown_people),
            "became": dict(self._counts),
            "due_since": self.settled,
            "remarks": rows.remarks.sentences(),
        }

    def _sentences(self, rows: Rows) -> list[str]:
        counted, names = rows.counted, rows.names
        found: list[str] = []
        if counted.first is not None and counted.last is not None:
            found.append(
                f"{_count(counted.rows, 'row')} from {iso(counted.first)[:16]} "
                f"to {iso(counted.last)[:16]} (UTC)."
            )
        if self._dry_run:
            found += [f"{act}: {n:,} ({_meaning(act)})." for act, n in counted.acts.most_common()]
        if counted.unmapped:
            total = sum(counted.unmapped.values())
            words = [f"“{shown(word)}” {n:,}" for word, n in counted.unmapped.most_common(NAMED)]
            found.append(
                f"{_count(total, 'row')} {'has' if total == 1 else 'have'} an activity that does "
                f"not map, kept as notes: {_few(words, len(counted.unmapped))}. Say in the map "
                "what they mean (activities)."
            )
        found += _unknown("queue", names.unknown_queues, "whose rows go to the default queue")
        found += _unknown("person", names.unknown_people, "kept by these names")
        found += rows.remarks.sentences()
        more = self.troubles - TOLD
        if more > 0:
            found.append(f"{_count(more, 'more row')} could not come in.")
        return [*found, self._sum(rows)]

    def _sum(self, rows: Rows) -> str:
        counted = rows.counted
        if self._dry_run:
            good = sum(counted.acts.values())
            left = _count(self.troubles, "row")
            return f"{_count(good, 'event')} would come in, {left} would be left out."
        counts = self._counts
        told, same = counts["told"], counts["unchanged"] + counts["too_late"]
        parts = [f"{_count(told + same, 'event')} in", f"{self.known:,} already here"]
        kept = self._kept_in()
        see = f", kept aside in {kept}" if kept else ""
        parts.append(f"{_count(self.troubles, 'row')} left out{see}")
        what = [_count(counts["cases"], "case")] if counts["cases"] else []
        what += [_count(counts["calls"], "call")] if counts["calls"] else []
        if same:
            what.append(f"{_count(same, 'row')} that changed nothing")
        if counts["too_late"]:
            what.append(f"{counts['too_late']:,} of them behind a case's end")
        if counts["headless"]:
            what.append(f"{_count(counts['headless'], 'case')} without a beginning")
        if counts["follow_ups"]:
            what.append(f"{_count(counts['follow_ups'], 'follow-up')} of closed cases")
        if self.settled:
            what.append(f"{_count(self.settled, 'event')} fell due since its end")
        return ", ".join(parts) + "." + (f" {'; '.join(what)}." if what else "")

    def _kept_in(self) -> str | None:
        return str(self._aside.path) if self._aside is not None and self._aside.holds else None


def _count(n: int, what: str) -> str:
    """Return so many of something: ``1 row``, ``1,204 rows``."""
    return f"{n:,} {what if n == 1 else _SEVERAL.get(what, what + 's')}"


_SEVERAL = {"person": "people", "more person": "more people"}


def _meaning(act: str) -> str:
    return CASE_ACTS.get(act, act.removeprefix("call.").replace("_", " "))


def _few(words: list[str], total: int) -> str:
    more = total - len(words)
    return ", ".join(words) + (f" and {more:,} others" if more > 0 else "")


def _unknown(what: str, names: dict[str, int], then: str) -> list[str]:
    if not names:
        return []
    few = [f"“{shown(name)}”" for name in list(names)[:NAMED]]
    return [
        f"The set-up does not know {_count(len(names), what)}, {then}: {_few(few, len(names))}. "
        "Say in the map whom they mean, or let --make-setup write a set-up that has them."
    ]
