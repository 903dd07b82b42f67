"""Sitting down at a desk and leaving it, on a screen or in lines.

A person may have several desks open. Each gives signs of its own, and whoever closes the last one
is offline until one is opened again. A desk that ended without a word counts for two signs more.
"""

from contextlib import suppress

from agentdesk.clock import SECOND
from agentdesk.data.errors import Refused, StoreError
from agentdesk.desk.presence import CloseDesk, OpenDesk, was_closed
from agentdesk.seat.session import Session

BEAT_S = 20.0
"""An open desk gives a sign this often, in seconds of the wall's clock."""
_GONE_MS = 50 * SECOND
"""A desk that gave no sign for so long, on the wall's clock, is not open any more."""


async def give_sign(session: Session) -> None:
    """Say that this desk is open. Raises ``StoreError``."""
    await session.store.live.beat(session.me.id, session.now, session.desk_id)


async def sit_down(session: Session) -> bool:
    """Be here, and available again after one's last desk was closed; say whether that changed.

    Who said that they are offline stays so.
    """
    if session.store.read_only:
        return False
    with suppress(StoreError, Refused):
        await give_sign(session)
        agent, _ = await session.state()
        if was_closed(agent):
            await session.do(OpenDesk(**session.ids()))
            return True
    return False


async def leave(session: Session) -> None:
    """Say that nobody sits here any more, and at nobody's last desk that they are offline."""
    if session.store.read_only:
        return
    since = session.now - int(_GONE_MS * session.speed)
    with suppress(StoreError, Refused):
        if not await session.store.live.left(session.me.id, session.desk_id, since):
            await session.do(CloseDesk(**session.ids()))
