"""Copies of a branch's store at moments of the shift, from which seeking sets out.

A copy is taken through SQLite while the room's lock is held, so that it holds whole acts; it is
begun as another branch by copying its file, which nobody has open. The log is never rewound.
"""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.errors import StoreError
from agentdesk.data.sqlite.blobs import BlobFiles
from agentdesk.data.sqlite.paths import Paths, file_mode, paths_of
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.line import Line
from agentdesk.training.attempts.plays import Plays
from agentdesk.training.attempts.rows import SCRIPT, Branch, Kept
from agentdesk.training.play.inputs import Input
from agentdesk.training.scenario import Scenario

EVERY_MS = 15 * MINUTE
EVERY_EVENTS = 150
"""Whichever comes first; so much is done again at a seek at most, which takes some 60 ms."""


class Snapshots:
    """The snapshots of one attempt."""

    def __init__(self, folder: Path, book: Book, scenario: Scenario) -> None:
        self.folder, self.book, self.scenario = folder, book, scenario
        self.plays = Plays(scenario)
        self._last: dict[int, Kept] = {}
        for kept in book.snapshots():
            self._last[kept.branch] = kept

    def is_due(self, line: Line) -> bool:
        """Say whether a branch has moved far enough since its last snapshot."""
        last = self._last.get(line.branch)
        if last is None:
            return True
        far = line.at - last.at >= EVERY_MS or line.seq - last.seq >= EVERY_EVENTS
        return far and line.seq > last.seq

    def reaches(self, branch: int, at: int) -> bool:
        """Say whether there is a snapshot of a branch as late as an instant."""
        last = self._last.get(branch)
        return last is not None and last.at >= at

    async def take(self, line: Line) -> Kept:
        """Take a snapshot of a branch; nobody writes into it meanwhile. Raises ``StoreError``."""
        name = f"{'script' if line.branch == SCRIPT else line.branch}-{line.at}.db"
        target = self.folder / "snapshots" / name
        try:
            await asyncio.to_thread(_copy_open, line.store.paths, target)
            await asyncio.to_thread(self.plays.keep, name, line.play)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"No snapshot can be kept in {target.parent}: {error}.") from error
        kept = Kept(line.branch, line.seq, line.at, line.inputs, name)
        self.book.keep(kept)
        self._last[line.branch] = kept
        return kept

    def nearest(
        self, lineage: tuple[Branch, ...], at: int, inputs: int, *, any_branch: bool = False
    ) -> Kept | None:
        """Return the last snapshot of a line up to an instant and up to a number of inputs.

        ``any_branch`` where every branch follows the same inputs.
        """
        best: Kept | None = None
        kept_all = self.book.snapshots()
        upto_at, upto_inputs = at, inputs
        for one in lineage:
            for kept in kept_all:
                mine = any_branch or kept.branch == one.id
                if mine and kept.at <= upto_at and kept.inputs <= upto_inputs:
                    best = kept if best is None or kept.at >= best.at else best
            upto_at, upto_inputs = min(upto_at, one.at), min(upto_inputs, one.inputs)
        if best is not None and not (self.folder / "snapshots" / best.file).is_file():
            return None
        return best

    async def begin(self, kept: Kept, target: Path, branch: int, given: Sequence[Input]) -> Line:
        """Begin a branch with what a snapshot holds, its inputs among it. Raises ``StoreError``."""
        source = self.folder / "snapshots" / kept.file
        try:
            await asyncio.to_thread(_copy_closed, source, target)
        except OSError as error:
            raise StoreError(
                f"No branch can be begun in {self.folder}: {error.strerror}. Make room on the disk."
            ) from error
        self._last[branch] = kept
        clock = ManualClock(kept.at)
        play = self.plays.made(kept.file, clock)
        if play is not None:
            return await Line.go_on(target, clock, branch, play, kept.inputs)
        line = await Line.open(target, self.scenario, branch, given[: kept.inputs])
        self.plays.keep(kept.file, line.play)
        return line


def _copy_open(paths: Paths, target: Path) -> None:
    """Copy a store that is open, in one step of SQLite's."""
    aside = target.with_suffix(".new")
    aside.unlink(missing_ok=True)
    source = f"{paths.db.as_uri()}?mode=ro"
    with closing(sqlite3.connect(source, uri=True)) as db, closing(sqlite3.connect(aside)) as copy:
        # One that the power took is done again from an older one.
        copy.execute("PRAGMA synchronous = OFF")
        db.backup(copy)
    aside.chmod(file_mode(target.parent))
    _link_files(paths.files, paths_of(target).files)
    aside.rename(target)


def _copy_closed(source: Path, target: Path) -> None:
    """Copy a store that nobody has open."""
    aside = target.with_suffix(".new")
    shutil.copyfile(source, aside)
    aside.chmod(file_mode(target.parent))
    _link_files(paths_of(source).files, paths_of(target).files)
    aside.rename(target)


def _link_files(source: Path, target: Path) -> None:
    """Give a copy the large files too: they never change, so that a second name is enough."""
    if not source.is_dir():
        return
    mode = file_mode(source.parent)
    for prefix in BlobFiles(source, mode).prefixes():
        (target / prefix).mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in (source / prefix).iterdir():
            if not file.name.startswith(".") and not (target / prefix / file.name).exists():
                os.link(file, target / prefix / file.name)
