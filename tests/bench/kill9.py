"""Kill a writing process a hundred times: ``python -m tests.bench.kill9 [PLACE] [RUNS]``.

Every case that was acknowledged before the kill must be in the store, every other one whole or
not at all, and the store must pass its check. ``PLACE`` is a path (by default a temporary one)
or a ``postgresql://`` address of an empty database.
"""

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from agentdesk.cli.store import maintenance_of
from agentdesk.data.open import open_store
from tests.support.small import ARRANGE, Arrange, command_id

ROOT = Path(__file__).parents[2]


async def one_run(place: str, chance: random.Random) -> set[str]:
    """Let a process write, kill it at any moment; return the commands it was promised."""
    writer = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.writer", place, "100000"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert writer.stdout is not None
    lines = [await writer.stdout.readline()]
    until = time.monotonic() + chance.random() * 0.3
    while time.monotonic() < until:
        lines.append(await writer.stdout.readline())
    writer.kill()
    lines += (await writer.stdout.read()).splitlines(keepends=True)
    await writer.wait()
    return {line.split()[0].decode() for line in lines if line.endswith(b"\n")}


async def main(place: str, runs: int) -> None:
    """Kill, look, and say what was lost."""
    chance = random.Random(runs)
    store = await open_store(place)
    await store.act(ARRANGE, Arrange(command_id=command_id(), actor="admin"))
    promised: set[str] = set()
    for _ in range(runs):
        promised |= await one_run(place, chance)
    kept: set[str] = set()
    seq, halves = 0, 0
    while page := await store.reads.entries(seq):
        seq = page[-1].seq
        kept |= {entry.fact.command for entry in page}
    if seq != await store.reads.last_seq():
        halves += 1
    findings = await maintenance_of(store).check()
    await store.close()
    sys.stdout.write(
        f"{runs} kills, {len(promised)} acknowledged, {len(promised - kept)} lost, "
        f"{len(kept)} commands kept, {len(findings) + halves} findings\n"
    )
    sys.exit(bool(promised - kept or findings))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        given = sys.argv[1:]
        where = given[0] if given else str(Path(folder) / "desk.db")
        asyncio.run(main(where, int(given[1]) if len(given) > 1 else 100))
