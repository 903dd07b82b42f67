"""Fifty scripted people on one store: ``python -m tests.bench crowd``.

    python -m tests.bench.crowd [PLACE] [--acts N] [--seed S] [--seconds S]
        [--processes N] [--alone SHARE]

Without a place a SQLite file and a PostgreSQL server are made for it, one after the other. Three
quarters of the acts (``--alone``) are one process's, one act after the other, on a clock wound by
hand: the same seed does the same. The rest is done by several processes at once. Then the store
is proved: its rows are those of a rebuild, every act acknowledged is in its log once, none that was
refused is, nobody got a case that somebody had. The distinct refusals are printed, to be read.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from agentdesk.clock import ManualClock, SystemClock, iso
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.desk.registry import USE_CASES
from tests.support.crowd import Acknowledged, Crowd, found
from tests.support.crowd_desk import PEOPLE_IDS
from tests.support.crowd_proofs import findings, shape_of, shapes, spoilt
from tests.support.office import MONDAY

ROOT = Path(__file__).parents[2]
AT_ONCE = 3
"""So many turns of one process are under way at once, when there are several processes."""
SPEED = 20.0


class SharedClock:
    """A clock that several processes agree on: from an instant on, some times as fast."""

    def __init__(self, origin: int, began: int) -> None:
        self.origin, self.began = origin, began
        self._machine = SystemClock()

    def now(self) -> int:
        """Return the instant."""
        return self.origin + int((self._machine.now() - self.began) * SPEED)


class Told:
    """What was answered, of all processes together."""

    def __init__(self) -> None:
        self.kept: dict[str, Acknowledged] = {}
        self.refused: dict[str, str] = {}
        self.counts: Counter[tuple[str, bool]] = Counter()
        self.people = self.busy = 0
        self.twice: list[str] = []

    def add(self, told: dict[str, Any]) -> None:
        """Take in what one process was answered."""
        for command, (kind, actor, seq, cases) in told["kept"].items():
            if command in self.kept:
                self.twice.append(f"{command} was acknowledged to two processes as done by each")
            self.kept[command] = Acknowledged(kind, actor, seq, tuple(cases))
        self.refused |= told["refused"]
        self.counts.update({(kind, done): n for kind, done, n in told["counts"]})
        self.people += told["people"]
        self.busy += told["busy"]


def told_of(crowd: Crowd) -> dict[str, Any]:
    """Return what a crowd was answered, as plain values."""
    watched = crowd.watched
    return {
        "kept": watched.kept,
        "refused": watched.refused,
        "counts": [(kind, done, n) for (kind, done), n in watched.counts.items()],
        "people": watched.people,
        "busy": crowd.busy,
    }


async def work(crowd: Crowd, acts: int, until: float, at_once: int = 1) -> bool:
    """Let a crowd work; say what failed, with the act, if something did."""
    try:
        await asyncio.gather(*(crowd.run(acts, until) for _ in range(at_once)))
    except Exception:
        number, command = crowd.watched.last or (0, None)
        sys.stderr.write(f"act {number} of {crowd.name}: {command}\n{traceback.format_exc()}")
        return False
    return True


async def alone(place: str, args: argparse.Namespace, told: Told, until: float) -> int | None:
    """Work in this process, one act after the other; return where the clock is then."""
    clock = ManualClock(MONDAY)
    store = await open_store(place, clock=clock)
    try:
        await found(store)
        crowd = Crowd(store, f"{args.seed}")
        await crowd.begin()
        acts = int(args.acts * args.alone) if args.processes else args.acts
        fine = await work(crowd, acts, until)
        told.add(told_of(crowd))
        return clock.now() if fine else None
    finally:
        await store.close()


async def together(place: str, args: argparse.Namespace, told: Told, until: float, at: int) -> bool:
    """Work in several processes at once."""
    each = max(1, (args.acts - told.people) // args.processes)
    begun = SystemClock().now()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.json" for number in range(args.processes)]
        processes = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.bench.crowd", place),
                *("--worker", str(file), "--number", str(number)),
                *("--of", str(args.processes), "--acts", str(each), "--seed", str(args.seed)),
                *("--seconds", str(max(1.0, until - time.monotonic()))),
                *("--origin", str(at), "--began", str(begun)),
                cwd=ROOT,
            )
            for number, file in enumerate(files)
        ]
        codes = await asyncio.gather(*(process.wait() for process in processes))
        for file in files:
            if file.exists():
                told.add(json.loads(file.read_text()))
    return not any(codes)


async def one_of_many(args: argparse.Namespace) -> tuple[bool, dict[str, Any]]:
    """Be one of several processes: its part of the people, its part of the acts."""
    until = time.monotonic() + args.seconds
    store = await open_store(args.place, clock=SharedClock(args.origin, args.began))
    try:
        crowd = Crowd(
            store,
            f"{args.seed}/{args.number}",
            people=PEOPLE_IDS[args.number :: args.of],
            name=f"c{args.number}",
        )
        await crowd.begin()
        fine = await work(crowd, args.acts, until, AT_ONCE)
    finally:
        await store.close()
    return fine, told_of(crowd)


async def one_store(place: str, args: argparse.Namespace) -> bool:
    """Let the crowd work on one store, prove it, and say what came of it."""
    began = time.monotonic()
    until = began + args.seconds
    told = Told()
    middle = began + args.seconds * (args.alone if args.processes else 1)
    at = await alone(place, args, told, middle)
    first, first_s = told.people, time.monotonic() - began
    fine = at is not None
    if at is not None and args.processes:
        fine = await together(place, args, told, until, at)
    took = time.monotonic() - began
    sys.stdout.write(
        f"{told.people} acts of people and customers in {took:.0f} s ({first} one after the other "
        f"in {first_s:.0f} s, {told.people - first} by {args.processes} processes), "
        f"{told.counts.total()} units in all, {told.busy} times busy; seed {args.seed}\n"
    )
    wrong = told.twice + await proved(place, told)
    show(told)
    for line in wrong[:40]:
        sys.stdout.write(f"WRONG {line}\n")
    sys.stdout.write(f"{len(wrong)} findings\n")
    return fine and not wrong


async def proved(place: str, told: Told) -> list[str]:
    """Prove the store against what was told."""
    began = time.monotonic()
    store: Store = await open_store(place, clock=ManualClock(MONDAY))
    try:
        wrong = await findings(store, told.kept, told.refused)
        seq = await store.reads.last_seq()
        newest = (await store.reads.entries(seq - 1))[0].recorded_at
        sys.stdout.write(
            f"{seq} events until {iso(newest)}, proved in {time.monotonic() - began:.0f} s\n"
        )
    finally:
        await store.close()
    return wrong


def show(told: Told) -> None:
    """Print what was done by kind, and every distinct refusal with how often it was said."""
    sys.stdout.write("done and refused by kind:\n")
    for kind in sorted(USE_CASES):
        done, refused = told.counts[kind, True], told.counts[kind, False]
        sys.stdout.write(f"  {kind:24}{done:8}{refused:8}{'' if done else '   NEVER DONE'}\n")
    found = shapes(told.refused.values())
    sys.stdout.write(f"{sum(found.values())} refusals, {len(found)} sentences:\n")
    for sentence, times in sorted(found.items()):
        sys.stdout.write(f"{times:7}  {sentence}\n")
    seen: set[str] = set()
    for sentence in told.refused.values():
        what = spoilt(sentence)
        if what is not None and shape_of(sentence) not in seen:
            seen.add(shape_of(sentence))
            sys.stdout.write(f"SPOILT ({what}): {sentence}\n")


def arguments() -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", nargs="?")
    parser.add_argument("--acts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=480.0)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--alone", type=float, default=0.75, help="share of one process, 0 to 1")
    for name in ("--worker", "--number", "--of", "--origin", "--began"):
        parser.add_argument(
            name, type=str if name == "--worker" else int, help=argparse.SUPPRESS, default=None
        )
    return parser.parse_args()


def main() -> int:
    """Run the crowd on the place given, or on both engines."""
    args = arguments()
    if args.worker:
        fine, told = asyncio.run(one_of_many(args))
        Path(args.worker).write_text(json.dumps(told))
        return int(not fine)
    if args.place:
        return int(not asyncio.run(one_store(args.place, args)))
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write("-- SQLite\n")
        fine = asyncio.run(one_store(str(Path(folder) / "desk.db"), args))
    from tests.store.postgres_server import Server

    server = Server(durable=True)
    try:
        sys.stdout.write("-- PostgreSQL\n")
        fine &= asyncio.run(one_store(asyncio.run(server.store()), args))
    finally:
        server.close()
    return int(not fine)


if __name__ == "__main__":
    sys.exit(main())
