"""Everything that happened in an attempt, in order, each line with its second."""

from collections.abc import Iterator, Mapping, Sequence

from agentdesk.training.acts import Act
from agentdesk.training.happenings import Happening
from agentdesk.training.report.moods import by_words, mood_word
from agentdesk.training.report.naming import Naming
from agentdesk.training.report.report import Aside, Line, Miss, Moment
from agentdesk.training.report.worked import Worked
from agentdesk.training.words import TONES, act_words

_FIRST: tuple[Line, ...] = ("inject", "comes", "says", "mood", "leaves", "due", "text")
_ASIDE = {"hint": "a hint was asked for", "whisper": "a trainer whispers"}
_ENDS = {"satisfied": "has what they wanted", "gave_up": "gave up", "closed": "was closed"}


def timeline(
    of: Worked,
    names: Naming,
    misses: Sequence[Miss],
    texts: Mapping[int, str],
    asides: Sequence[Aside] = (),
) -> tuple[Moment, ...]:
    """Return every moment; ``texts`` are the trainee's own words by message, where known."""
    found = [
        *(_moment(names, one.at, one.kind, "", _ASIDE[one.kind], one.text) for one in asides),
        *(_happened(of, one, names) for one in of.happenings),
        *_did(of, names, texts),
        *_felt(of, names),
        *_due(misses, names),
    ]
    # What was done stands after what made one do it, at one and the same instant.
    found.sort(key=lambda one: (one.at, one.kind not in _FIRST))
    return tuple(found)


def untagged(of: Worked) -> tuple[int, ...]:
    """Return the trainee's messages of which neither an answer nor a trainer says what they do."""
    known = {act.message_id for act in of.acts if act.word in TONES or act.word == "used"}
    wrote = [
        act.message_id
        for act in of.acts
        if act.word == "answered" and act.by == of.scenario.trainee and act.message_id is not None
    ]
    return tuple(id for id in dict.fromkeys(wrote) if id not in known)


def _moment(names: Naming, at: int, kind: Line, who: str, told: str, text: str = "") -> Moment:
    return Moment(at, names.clock(at), kind, who, told, text, replay=names.replay(at))


def _happened(of: Worked, one: Happening, names: Naming) -> Moment:
    who = names.customer(one.guest) if one.guest else ""
    if one.kind == "arrives":
        told = f"comes: {one.subject}"
        return _moment(names, one.at, "comes", who, told, one.text)
    if one.kind == "inject":
        inject = next(each for each in of.scenario.injects if each.id == one.inject)
        told = f"{inject.what.replace('_', ' ')} ({inject.id})"
        return _moment(names, one.at, "inject", who, told, one.text)
    ends = _ENDS.get(one.ends, "")
    if one.kind == "leaves":
        return _moment(names, one.at, "leaves", who, "waited in vain and gave up")
    if one.kind == "done":
        return _moment(names, one.at, "leaves", who, ends or "is done")
    told = f"writes, and {ends}" if ends else "writes"
    return _moment(names, one.at, "says", who, told, one.text)


def _did(of: Worked, names: Naming, texts: Mapping[int, str]) -> Iterator[Moment]:
    """Tell what was done, one line a command and customer."""
    batches: dict[tuple[str, str, int], list[Act]] = {}
    for act in of.acts:
        batches.setdefault((act.command, act.guest, act.told_at), []).append(act)
    free = set(untagged(of))
    for (_, guest, at), acts in batches.items():
        first = acts[0]
        mine = first.by == of.scenario.trainee
        done = "; ".join(dict.fromkeys(act_words(of.scenario, act.text) for act in acts))
        case = "" if first.case_id is None else f"case {first.case_id}"
        whom = names.customer(guest) if guest else case
        tagged = first.marked_at is not None
        told = (
            f"a trainer says of the message at {names.clock(first.at)}: {done}" if tagged else done
        )
        ids = [act.message_id for act in acts if act.word == "answered"]
        message = next((id for id in ids if id is not None), None)
        yield Moment(
            at=at,
            clock=names.clock(at),
            kind="text" if tagged else "did" if mine else "colleague",
            who="" if tagged else names.worker if mine else names.person(first.by),
            told=f"{told}: {whom}" if whom else told,
            text=texts.get(message, "") if message is not None and mine else "",
            message=message if message in free else None,
            replay=names.replay(at),
        )


def _felt(of: Worked, names: Naming) -> Iterator[Moment]:
    """Tell moods that became another word."""
    words = {key: mood_word(guest.mood.first) for key, guest in of.guests.items()}
    for one in of.felt:
        word = mood_word(one.level)
        if word != words[one.guest]:
            words[one.guest] = word
            told = f"is {word} ({by_words(one.word)})"
            yield _moment(names, one.at, "mood", names.customer(one.guest), told)


def _due(misses: Sequence[Miss], names: Naming) -> Iterator[Moment]:
    """Tell where something was missed, at the instant it was due or came up."""
    for miss in misses:
        if miss.how == "missed" and miss.at is not None:
            told = "missed" if miss.timed else "expected from here on and never done,"
            words = f"{told} “{miss.id}”: {miss.better}"
            yield _moment(names, miss.at, "due", miss.customer, words)
