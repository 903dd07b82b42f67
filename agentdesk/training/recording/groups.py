"""Nobody stands alone in a recording: k and l over what outsiders could know of a customer.

An outsider may know of somebody what their language is, whether they write for an organisation,
what agreement they have, by which channel, to whom, about what kind of thing, at about what time
and how often they came, and whether they had come before it. Whoever is equal in all of that makes
a *group*. Each must have at least ``k`` (5) contacts of as many customers, and at least ``l`` (2)
ways in which their matters ended (disposition and root cause, which nobody must be able to read off
a group); a group that knows no ending tells none. See Sweeney, "k-anonymity" (2002), and
Machanavajjhala et al., "l-diversity" (2007).

A step *coarser* makes the recording itself say less. The exact minute would tell more than the
hours that a group is made of, so within each group the arrivals' times are mixed: how many come
when stays as it was, who came when does not.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from msgspec.structs import replace

from agentdesk.clock import HOUR
from agentdesk.domain.setup import Setup
from agentdesk.training.recording.pseudonyms import Pseudonyms
from agentdesk.training.recording.shifting import Weeks
from agentdesk.training.recording.visits import Before, Shift, Visit

K, L = 5, 2
COARSEST = 3
HOURS = (2, 4, 48, 48)
"""How many hours one part of the day has, by how coarse."""
STEPS = (
    "as it was, by two hours",
    "by four hours, without agreements and organisations",
    "the whole window, with each queue's own type and language, nobody under way",
    "every contact somebody of their own",
)
"""What a recording says of customers, by how coarse; each step holds for those behind it."""


class Group(NamedTuple):
    """What its customers have in common, in the order in which it is told."""

    language: str
    organisation: bool
    level: str
    vip: bool
    channel: str
    queue: str
    type: str
    part: int
    """Which part of the window."""
    times: int
    """How often they came in it: once, twice, or 3 for more."""
    before: Before = ""
    """Whether they had come before it, and were answered then."""


class Failing(NamedTuple):
    """A group that cannot go out as it is."""

    group: Group
    visits: int
    customers: int
    endings: int

    def why(self, k: int, l: int) -> str:  # noqa: E741 - as it is called
        """Say what it lacks."""
        if min(self.visits, self.customers) < k:
            return f"{min(self.visits, self.customers)} of {k}"
        return f"all ended alike, {self.endings} of {l} ways"


def coarsened(shift: Shift, setup: Setup, step: int) -> Shift:
    """Return a shift that says less of its customers, by a step of :data:`STEPS`."""
    queues = {queue.id: queue for queue in setup.queues}
    visits = shift.visits
    if step >= 1:
        visits = tuple(replace(v, level="basic", vip=False, organisation=False) for v in visits)
    if step >= 2:
        visits = tuple(
            replace(v, type=queues[v.queue].type, language=queues[v.queue].language, before="")
            for v in visits
        )
    if step >= 3:
        visits = tuple(replace(v, customer=f"{v.customer}/{n}") for n, v in enumerate(visits))
    return replace(shift, visits=visits)


def groups(shift: Shift, step: int) -> dict[Group, list[Visit]]:
    """Put every contact into its group."""
    came: dict[str, int] = {}
    for visit in shift.visits:
        if visit.customer:
            came[visit.customer] = came.get(visit.customer, 0) + 1
    found: dict[Group, list[Visit]] = {}
    for visit in shift.visits:
        found.setdefault(_group(visit, shift, step, came), []).append(visit)
    return found


def _group(visit: Visit, shift: Shift, step: int, came: dict[str, int]) -> Group:
    return Group(
        visit.language,
        visit.organisation,
        visit.level,
        visit.vip,
        visit.channel,
        visit.queue,
        visit.type,
        _part(visit, shift, step),
        min(3, came.get(visit.customer, 1)),
        visit.before,
    )


def _part(visit: Visit, shift: Shift, step: int) -> int:
    """Return which part of the window a contact is in, counted by the clock of the place."""
    if step >= 2:
        return 0
    weeks = Weeks(0, shift.zone)
    since = weeks.local(visit.at) - weeks.local(shift.begins)
    return int(max(since, timedelta(0)).total_seconds() * 1_000) // (HOURS[step] * HOUR)


def failing(shift: Shift, step: int, k: int = K, l: int = L) -> list[Failing]:  # noqa: E741
    """Return the groups that are too small or end all alike, the smallest first."""
    found = []
    for group, visits in groups(shift, step).items():
        people = {visit.customer or f"?{n}" for n, visit in enumerate(visits)}
        endings = {visit.sensitive for visit in visits}
        alike = len(endings) < l and endings != {""}
        if len(visits) < k or len(people) < k or alike:
            found.append(Failing(group, len(visits), len(people), len(endings)))
    return sorted(found, key=lambda one: (one.customers, one.group))


def without(shift: Shift, bad: Sequence[Failing], step: int) -> Shift:
    """Return a shift without the contacts of some groups.

    Leaving one out may make a customer come less often: look for failing groups again.
    """
    gone = {one.group for one in bad}
    kept = [v for group, visits in groups(shift, step).items() if group not in gone for v in visits]
    return replace(shift, visits=tuple(sorted(kept, key=lambda visit: (visit.at, visit.ref))))


def mixed(shift: Shift, step: int, others: Pseudonyms) -> Shift:
    """Return a shift in which nobody's own minute stands: times are mixed within each group.

    Those whom a known event brought are mixed among themselves, if they are enough.
    """
    found: list[Visit] = []
    for group in groups(shift, step).values():
        for visits in _by_event(group):
            times = sorted(visit.at for visit in visits)
            anyhow = sorted(visits, key=lambda visit: others.drawn("time", visit.ref))
            found += [_moved(v, at - v.at) for v, at in zip(anyhow, times, strict=True)]
    found.sort(key=lambda visit: (visit.at, others.drawn("order", visit.ref)))
    return replace(shift, visits=tuple(found))


def _by_event(visits: Sequence[Visit]) -> list[list[Visit]]:
    """Part a group by the event its contacts were linked to; too few stay with the others."""
    parts: dict[str, list[Visit]] = {}
    for visit in visits:
        parts.setdefault(visit.incident, []).append(visit)
    large = [part for event, part in parts.items() if event and len(part) >= K]
    apart = {visit.ref for part in large for visit in part}
    rest = [visit for visit in visits if visit.ref not in apart]
    # Were the others too few to be mixed, nobody is kept apart from them.
    return [*large, rest] if not rest or len(rest) >= K else [list(visits)]


def _moved(visit: Visit, by: int) -> Visit:
    """Move a contact in time with all that came of it."""
    return replace(
        visit,
        at=visit.at + by,
        said=tuple(replace(one, at=one.at + by) for one in visit.said),
        did=tuple(replace(one, at=one.at + by) for one in visit.did),
    )
