"""What would have been better: said of what was missed, done late, forbidden, or left a mood."""

from agentdesk.durations import write_duration
from agentdesk.training.happenings import Guest
from agentdesk.training.personas import MOVES
from agentdesk.training.report.worked import Worked
from agentdesk.training.scenario import Canned, Expected, Forbidden, Scenario
from agentdesk.training.scoring import Item
from agentdesk.training.words import TAG_WORDS, TONES, WORDS, act_words, is_of_a_matter, wanted

MOST = 3
"""So many answers or acts are named at most."""
CALMING = tuple(word for word, by in MOVES.items() if by < 0 and word in TONES)


def better(of: Worked, item: Item, *, late: bool) -> str:
    """Return the better alternative to an item that lost points, in one sentence."""
    scenario = of.scenario
    if item.of == "expected":
        one = next(one for one in scenario.expected if one.id == item.id)
        return _done(scenario, one, late=late) if not item.skipped else ""
    if item.of == "forbidden" and not item.skipped:
        bad = next(bad for bad in scenario.forbidden if bad.id == item.id)
        return _left(scenario, bad)
    if item.of == "mood":
        return _calmed(of.guests[item.guest])
    return ""


def _done(scenario: Scenario, one: Expected, *, late: bool) -> str:
    # Where any question will do, there is no need to name three.
    plain = [act for act in one.any_of if ":" not in act]
    acts = " or ".join(
        _named(scenario, act, one.arrival)
        for act in one.any_of
        if act in plain or act.partition(":")[0] not in plain
    )
    when = f", within {write_duration(one.within)}" if one.within is not None else ""
    first = [
        _named(scenario, other.any_of[0], other.arrival)
        for name in one.order
        for other in scenario.expected
        if other.id == name
    ]
    order = f", after this: {' and '.join(first)}" if first else ""
    sentence = f"{acts[:1].upper()}{acts[1:]}{when}{order}."
    return f"The same in time. {sentence}" if late else sentence


def _named(scenario: Scenario, act: str, arrival: str) -> str:
    """Write an act with the answers that do it for the customers of an arrival."""
    word, _ = wanted(act)
    plain = act_words(scenario, act)
    if word not in TONES:
        return plain
    by = [f"“{one.name}”" for one in _answers(scenario, word, arrival)][:MOST]
    return f"{plain} (as {' or '.join(by)} does)" if by else plain


def _answers(scenario: Scenario, word: str, arrival: str) -> list[Canned]:
    """Return the answers that do an act: those meant for these customers, then those for anybody.

    Those of somebody else's matter are left out, unless there are no others.
    """
    meant = next((one.answers for one in scenario.arrivals if one.id == arrival), ())
    found = [one for one in scenario.answers if _does(one, word)]
    fit = [one for one in found if one.id in meant or not is_of_a_matter(one.tags)]
    return sorted(fit or found, key=lambda one: one.id not in meant)


def _does(answer: Canned, word: str) -> bool:
    return any(TAG_WORDS.get(tag) == word for tag in answer.tags)


def _left(scenario: Scenario, bad: Forbidden) -> str:
    if bad.before:
        return f"First {act_words(scenario, bad.before)}."
    return f"Do not {' or '.join(act_words(scenario, act) for act in bad.any_of)}."


def _calmed(guest: Guest) -> str:
    """Name what would have calmed a customer and was not tried, the strongest first."""
    tried = {word for word, _ in guest.mood.worked}
    by = {word: guest.persona.moves.get(word, MOVES[word]) for word in CALMING}
    left = sorted(
        (word for word in CALMING if word not in tried and by[word] < 0), key=by.__getitem__
    )
    left = [word for word in left if word != "warned"][:MOST]
    early = "Answer before they give up. " if guest.left else ""
    if not left:
        return early.strip()
    return f"{early}What was not tried: {', '.join(WORDS[word] for word in left)}."
