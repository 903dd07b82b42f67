"""Coming back after a standstill: a stopped program, a closed lid, a lost connection.

Meanwhile nothing said that somebody sits here, so what they had not begun may have gone back.
"""

from contextlib import suppress

from agentdesk.data.errors import StoreError
from agentdesk.seat.sitting import give_sign
from agentdesk.tui.desk.bench import Bench

NAMED = 3
"""How many cases the sentence names."""


def mine_of(bench: Bench) -> tuple[int, ...]:
    """Return the cases that are mine as far as this desk knows."""
    return tuple(row.case_id for row in bench.screen.queue.model.mine)


async def came_back(bench: Bench, before: tuple[int, ...]) -> None:
    """Say that I am here again, before anybody looks for absent owners, and what went back.

    ``before`` are the cases that were mine when everything stood still.
    """
    session = bench.session
    with suppress(StoreError):
        if not session.store.read_only:
            await give_sign(session)
        found = await session.rows(before)
        gone = [row.case_id for row in found if row.owner != session.me.id]
        await bench.cases_changed(before)
        if gone:
            bench.say(_went_back(gone))


def _went_back(gone: list[int]) -> str:
    named = ", ".join(map(str, gone[:NAMED]))
    more = f" and {len(gone) - NAMED} more" if len(gone) > NAMED else ""
    return f"While you were away {named}{more} went back to the queue."
