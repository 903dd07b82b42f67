"""Lets an expert and naive trainees work an attempt's scenario, and keeps what they came to.

It lies in the attempt's folder, where it can be written, so that the next report has it at once.
A file of another agentdesk, or one that was changed, is made anew.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from agentdesk import __version__
from agentdesk.clock import ManualClock
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.store import Store
from agentdesk.domain.events import Entry
from agentdesk.domain.routing import order_key
from agentdesk.training.customers import Crowd
from agentdesk.training.report.others import EXPERT, Other, other_of
from agentdesk.training.report.worked import Worked, worked
from agentdesk.training.scenario import Scenario, checksum

FILE = "beside.json"
FORMAT = 2
"""Raised when the scripted trainee comes to act otherwise, or something else is kept."""
MANY = 40
"""Where more customers come naive trainees are left out: a report is not to be waited for."""
LARGEST = 10_000_000
"""A file of more bytes is none of ours."""


class Kept(msgspec.Struct, frozen=True):
    """What is kept, and what it is true of."""

    format: int
    program: str
    scenario: str
    """Its checksum."""
    others: tuple[Other, ...]


async def others_of(folder: Path, scenario: Scenario) -> tuple[Other, ...]:
    """Return what an expert and naive trainees come to in the scenario of an attempt.

    Worked out, it takes about half a second for a shift of a dozen customers.
    """
    known = _kept(folder / FILE, scenario)
    if known is not None:
        return known
    others = await _worked_out(scenario)
    kept = Kept(FORMAT, __version__, checksum(scenario), others)
    # Who may only look into the folder has it worked out each time.
    with suppress(OSError):
        _keep(folder / FILE, kept)
    return others


async def expert_worked(scenario: Scenario) -> Worked:
    """Let an expert work a scenario on a desk that is thrown away; return what it came to."""
    return await _run(scenario, order_key, ahead=True, pace=1)


async def entries_of(store: Store) -> tuple[Entry, ...]:
    """Return the whole log of a store."""
    found: list[Entry] = []
    while batch := await store.reads.entries(found[-1].seq if found else 0, limit=5_000):
        found += batch
    return tuple(found)


async def _worked_out(scenario: Scenario) -> tuple[Other, ...]:
    from agentdesk.training.play.policies import NAIVE_PACE, POLICIES

    expert = await expert_worked(scenario)
    found = [other_of(EXPERT, expert)]
    for who, order in POLICIES.items() if len(expert.guests) <= MANY else ():
        naive = await _run(scenario, order, ahead=False, pace=NAIVE_PACE)
        found.append(other_of(who, naive))
    return tuple(found)


async def _run(
    scenario: Scenario, order: Callable[..., Any], *, ahead: bool, pace: float
) -> Worked:
    from agentdesk.training.play.expert import expert_run

    crowd = Crowd(scenario)
    clock = ManualClock(crowd.start)
    with tempfile.TemporaryDirectory(prefix="agentdesk-beside-") as folder:
        store = await SqliteStore.open(Path(folder) / "beside.db", clock=clock)
        try:
            await expert_run(scenario, store, clock, order=order, ahead=ahead, pace=pace)
            entries = await entries_of(store)
        finally:
            await store.close()
    return worked(scenario, entries, crowd.end)


def _kept(path: Path, scenario: Scenario) -> tuple[Other, ...] | None:
    """Return what was kept; ``None`` if nothing was, or it is true of something else."""
    try:
        if path.stat().st_size > LARGEST:
            return None
        found = msgspec.json.decode(path.read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError):
        return None
    true_of = (found.format, found.program, found.scenario)
    return found.others if true_of == (FORMAT, __version__, checksum(scenario)) else None


def _keep(path: Path, kept: Kept) -> None:
    """Write it; either all of it or none. Raises ``OSError``."""
    handle, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(kept))
            os.fchmod(file.fileno(), 0o660 if path.parent.stat().st_mode & 0o020 else 0o600)
        os.replace(aside, path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
