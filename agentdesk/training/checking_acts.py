"""What expected and forbidden acts must keep to: they can be done, in an order that exists."""

from collections.abc import Iterable, Iterator

from agentdesk.domain.problems import At, Problem
from agentdesk.domain.problems import unknown as _known
from agentdesk.durations import write_duration
from agentdesk.training.checking_names import Details, act_named, circle_in, details_of, told_circle
from agentdesk.training.scenario import Expected, Scenario
from agentdesk.training.words import WORDS

MOMENTS = ("start", "arrives")
"""From when on something may be expected, beside replies, injects and acts."""

MOST = 400
"""So many acts a scenario may expect."""


def act_problems(scenario: Scenario) -> Iterator[Problem]:
    """Find what is wrong with expected and forbidden acts."""
    arrivals = [arrival.id for arrival in scenario.arrivals]
    reads = [one.id for one in (*scenario.articles, *scenario.answers)]
    details = details_of(scenario)
    for group in ("expected", "forbidden"):
        for number, one in enumerate(getattr(scenario, group)):
            at: At = (group, number)
            yield from _known((*at, "arrival"), one.arrival or None, arrivals)
            if not one.any_of:
                yield (*at, "any_of"), "name at least one act."
            for act in one.any_of:
                yield from act_named((*at, "any_of"), act, details)
            for name in one.read:
                yield from _known((*at, "read"), name, reads)
            if not one.why.strip():
                yield (*at, "why"), "say why: it is what the trainee learns from."
    for number, bad in enumerate(scenario.forbidden):
        if bad.before:
            yield from act_named(("forbidden", number, "before"), bad.before, details)
    for number, good in enumerate(scenario.expected):
        yield from _when(("expected", number), good, scenario, details)
        yield from _reachable(("expected", number), good, scenario)
    yield from _orders(scenario)


def _when(at: At, one: Expected, scenario: Scenario, details: Details) -> Iterator[Problem]:
    kind, _, name = one.when.partition(":")
    if kind == "said" and name:
        yield from _known((*at, "when"), name, _sayable(one, scenario))
    elif kind == "inject" and name:
        yield from _known((*at, "when"), name, [inject.id for inject in scenario.injects])
    elif one.when not in MOMENTS:
        known = [*MOMENTS, "said:", "inject:", *WORDS]
        if kind in WORDS:
            yield from act_named((*at, "when"), one.when, details)
        else:
            yield from _known((*at, "when"), one.when, known)
    if not one.arrival and (one.when == "arrives" or kind == "said"):
        yield at, "say of which arrival; or expect it from “start” on."
    if one.within is not None and one.within >= scenario.length:
        shift = write_duration(scenario.length)
        yield (*at, "within"), f"it would be due after the shift, which lasts {shift}."


def _sayable(one: Expected, scenario: Scenario) -> Iterable[str]:
    """Return the replies that customers of an expected act's arrival may say."""
    coming = {name for a in scenario.arrivals if one.arrival in ("", a.id) for name in a.persona}
    people = [persona for persona in scenario.personas if persona.id in coming]
    return [reply.id for persona in people for reply in persona.replies]


def _orders(scenario: Scenario) -> Iterator[Problem]:
    ids = [one.id for one in scenario.expected]
    for number, one in enumerate(scenario.expected):
        for name in one.order:
            yield from _known(("expected", number, "order"), name, ids)
    if len(ids) > MOST:
        yield ("expected",), f"there are {len(ids)} expected acts; {MOST} are the most."
        return
    circle = circle_in({one.id: one.order for one in scenario.expected})
    if circle:
        yield ("expected", ids.index(circle[0]), "order"), told_circle(circle)


def _reachable(at: At, one: Expected, scenario: Scenario) -> Iterator[Problem]:
    """Find what a trainee could not do, because the queue is none of theirs."""
    arrival = next((a for a in scenario.arrivals if a.id == one.arrival), None)
    person = next((p for p in scenario.setup.people if p.id == scenario.trainee), None)
    if arrival is None or person is None or one.anyone:
        return
    place = arrival.queue
    if arrival.handed_up is not None:
        above = (one.escalates_to for one in scenario.setup.queues if one.id == place)
        place = next(above, None) or place
    if place not in person.queues:
        yield (*at, "arrival"), f"{person.id} does not work on the queue {place}."
