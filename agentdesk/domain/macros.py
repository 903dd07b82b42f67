"""What a macro must keep to: every step does one thing, what is named exists, the end is last."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from agentdesk.clock import DAY
from agentdesk.domain.problems import At, Problem
from agentdesk.domain.problems import out_of_range as _range
from agentdesk.domain.problems import unknown as _known
from agentdesk.domain.templates import template_problems
from agentdesk.macro import Macro, Step

if TYPE_CHECKING:
    from agentdesk.domain.setup import Setup

LONGEST = 3650 * DAY
LISTED = "m"
"""The key that lists all macros, so no macro can have it."""
LAST = ("wait", "snooze", "transfer", "escalate", "resolve")
"""After one of these a case is out of one's hands: a macro has one of them at most, at its end."""


def macro_problems(macros: Sequence[Macro], setup: "Setup") -> Iterator[Problem]:
    """Find what is wrong with macros: the team's, or somebody's own."""
    keys: dict[str, str] = {}
    ids: set[str] = set()
    for number, macro in enumerate(macros):
        at: At = ("macros", number)
        if macro.id in ids:
            yield (*at, "id"), f"“{macro.id}” is there twice."
        ids.add(macro.id)
        yield from _key((*at, "key"), macro, keys)
        if not macro.steps:
            yield (*at, "steps"), "a macro without steps does nothing."
        for place, step in enumerate(macro.steps):
            yield from _step((*at, "steps", place), step, setup)
        yield from _order((*at, "steps"), macro)


def _key(at: At, macro: Macro, keys: dict[str, str]) -> Iterator[Problem]:
    if not macro.key:
        return
    if len(macro.key) != 1 or not macro.key.isascii() or not macro.key.isalnum():
        yield at, f"“{macro.key[:20]}” is no key; write one letter or digit."
    elif macro.key == LISTED:
        yield at, "m m lists all macros; choose another letter."
    elif macro.key in keys:
        yield at, f"m {macro.key} would run both {keys[macro.key]} and {macro.name}."
    keys.setdefault(macro.key, macro.name)


def _step(at: At, step: Step, setup: "Setup") -> Iterator[Problem]:
    does = step.does
    if len(does) != 1:
        said = " and ".join(does) if does else "nothing"
        yield at, f"a step does one thing, this one {said}; write one field in each."
    for name, text in _texts(step):
        for _, sentence in template_problems((*at, name), text):
            yield (*at, name), sentence
    yield from _range((*at, "priority"), step.priority or 1, 1, 4)
    for field in ("wait", "snooze"):
        if (getattr(step, field) or 0) > LONGEST:
            yield (*at, field), "that is longer than ten years."
    if step.snooze == 0:
        yield (*at, "snooze"), "a snooze needs a time, such as 2h or 1d."
    if step.resolve is not None:
        yield from _code((*at, "resolve", "code"), step.resolve.code, setup.dispositions)
        yield from _code((*at, "resolve", "cause"), step.resolve.cause, setup.root_causes)
        ending = next((c for c in setup.dispositions if c.id == step.resolve.code), None)
        if ending is not None and ending.needs_root_cause and not step.resolve.cause:
            yield (*at, "resolve"), f"“{ending.name}” needs a cause: add one."
    if step.escalate is not None:
        reasons = setup.escalation_reasons
        yield from _code((*at, "escalate", "reason"), step.escalate.reason, reasons)
        yield from _queue((*at, "escalate", "queue"), step.escalate.queue, setup)
    if step.transfer is not None:
        yield from _queue((*at, "transfer", "queue"), step.transfer.queue, setup)


def _texts(step: Step) -> Iterable[tuple[str, str]]:
    """Return every text of a step that is filled in for a case."""
    yield "reply", step.reply
    yield "note", step.note
    if step.transfer is not None:
        yield "transfer", step.transfer.note
    if step.escalate is not None:
        hand = step.escalate
        yield "escalate", "\n".join((hand.known, hand.tried, hand.expected, hand.promised))
    if step.resolve is not None:
        yield "resolve", step.resolve.summary


def _code(at: At, code: str, codes: Sequence[object]) -> Iterator[Problem]:
    if code and codes:
        yield from _known(at, code, [getattr(known, "id", "") for known in codes])


def _queue(at: At, queue: str, setup: "Setup") -> Iterator[Problem]:
    yield from _known(at, queue or None, [known.id for known in setup.queues])


def _order(at: At, macro: Macro) -> Iterator[Problem]:
    last = [n for n, step in enumerate(macro.steps) if set(step.does) & set(LAST)]
    if len(last) > 1:
        yield (*at, last[1]), "a case goes one way: leave one of wait, snooze, transfer, escalate "\
            "and resolve."  # fmt: skip
    elif last and last[0] != len(macro.steps) - 1:
        word = macro.steps[last[0]].does[0]
        yield (*at, last[0]), f"put {word} at the end: what follows would come too late."
