"""What customers' replies must keep to: what sets them off can happen, none waits for itself, and
every conversation has an end."""

import re
from collections.abc import Iterable, Iterator, Mapping

from agentdesk.domain.problems import At, Problem
from agentdesk.domain.problems import out_of_range as _range
from agentdesk.domain.problems import unknown as _known
from agentdesk.training.checking_names import (
    Details,
    act_named,
    circle_in,
    details_of,
    told_circle,
)
from agentdesk.training.scenario import Persona, Reply, Scenario
from agentdesk.training.words import WORDS

OWN = ("silence", "said", "emotion")
"""What sets a reply off without an act of ours."""
GIVEN = ("name", "given")
"""What every text may name of a persona beside their facts."""
MOST = 20
"""So often one reply may be said."""
REPLIES = 200
"""So many replies a persona may have."""
BLANK = re.compile(r"\{([^{}]*)\}")


def reply_problems(scenario: Scenario) -> Iterator[Problem]:
    """Find what is wrong with what customers say next."""
    details = details_of(scenario)
    for number, persona in enumerate(scenario.personas):
        at: At = ("personas", number)
        for word in persona.moves:
            yield from _known((*at, "moves", word), word, [*WORDS, "silence"])
        replies = {reply.id: reply for reply in persona.replies}
        for place, reply in enumerate(persona.replies):
            yield from _reply((*at, "replies", place), reply, persona, replies, details)
        if len(replies) > REPLIES:
            yield (*at, "replies"), f"there are {len(replies)} replies; {REPLIES} are the most."
            continue
        circle = circle_in({reply.id: _waits_for(reply) for reply in persona.replies})
        if circle:
            place = next(n for n, r in enumerate(persona.replies) if r.id == circle[0])
            yield (*at, "replies", place), told_circle(circle)
        else:
            yield from _barred(at, persona, replies)
            yield from _endless(at, persona, replies)
        yield from _threats(at, persona, scenario)


def _waits_for(reply: Reply) -> tuple[str, ...]:
    return (reply.after,) if reply.after else ()


def _endless(at: At, persona: Persona, replies: Mapping[str, Reply]) -> Iterator[Problem]:
    """Find a conversation without an end; there are no circles."""
    if not any(_can_be_said(reply, replies) for reply in persona.replies if reply.ends):
        sentence = "nothing ends this conversation; give a reply “ends: satisfied”."
        yield (*at, "replies") if persona.replies else at, sentence


def _barred(at: At, persona: Persona, replies: Mapping[str, Reply]) -> Iterator[Problem]:
    """Find replies that come only after one, and not any more after it; there are no circles."""
    for place, reply in enumerate(persona.replies):
        if reply.unless and reply.unless in _before(reply, replies):
            sentence = f"it comes after {reply.unless} and not any more after it: it never comes."
            yield (*at, "replies", place, "unless"), sentence


def _before(reply: Reply, replies: Mapping[str, Reply]) -> set[str]:
    """Return the replies that must have been said before one; there are no circles."""
    before = replies.get(reply.after)
    return {before.id} | _before(before, replies) if before is not None else set()


def _can_be_said(reply: Reply, replies: Mapping[str, Reply]) -> bool:
    """Say whether nothing that a reply needs is missing; there are no circles."""
    low, high = reply.emotion
    if reply.most < 1 or low > high or reply.unless in _before(reply, replies):
        return False
    before = replies.get(reply.after)
    return not reply.after or (before is not None and _can_be_said(before, replies))


def _reply(
    at: At, reply: Reply, persona: Persona, replies: Mapping[str, Reply], details: Details
) -> Iterator[Problem]:
    yield from _known((*at, "on"), reply.on, [*WORDS, *OWN])
    for field in ("after", "unless"):
        yield from _known((*at, field), getattr(reply, field) or None, replies)
    if reply.on == "said" and not reply.after:
        yield at, "say after which reply it comes; add “after”."
    if reply.on == "silence" and reply.silence <= 0:
        yield at, "say how long the silence is; add “for”, such as 15m."
    if reply.on != "silence" and reply.silence:
        yield (*at, "for"), "only “on: silence” has a time."
    if reply.on == "emotion" and reply.emotion == (0, 4):
        yield at, "say in which mood it is said; add “emotion”, such as [4, 4]."
    for value in reply.emotion:
        yield from _range((*at, "emotion"), value, 0, 4)
    if reply.emotion[0] > reply.emotion[1]:
        yield (*at, "emotion"), "the lower number comes first."
    if reply.wait is not None and reply.wait[0] > reply.wait[1]:
        yield (*at, "wait"), "the shorter time comes first."
    yield from _range((*at, "most"), reply.most, 1, MOST)
    if reply.detail and reply.on in WORDS:
        yield from act_named((*at, "detail"), f"{reply.on}:{reply.detail}", details)
    elif reply.detail:
        yield (*at, "detail"), "only an act has a detail."
    for fact in reply.tells:
        yield from _known((*at, "tells"), fact, persona.facts)
    if not reply.says and not reply.ends:
        yield at, "nothing is said and nothing ends; add “says” or “ends”."
    yield from text_problems((*at, "says"), reply.says, persona)


def text_problems(at: At, texts: Iterable[str], persona: Persona) -> Iterator[Problem]:
    """Find blanks in a customer's texts that nothing fills."""
    for text in texts:
        if not text.strip():
            yield at, "there is an empty text."
        for name in BLANK.findall(text):
            for _, sentence in _known(at, name, [*GIVEN, *persona.facts]):
                yield at, f"{persona.id} knows no such fact: {sentence}"


def _threats(at: At, persona: Persona, scenario: Scenario) -> Iterator[Problem]:
    """Find abuse that nobody is expected to warn of, and threats that nobody escalates."""
    answers = {"abusive": ("warned",), "threat": ("escalated", "asked_lead")}
    mine = {"", *(a.id for a in scenario.arrivals if persona.id in a.persona)}
    asked = [act for one in scenario.expected if one.arrival in mine for act in one.any_of]
    wanted = {act.partition(":")[0] for act in asked}
    for place, reply in enumerate(persona.replies):
        if reply.tone in answers and not wanted & set(answers[reply.tone]):
            words = " or ".join(answers[reply.tone])
            sentence = f"what is {reply.tone} calls for an act; expect {words} of this customer."
            yield (*at, "replies", place, "tone"), sentence
