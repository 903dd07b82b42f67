"""Going to another moment: a copy of the nearest snapshot before it, begun as a branch of its own.

What was done between the snapshot and the moment is done again in one transaction.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

from agentdesk.data.errors import StoreMissing
from agentdesk.data.sqlite.paths import journals, paths_of
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.line import Line
from agentdesk.training.attempts.snapshots import Snapshots
from agentdesk.training.play.inputs import Input
from agentdesk.training.scenario import Scenario


def store_of(folder: Path, branch: int) -> Path:
    """Return where the desk's store of a branch lies."""
    return folder / f"branch-{branch}.db"


def forget_store(path: Path) -> None:
    """Delete a store that nobody has open, if it is there."""
    paths = paths_of(path)
    for one in (path, *journals(path), paths.live, *journals(paths.live)):
        one.unlink(missing_ok=True)
    for one in (paths.lock, paths.live_bell):
        one.unlink(missing_ok=True)
    shutil.rmtree(paths.files, ignore_errors=True)


def inputs_of(book: Book, branch: int, script: tuple[Input, ...] | None) -> tuple[Input, ...]:
    """Return the inputs of a branch, in order; where a script is played, they begin with it."""
    line = book.line(branch)
    if script is None:
        return line
    return script[: book.lineage(branch)[0].inputs] + line


async def branch_at(
    folder: Path,
    book: Book,
    scenario: Scenario,
    snapshots: Snapshots,
    source: int,
    given: Sequence[Input],
    at: int,
    wall: int,
    *,
    scripted: bool,
) -> Line:
    """Begin a branch that is what ``source`` was at an instant, after so many inputs.

    Raises ``StoreError``; the branch is then in the book, but nobody works on it.
    """
    _check_there(folder)
    kept = snapshots.nearest(book.lineage(source), at, len(given), any_branch=scripted)
    branch = book.fork(None if scripted else source, at, len(given), wall)
    path = store_of(folder, branch.id)
    if kept is not None:
        line = await snapshots.begin(kept, path, branch.id, given)
    else:
        line = await Line.open(path, scenario, branch.id)
    try:
        await line.put(given[line.inputs :], until=at)
    except BaseException:
        await line.close()
        raise
    return line


def _check_there(folder: Path) -> None:
    if not folder.is_dir():
        raise StoreMissing(f"{folder} is gone, the folder of this attempt. Put it back.")
