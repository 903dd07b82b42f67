"""Going through the log: which moments it knows, and on from one to a later one."""

import asyncio
from collections.abc import Callable

from agentdesk.board.errors import BoardError
from agentdesk.board.looking import Looking
from agentdesk.board.past import SLICE
from agentdesk.board.touched import Touched
from agentdesk.board.wording import moment_text
from agentdesk.clock import SECOND
from agentdesk.data.board import BoardStore


async def known_moment(store: BoardStore, at: int, zone: str) -> int:
    """Return an instant that a log knows. Raises ``BoardError`` for one before it or to come."""
    first, last = await store.first(), await store.last()
    if first is None or last is None:
        raise BoardError("The log is empty: there is no moment to go to yet.")
    if at // SECOND < first.recorded_at // SECOND:
        begins = moment_text(first.recorded_at, zone)
        raise BoardError(f"The log begins {begins}: nothing is known of before.")
    check_known(at, max(store.clock.now(), last.recorded_at), zone)
    # Whoever types the second in which the log begins means its beginning.
    return max(at, first.recorded_at)


def check_known(at: int, now: int, zone: str) -> None:
    """Raise ``BoardError`` for an instant that is still to come."""
    if at > now:
        raise BoardError(
            f"{moment_text(at, zone)} is still to come: it is {moment_text(now, zone)} now."
        )


async def go_on(store: BoardStore, looking: Looking, seq: int, wanted: Callable[[], bool]) -> None:
    """Carry on what is shown up to an entry, as long as that is wanted."""
    position = looking.position
    if position.seq < seq:
        await asyncio.to_thread(looking.settle)
    while wanted() and position.seq < seq:
        entries = await store.entries(position.seq, until=seq, limit=SLICE)
        if not entries or not wanted():
            return
        position.apply(entries)
        touched = Touched()
        touched.add(entries, position.ledger)
        looking.touch(touched)
