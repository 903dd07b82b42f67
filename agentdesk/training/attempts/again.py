"""Carrying an attempt out again, from its scenario and its inputs alone."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from agentdesk.clock import ManualClock
from agentdesk.data.errors import Refused, StoreError
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.desk.registry import USE_CASES
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.place import scenario_of
from agentdesk.training.attempts.script import read_script
from agentdesk.training.attempts.seeking import inputs_of, store_of
from agentdesk.training.customers import Crowd
from agentdesk.training.play.hashing import log_hash
from agentdesk.training.play.inputs import Input
from agentdesk.training.play.opening import in_charge
from agentdesk.training.play.replay import replay
from agentdesk.training.scenario import Scenario


class Compared(msgspec.Struct, frozen=True):
    """The log of an attempt beside the one that the same inputs make now."""

    events: int
    inputs: int
    until: int
    """The instant up to which both go."""
    hash: str
    again: str


def given_of(folder: Path, branch: int | None = None) -> tuple[int, tuple[Input, ...]]:
    """Return a branch (the one that is worked on, if not given) and its inputs.

    Raises ``StoreError``, or ``Refused`` if there is no such branch.
    """
    with closing(Book(folder / "book.db")) as book:
        wanted = book.current[0] if branch is None else branch
        if all(one.id != wanted for one in book.branches()):
            raise Refused(f"{folder.name} has no branch {wanted}.", "not_found")
        path = folder / "script.json"
        script = read_script(path) if path.exists() else None
        return wanted, inputs_of(book, wanted, script)


async def replay_to(
    folder: Path, target: Path, at: int | None = None, branch: int | None = None
) -> int:
    """Carry an attempt out again up to an instant, into a new store; return its number of events.

    In that store anybody may act as anybody, which is its last event. Without ``at`` it goes as
    far as the attempt went. Raises ``StoreError``, or ``Refused`` if something is there already.
    """
    wanted, given = given_of(folder, branch)
    until = await _end(folder, wanted) if at is None else at
    _check_free(target)
    store, _ = await _again(folder, target, given, until)
    try:
        await _let_anybody_look(store, scenario_of(folder))
        return await store.reads.last_seq()
    finally:
        await store.close()


async def _let_anybody_look(store: SqliteStore, scenario: Scenario) -> None:
    """Let whoever has the copy act as anybody in it: its people are invented."""
    setup = msgspec.structs.replace(scenario.setup, allow_as=True)
    load = USE_CASES["load_setup"]
    head = in_charge(scenario)
    await store.act(load, load.command(command_id="replayed", actor=head, setup=setup))


def _check_free(target: Path) -> None:
    if target.exists():
        raise Refused(f"{target} is there already. Choose another name.", "conflict")


async def compare(folder: Path, branch: int | None = None) -> Compared:
    """Carry an attempt out again and compare what both logs say. Raises ``StoreError``."""
    wanted, given = given_of(folder, branch)
    until = await _end(folder, wanted)
    there = await SqliteStore.open(store_of(folder, wanted), read_only=True, create=False)
    try:
        hash, events = await log_hash(there.reads), await there.reads.last_seq()
    finally:
        await there.close()
    with TemporaryDirectory(prefix="agentdesk-") as place:
        store, again = await _again(folder, Path(place) / "again.db", given, until)
        await store.close()
    return Compared(events, len(given), until, hash, again)


async def _again(
    folder: Path, target: Path, given: Sequence[Input], until: int
) -> tuple[SqliteStore, str]:
    scenario = scenario_of(folder)
    clock = ManualClock(Crowd(scenario).start)
    store = await SqliteStore.open(target, clock=clock)
    try:
        await replay(store, clock, scenario, given, until)
        return store, await log_hash(store.reads)
    except BaseException:
        await store.close()
        raise


async def _end(folder: Path, branch: int) -> int:
    """Return the instant up to which everything is carried out in a branch."""
    store = await SqliteStore.open(store_of(folder, branch), read_only=True, create=False)
    try:
        last = await store.reads.last_seq()
        entries = await store.reads.entries(last - 1, limit=1)
        if not entries:
            raise StoreError(f"Nothing has happened yet in {folder.name}.")
        return entries[-1].recorded_at
    finally:
        await store.close()
