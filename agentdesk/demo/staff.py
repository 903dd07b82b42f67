"""Who of the sample center's people works on what."""

from collections.abc import Iterable
from random import Random

from agentdesk.domain.routing import Lane, eligible
from agentdesk.domain.setup import PersonSetup, QueueSetup, Setup

LEAD = "ines"
PLAYER = "lena"
"""Whom the person who tries the desk out plays."""


def lane_of(setup: Setup, queue: QueueSetup, hint: str | None) -> Lane:
    """Return the lane a new case of a queue gets, as the desk gives it."""
    speaks = any(hint in p.languages and queue.id in p.queues for p in setup.people)
    language = hint if hint and speaks else queue.language
    return Lane(queue.id, queue.tier, language, queue.skills)


class Staff:
    """The people of a set-up, for choosing one."""

    def __init__(self, setup: Setup, busy: Iterable[str] = ()) -> None:
        self.setup = setup
        self.people = [p for p in setup.people if p.role in ("agent", "lead")]
        self._left_out = frozenset(busy)

    def able(self, lane: Lane, channel: str) -> list[PersonSetup]:
        """Return the agents who may work on a lane; leads where there is nobody else."""
        fit = [
            p
            for p in self.people
            if p.id not in self._left_out and eligible(p, lane, channel) is None
        ]
        agents = [p for p in fit if p.role == "agent"]
        own = [p for p in agents if p.tier == lane.tier]
        return own or agents or fit

    def pick(self, random: Random, lane: Lane, channel: str) -> str:
        """Choose who works on a case of a lane."""
        able = self.able(lane, channel)
        if able:
            return random.choice(able).id
        # Leads may answer anything in their queues, whatever its language.
        leads = [p.id for p in self.people if p.role == "lead" and lane.queue in p.queues]
        return leads[0] if leads else LEAD

    def name(self, id: str) -> str:
        """Return a person's first name."""
        return self.setup.person(id).name.split()[0]
