"""What acts may be named in a scenario, and whether things wait for one another."""

from collections.abc import Iterable, Iterator, Mapping

from agentdesk.domain.problems import At, Problem
from agentdesk.domain.problems import unknown as _known
from agentdesk.training.scenario import Scenario, slug
from agentdesk.training.words import ASKS, WORDS, wanted

Details = Mapping[str, list[str]]
"""What may stand behind a word, for words where that is known."""


def act_named(at: At, act: str, details: Details) -> Iterator[Problem]:
    """Find what is wrong with an act as a scenario names it."""
    word, detail = wanted(act)
    yield from _known(at, word, WORDS)
    if detail and word in details:
        yield from _known(at, detail, details[word])


def details_of(scenario: Scenario) -> Details:
    """Return what may stand behind a word, for words where that is known."""
    setup = scenario.setup
    facts = {slug(fact) for persona in scenario.personas for fact in persona.facts}
    tags = [tag for one in (*scenario.answers, *scenario.articles) for tag in one.tags]
    facts |= {tag.removeprefix(ASKS) for tag in tags if tag.startswith(ASKS)}
    return {
        "used": [one.id for one in (*scenario.answers, *scenario.articles)],
        "asked": sorted(facts),
        "asked_again": sorted(facts),
        "resolved": [code.id for code in setup.dispositions],
        "escalated": [code.id for code in setup.escalation_reasons],
        "transferred": [queue.id for queue in setup.queues],
        "prioritised": ["1", "2", "3", "4"],
        "complaint": [code.id for code in setup.complaints.categories],
        "goodwill": ["refund", "credit", "replacement"],
        "closed": ["spam", "duplicate", "merged"],
    }


def told_circle(circle: list[str]) -> str:
    """Say that things wait for one another."""
    chain = ", which waits for ".join([*circle[1:], circle[0]])
    return f"{circle[0]} waits for {chain}: it never comes; let one of them wait for nothing."


def circle_in(waits: Mapping[str, Iterable[str]]) -> list[str]:
    """Return names that wait for one another in a circle; empty if none do."""
    done: set[str] = set()
    for first in waits:
        path: list[str] = []
        found = _walk(first, waits, path, done)
        if found:
            return found
    return []


def _walk(
    name: str, waits: Mapping[str, Iterable[str]], path: list[str], done: set[str]
) -> list[str]:
    if name in path:
        return path[path.index(name) :]
    if name in done:
        return []
    path.append(name)
    for other in waits.get(name, ()):
        found = _walk(other, waits, path, done)
        if found:
            return found
    path.pop()
    done.add(name)
    return []
