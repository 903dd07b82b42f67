"""Opening the highlighted case once the cursor rests: a key that is held down opens none."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentdesk.tui.desk.app import DeskApp

REST_S = 0.1
"""A cursor that stays on a case this long opens it beside the queue."""


class Resting:
    """Waits for the cursor of one desk to rest."""

    def __init__(self, app: "DeskApp") -> None:
        self._app = app
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Begin to wait anew: the cursor has moved."""
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(REST_S, self._rests)

    def stop(self) -> None:
        """Wait no longer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _rests(self) -> None:
        self._timer = None
        if self._to_open() is not None:
            self._app.read(self._open, "open")

    async def _open(self) -> None:
        # A person may have gone to a case before this had its turn.
        found, app = self._to_open(), self._app
        if found is not None:
            await app.need_bench().open(found, by="cursor", router=app.router)

    def _to_open(self) -> int | None:
        """Return the case under the cursor, if it is to be opened beside the queue."""
        app = self._app
        row, bench = app.desk.queue.selected, app.bench
        if row is None or bench is None or app.desk.pane != "queue" or not app.is_running:
            return None
        return row.case_id if bench.heads_for != row.case_id else None
