"""Tells what became of each record of an import, and sums up."""

from contextlib import ExitStack
from pathlib import Path

import click
import msgspec

from agentdesk.cli.bars import Bar
from agentdesk.cli.import_aside import AsideFile, name_in_json
from agentdesk.cli.import_into import Outcome
from agentdesk.cli.output import say, say_json
from agentdesk.records.reading import Reading
from agentdesk.records.taking import Aside, Ready
from agentdesk.records.values import shown
from agentdesk.text import clean

SHOWN = 5
"""So many records a dry run shows."""
TOLD = 20
"""So many records that cannot come in are told each; the others are counted."""


class Teller:
    """Tells what became of each record, keeps aside what cannot come in, and sums up."""

    def __init__(
        self,
        json: bool,
        files: tuple[Path, ...],
        *,
        dry_run: bool = False,
        aside: Path | None = None,
    ) -> None:
        self._json, self._dry_run = json, dry_run
        self._read, self._place = files, aside
        self.came = self.known = self.aside = 0
        self._open = ExitStack()
        self._asides: dict[Path, AsideFile] = {}
        self.sentences: list[str] = []
        self._bar: Bar | None = None
        self._reading: Reading | None = None

    def __enter__(self) -> "Teller":
        return self

    def __exit__(self, *failure: object) -> None:
        self._open.close()
        if failure[0] is None:
            self._sum()

    def reading(self, path: Path, reading: Reading | None) -> "Bar":
        """Begin with a file: a bar on a terminal, by its bytes."""
        self._reading = reading
        self._bar = Bar(clean(path.name), path.stat().st_size if reading else None)
        return self._bar

    def tell(self, path: Path, ready: Ready, outcome: Outcome) -> None:
        """Tell of a record that was handed to the desk."""
        if outcome.decision == "aside":
            self.keep(path, Aside(ready.line, outcome.why, msgspec.to_builtins(ready.record)))
            return
        if outcome.decision == "known":
            self.known += 1
        else:
            self.came += 1
        if self._bar is not None and self._reading is not None:
            self._bar.at(self._reading.done)
        if self._json:
            what = {"file": name_in_json(path), "line": ready.line, "record": ready.name}
            say_json(what | {"decision": outcome.decision, "id": outcome.id, "why": outcome.why})
        elif self._dry_run and self.came + self.known <= SHOWN:
            say(f"{path}, line {ready.line}: {outcome.decision}: {_shown(ready)}")

    def keep(self, path: Path, item: Aside) -> None:
        """Keep a record aside, with its reason, and tell of it."""
        self.aside += 1
        if self._json:
            _say_aside(name_in_json(path), item.line, item.reason)
        if self.aside <= TOLD:
            self._beside(f"{path}, line {item.line}: {item.reason.rstrip('.')}.")
        if not self._dry_run:
            self._write(path, item)

    def cannot_read(self, sentence: str) -> None:
        """Tell of a file that cannot be read; the others go on."""
        self.aside += 1
        if self._json:
            _say_aside(None, None, sentence)
        self._beside(sentence)

    def remarks(self, path: Path, sentences: list[str]) -> None:
        """Tell what was left out of records that came in."""
        self.sentences += [f"{path}: {sentence}" for sentence in sentences]

    def _beside(self, sentence: str) -> None:
        if self._bar is not None:
            self._bar.aside()
        click.echo(clean(sentence), err=True)

    def _write(self, path: Path, item: Aside) -> None:
        place = self._place or path.with_name(path.name + ".rejected.jsonl")
        if place not in self._asides:
            self._asides[place] = self._open.enter_context(AsideFile(place, self._read))
        if why := self._asides[place].keep(path, item.line, item.reason, item.raw):
            self._beside(why)

    def _sum(self) -> None:
        places = [str(place) for place, file in self._asides.items() if file.holds]
        if self._json:
            say_json(
                {
                    "summary": True,
                    "in": self.came,
                    "known": self.known,
                    "aside": self.aside,
                    "kept_aside_in": places,
                    "remarks": self.sentences,
                    "dry_run": self._dry_run,
                }
            )
            return
        for sentence in self.sentences:
            say(sentence)
        more = self.aside - TOLD
        if more > 0:
            say(f"{more:,} more could not come in.")
        say(self._sentence(places))

    def _sentence(self, places: list[str]) -> str:
        if self._dry_run:
            return (
                f"{self.came:,} would come in, {self.known:,} already here, {self.aside:,} would "
                "be kept aside."
            )
        lost = any(file.cannot for file in self._asides.values())
        kept = "left out" if lost else "kept aside"
        see = f": see {', '.join(places)}" if places else ""
        return f"{self.came:,} in, {self.known:,} already here, {self.aside:,} {kept}{see}."


def _say_aside(file: str | None, line: int | None, why: str) -> None:
    place = {"file": file, "line": line, "record": None}
    say_json(place | {"decision": "aside", "id": None, "why": why})


def _shown(ready: Ready) -> str:
    record = ready.record
    words = [ready.name, getattr(record, "subject", "") or getattr(record, "name", "")]
    for name in ("queue", "state", "organisation", "language"):
        words.append(str(getattr(record, name, "") or ""))
    return " · ".join(dict.fromkeys(shown(word) for word in words if word))
