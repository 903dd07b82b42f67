"""The store of the desk's benches: many open cases that began to wait a little while ago.

Run as ``python -m tests.bench.desk_store PATH N`` to fill one.
"""

import asyncio
import sys
from pathlib import Path

from msgspec.structs import replace

from agentdesk.cli.identity import system_user
from agentdesk.clock import SECOND, SystemClock
from agentdesk.data.open import open_store
from agentdesk.desk.desk import Desk
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.tick import fire_due
from agentdesk.domain.setup import CalendarSetup
from tests.bench import seed
from tests.support.office import SETUP as OFFICE
from tests.support.policies import seed_policies

AGENT, OTHER = "lena", "omar"
_ALWAYS: dict[str, tuple[tuple[str, str], ...]] = {
    str(day): (("00:00", "24:00"),) for day in range(7)
}


def setup() -> None:
    """Let the user who measures be an agent, and the cases be of today."""
    as_lead = {OTHER: {"role": "lead"}, AGENT: {"login": system_user()}}
    people = tuple(replace(person, **as_lead.get(person.id, {})) for person in seed.SETUP.people)
    seed.SETUP = replace(
        seed.SETUP,
        people=people,
        calendars=(*OFFICE.calendars, CalendarSetup(id="c", zone="UTC", weekly=_ALWAYS)),
        policies=seed_policies("always", "always"),
        dispositions=OFFICE.dispositions,
        escalation_reasons=OFFICE.escalation_reasons,
    )


async def _settle(path: Path) -> None:
    """Do what a desk that was open all the time would have done by now."""
    store = await open_store(str(path))
    await fire_due(store, store.clock.now())
    for person in (AGENT, OTHER):
        await Desk(store, person).act(SetAgentState, state="available")
    await store.close()


def fill(path: Path, cases: int) -> None:
    """Fill a new store."""
    setup()
    seed.START = SystemClock().now() - cases * 50 - 60 * SECOND
    seed.seed(path, cases)
    asyncio.run(_settle(path))


if __name__ == "__main__":
    fill(Path(sys.argv[1]).absolute(), int(sys.argv[2]))
