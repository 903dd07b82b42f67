"""What any open desk, ``take next`` and ``agentdesk tick`` do as time passes.

Everything here may be done by several machines at once and as often as they like: each act is a
command of its own that has an effect once.
"""

import msgspec

from agentdesk.data.store import Store
from agentdesk.data.unit import Outcome, Refused
from agentdesk.desk.absence import GIVE_BACK, give_back, is_absent, lease_is_over
from agentdesk.desk.timers import FIRE, fire
from agentdesk.domain.rows import ACTIVE_STATES, TimerRow

_AT_ONCE = 100
_OWNED_AT_ONCE = 1000


class Ticked(msgspec.Struct, frozen=True):
    """How much there was to do."""

    fired: int = 0
    released: int = 0


async def tick(store: Store, now: int) -> Ticked:
    """Fire every timer that is due by ``now``, in order, then take cases from absent owners.

    Raises ``StoreError`` when the store cannot be written.
    """
    return Ticked(fired=await fire_due(store, now), released=await sweep(store, now))


async def fire_due(store: Store, now: int) -> int:
    """Fire every timer that is due, in (due, case, kind) order; return how many had an effect."""
    firing = Firing(store)
    fired = 0
    while True:
        fired += await firing.some(now)
        if firing.done:
            return fired


class Firing:
    """Fires what is due a slice at a time, so that whoever does it can do other things between."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._passed: set[TimerRow] = set()
        self.done = True
        """Whether the last slice found nothing left to fire, or came to no end."""

    async def some(self, now: int, at_most: int = _AT_ONCE) -> int:
        """Fire the next timers that are due, in order; return how many had an effect.

        Raises ``StoreError`` when the store cannot be written.
        """
        self.done = True
        # Timers that refuse stay due: reading past them keeps them from blocking the others.
        found = await self._store.reads.due_timers(now, at_most + len(self._passed))
        due = [timer for timer in found if timer not in self._passed][:at_most]
        if not due:
            self._passed.clear()
            return 0
        fired = 0
        for timer in due:
            had_effect = _had_effect(await _fire(self._store, timer))
            fired += had_effect
            if not had_effect:
                self._passed.add(timer)
        self.done = False
        return fired


async def _fire(store: Store, timer: TimerRow) -> Outcome | None:
    try:
        return await store.act(FIRE, fire(timer))
    except Refused:
        return None  # Its clock or queue left the set-up, or this clock is ahead: it stays due.


def _had_effect(outcome: Outcome | None) -> bool:
    return outcome is not None and not outcome.repeated and bool(outcome.result.get("fired"))


async def sweep(store: Store, now: int) -> int:
    """Take cases from owners who are not here; return how many went back."""
    setup = await store.reads.setup()
    beats = await store.live.beats()
    released = 0
    for row in await store.reads.owned_unacted():
        if lease_is_over(row, beats.get(row.owner or ""), setup, now):
            outcome = await store.act(GIVE_BACK, give_back(row, untouched=True))
            released += bool(outcome.result.get("released")) and not outcome.repeated
    shortest = min((queue.absence for queue in setup.queues), default=0)
    people = {person.id for person in setup.people}
    for agent, load in await store.reads.agents():
        beat = beats.get(agent.id)
        away = agent.id not in people or beat is None or now - beat > shortest
        if load.cases and away:
            released += await _sweep_owner(store, agent.id, beat, now)
    return released


async def _sweep_owner(store: Store, owner: str, beat: int | None, now: int) -> int:
    setup = await store.reads.setup()
    released = 0
    owned = await store.reads.list_cases(
        states=sorted(ACTIVE_STATES), owner=owner, limit=_OWNED_AT_ONCE
    )
    for line in owned:
        row = await store.reads.case_row(line.case_id)
        if row is not None and row.owner == owner and is_absent(row, beat, setup, now):
            outcome = await store.act(GIVE_BACK, give_back(row, untouched=False))
            released += bool(outcome.result.get("released")) and not outcome.repeated
    return released
