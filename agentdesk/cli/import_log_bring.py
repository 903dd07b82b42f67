"""Hands the sorted rows of a log to the desk, in large units, from where an import stopped."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from agentdesk.cli.bars import Bar
from agentdesk.cli.exits import usage
from agentdesk.cli.import_log_tell import Teller
from agentdesk.data.ahead import Acting
from agentdesk.desk.import_log import BeginLog, EndLog, ImportLog, SettleLog
from agentdesk.desk.log_rows import digest_after
from agentdesk.desk.registry import use_case_of
from agentdesk.records.logs.sorting import Placed, Sorter

if TYPE_CHECKING:
    from agentdesk.data.store import Store
    from agentdesk.data.unit import CommandRecord

ROWS = 8_000
"""So many rows one unit has. Nobody works in a store of the past, so nobody waits for it."""


class Bringing:
    """Hands sorted rows to the desk: skips what is in already, then goes on in large units."""

    def __init__(
        self,
        store: "Store",
        acting: Acting,
        actor: str,
        source: str,
        queue: str,
        closes: bool,
        teller: Teller,
    ) -> None:
        self._store, self._acting = store, acting
        self._actor, self._source = actor, source
        self._queue, self._closes, self._teller = queue, closes, teller
        self._digest = ""
        self._calls: dict[str, int] = {}
        self._name = ""
        self._done = 0
        self._at = 0

    async def all(self, sorter: Sorter, files: list[str], *, settle: bool) -> None:
        """Bring every row in, and let what is due since the log's end happen."""
        rows = iter(sorter)
        first = next(rows)
        self._name = f"log-{digest_after(self._source, (first.row,))[:24]}"
        rows = _chained(first, rows)
        with Bar("Bringing in", sorter.count) as bar:
            self._teller.bar = bar
            known = await self._known(rows)
            fresh = next(rows, None)
            if fresh is not None:
                await self._begin(first.at if not known else fresh.at, files, known)
                await self._units(_chained(fresh, rows), bar)
            self._teller.bar = None
        self._teller.known = known
        if fresh is not None or await self._is_unended():
            if settle:
                await self._settle()
            await self._end(known)

    # ---- what is in already

    async def _known(self, rows: Iterator[Placed]) -> int:
        """Step over the rows that an earlier import of the same log brought in."""
        last = next((r for r in await self._records() if "done" in r.result), None)
        if last is None:
            return 0
        self._calls = dict(last.result["calls"])
        self._at = last.result["at"]
        wanted = int(last.result["done"])
        for placed in islice(rows, wanted):
            self._digest = digest_after(self._digest, (placed.row,))
            self._done += 1
        if (self._done, self._digest) != (wanted, last.result["digest"]):
            raise usage(
                f"This log begins like one that is here already, but its first {wanted:,} rows "
                "are not the same: bring it into a store of its own, or name it with --source."
            )
        return wanted

    async def _records(self) -> "tuple[CommandRecord, ...]":
        """Return what was done with this log before, the newest first."""
        return await self._store.reads.commands_of(self._name)

    async def _is_unended(self) -> bool:
        return not any(record.kind == "end_log" for record in await self._records())

    # ---- the units

    async def _begin(self, at: int, files: list[str], known: int) -> None:
        if not known:
            await self._act(
                BeginLog(
                    import_id=self._name,
                    at=at,
                    source=self._source,
                    files=tuple(files),
                    **self._envelope(),
                )
            )

    async def _units(self, rows: Iterator[Placed], bar: Bar) -> None:
        batch = list[Placed]()
        for placed in rows:
            batch.append(placed)
            if len(batch) >= ROWS:
                await self._unit(batch)
                bar.at(self._done)
                batch = []
        if batch:
            await self._unit(batch)
            bar.at(self._done)

    async def _unit(self, batch: list[Placed]) -> None:
        """Bring one batch in, in as many units as it takes."""
        left = tuple(placed.row for placed in batch)
        while left:
            result = await self._act(
                ImportLog(
                    rows=left,
                    queue=self._queue,
                    source=self._source,
                    closes=self._closes,
                    calls=self._calls,
                    done=self._done,
                    digest=self._digest,
                    **self._envelope(),
                )
            )
            self._calls, self._at = result["calls"], result["at"]
            self._done, self._digest = result["done"], result["digest"]
            self._teller.add(result["counts"])
            left = left[result["rows"] :]

    async def _settle(self) -> None:
        """Let what fell due between the log's end and now happen, some thousand at a time."""
        while True:
            result = await self._act(SettleLog(**self._envelope()))
            if not result["fired"]:
                return
            self._teller.settled += result["fired"]

    async def _end(self, known: int) -> None:
        await self._act(
            EndLog(
                import_id=self._name,
                at=self._at,
                came=self._done - known,
                known=known,
                left_out=self._teller.troubles,
                **self._envelope(),
            )
        )

    def _envelope(self) -> dict[str, Any]:
        return {"command_id": uuid4().hex, "actor": self._actor, "group": self._name}

    async def _act(self, command: Any) -> dict[str, Any]:
        return (await self._acting.act(use_case_of(command), command)).result


def _chained(first: Placed, rest: Iterator[Placed]) -> Iterator[Placed]:
    yield first
    yield from rest
