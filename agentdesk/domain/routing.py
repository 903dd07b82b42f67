"""Who may take which case, and in which order: every term changes on events, never with time.

Ascending ``(band, rank_at, waiting_since, id)``; band 0 is an emergency that a lead declared.
Reasons for a refusal are plain sentences in the second person. Instants and durations are
milliseconds.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from agentdesk.domain.rows import AgentRow, CaseRow, LoadRow
from agentdesk.domain.setup import Limits, PersonSetup, RankSetup

WORKS_ON_CASES = frozenset({"agent", "lead", "trainer", "trainee"})
"""Roles that cases can be given to; trainers and trainees in their own store only."""

PARKS_OTHERS = frozenset({"call"})
"""Channels that may be taken on top of written work, which is parked meanwhile."""


class Lane(NamedTuple):
    """Everything, apart from the channel, that decides who may take a case."""

    queue: str
    tier: int
    language: str
    skills: str


def parse_lane(lane: str) -> Lane:
    """Read ``queue|tier|language|skills``. Raises ``ValueError``."""
    parts = lane.rsplit("|", 3)
    if len(parts) != 4 or not parts[1].isdecimal():
        raise ValueError(f"“{lane}” is no lane: it is written queue|tier|language|skills.")
    return Lane(parts[0], int(parts[1]), parts[2], parts[3])


def parse_skills(text: str) -> dict[str, int]:
    """Read ``name:level, name:level``; a level left out is 1. Raises ``ValueError``."""
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, level = (piece.strip() for piece in part.partition(":"))
        if not name or not (level or "1").isdecimal() or "|" in name:
            raise ValueError(f"“{part}” is no skill: write a name and a level, like billing:2.")
        found[name] = max(int(level or "1"), found.get(name, 0))
    return found


# ---- the order of taking


def rank_at(
    rank: RankSetup,
    *,
    waiting_since: int,
    priority: int,
    level: str,
    vip: bool,
    returned: bool,
    due_at: int | None,
) -> int:
    """Return a case's place in its band: the sooner, the earlier it is taken.

    ``due_at`` is the earliest due time of its running clocks. A priority that the set-up does
    not know waits as long as the longest.
    """
    cap = rank.cap.get(str(priority), max(rank.cap.values(), default=0))
    latest = waiting_since + cap
    return (
        (latest if due_at is None else min(due_at, latest))
        - (rank.premium if level == "premium" else 0)
        - (rank.vip if vip else 0)
        - (rank.returned if returned else 0)
    )


def order_key(case: CaseRow) -> tuple[int, int, int, int]:
    """Return what cases are ordered by."""
    return (case.band, case.rank_at, case.waiting_since, case.id)


def live_due(limits: Limits, channel: str, queued_at: int) -> int | None:
    """Return when a call or chat is to be answered; ``None`` for channels that are not live."""
    target = limits.answer.get(channel)
    return None if target is None else queued_at + target


# ---- who may take


def eligible(person: PersonSetup, lane: str | Lane, channel: str | None = None) -> str | None:
    """Say why a person may not work on cases of a lane; ``None`` if they may.

    A lane does not name a channel: pass it where it is known. Raises ``ValueError`` for a text
    that is no lane.
    """
    wanted = parse_lane(lane) if isinstance(lane, str) else lane
    if person.role not in WORKS_ON_CASES:
        return "You do not work on cases: your role reads other things."
    if wanted.queue not in person.queues:
        return f"The queue {wanted.queue} is not one of yours: ask a lead to assign the case."
    if person.tier < wanted.tier:
        return f"It needs L{wanted.tier} and you are L{person.tier}: leave it for that tier."
    if wanted.language and wanted.language not in person.languages:
        return f"It needs somebody who writes “{wanted.language}”, which is not among yours."
    return _unskilled(person, wanted.skills) or _wrong_channel(person, channel)


def _unskilled(person: PersonSetup, needed: str) -> str | None:
    if not needed:
        return None
    has = parse_skills(person.skills)
    for name, level in parse_skills(needed).items():
        if has.get(name, 0) < level:
            yours = f"yours is {has[name]}" if name in has else "you do not have it"
            return f"It needs the skill {name} at level {level}, and {yours}."
    return None


def _wrong_channel(person: PersonSetup, channel: str | None) -> str | None:
    if channel is None or channel in person.channels:
        return None
    return f"It came by {channel}, which is not one of your channels."


def eligible_lanes(person: PersonSetup, lanes: Iterable[str]) -> list[str]:
    """Return the lanes whose cases a person may take, in the order given."""
    return [lane for lane in lanes if eligible(person, lane) is None]


class Busy(NamedTuple):
    """The capacity units somebody has in hand."""

    units: int
    live: int
    """Those of calls and chats, with what a wrap-up keeps."""
    kept: int
    """Those that a wrap-up keeps."""

    def parked(self, capacity: int) -> int:
        """Return how many units of written work wait beside a call or chat."""
        return max(0, min(self.units - capacity, self.units - self.live)) if self.live else 0


def busy(agent: AgentRow | None, load: LoadRow | None) -> Busy:
    """Return what somebody has in hand: the load of their cases, and what a wrap-up keeps."""
    kept = agent.kept if agent is not None and agent.state == "wrap_up" else 0
    units, live = (load.units, load.live) if load else (0, 0)
    return Busy(units + kept, live + kept, kept)


def fits(person: PersonSetup, held: Busy, channel: str, units: int) -> bool:
    """Say whether a case fits into a person's capacity.

    A call counts against calls, chats and wrap-up alone, because written work is parked
    meanwhile.
    """
    return (held.live if channel in PARKS_OTHERS else held.units) + units <= person.capacity


def ready(agent: AgentRow | None) -> str | None:
    """Say why somebody is not there to take cases; ``None`` if they are."""
    if agent is None or agent.state == "offline":
        return "You are offline: set yourself available first."
    if agent.state == "unavailable":
        return "You are away: set yourself available first."
    return None


def may_take(
    person: PersonSetup,
    agent: AgentRow | None,
    load: LoadRow | None,
    case: CaseRow,
    name: Callable[[str], str] = str,
) -> str | None:
    """Say why a person may not take a case now; ``None`` if they may.

    Looks at presence, owner and reservation, eligibility and capacity, in this order. ``name``
    says what the person of an id is called.
    """
    return (
        ready(agent)
        or _taken(person, case, name)
        or eligible(person, Lane(case.queue, case.tier, case.language, case.skills), case.channel)
        or full(person, busy(agent, load), case.channel, case.units)
    )


def _taken(person: PersonSetup, case: CaseRow, name: Callable[[str], str]) -> str | None:
    if not case.active:
        return f"Case {case.id} is {case.state}: there is nothing to take."
    if case.owner == person.id:
        return f"You have case {case.id} already."
    if case.owner is not None:
        return f"{name(case.owner)} has case {case.id}."
    if case.reserved_for is not None and case.reserved_for != person.id:
        who = name(case.reserved_for)
        return f"Case {case.id} is kept for {who} for a while: take another one."
    return None


def full(person: PersonSetup, held: Busy, channel: str, units: int) -> str | None:
    """Say why a case does not fit into a person's capacity; ``None`` if it does."""
    if fits(person, held, channel, units):
        return None
    if units > person.capacity:
        return f"It takes {units} units and you have {person.capacity}: leave it for somebody else."
    if fits(person, Busy(held.units - held.kept, held.live - held.kept, 0), channel, units):
        return (
            f"You are in wrap-up, which keeps {held.kept} of your {person.capacity} units: "
            "set yourself available to end it."
        )
    if channel in PARKS_OTHERS:
        return "You are in a conversation: end it before you take a call."
    return (
        f"You hold {held.units} of {person.capacity} units and this needs {units}: "
        "finish or release something first."
    )
