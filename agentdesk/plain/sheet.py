"""Asking a sheet's fields one by one: numbered choices, then lines of text.

An empty line takes the default. Whoever leaves (``:cancel``, Ctrl+C) leaves with nothing done.
"""

from collections.abc import Callable
from typing import NamedTuple

from agentdesk.plain.voice import Voice
from agentdesk.sheetplan import Choice, Option, SheetPlan, Text, applies, digits_of, needed

Answers = dict[str, str]


class Rules(NamedTuple):
    """What the answers so far say about the other fields."""

    needless: Callable[[Answers], frozenset[str]] = lambda answers: frozenset()
    """Fields that need not be asked any more."""
    needed: Callable[[Answers], frozenset[str]] = lambda answers: frozenset()
    """Fields that may not stay empty, besides those the sheet says."""


FREE = Rules()


LEAVES = (":cancel", "cancel", "quit")
"""What leaves a sheet. In a text only the first does: the others may be meant."""


class Left(Exception):
    """The person left a question: nothing is done."""


class Unclear(ValueError):
    """What was typed means nothing here; ``str()`` is the sentence."""


def ask_sheet(voice: Voice, plan: SheetPlan, given: Answers, rules: Rules = FREE) -> Answers:
    """Return an answer to every field; those in ``given`` are not asked.

    Raises ``Ended``, ``KeyboardInterrupt``, :class:`Left`, and :class:`Unclear` where nobody can
    be asked again.
    """
    begun = not voice.at_terminal
    answers: Answers = {}
    for field in plan.fields:
        so_far = {**given, **answers}
        if not applies(plan, field, so_far):
            continue
        if field.name in given:
            answers[field.name] = given[field.name]
            continue
        if field.name in rules.needless(so_far):
            answers[field.name] = ""
            continue
        if not begun:
            begun = True
            voice.say(f"{plan.title}. {plan.intro}".strip())
            voice.say("Enter takes what is offered; :cancel or Ctrl+C leaves, nothing done.")
        if isinstance(field, Choice):
            answers[field.name] = _choose(voice, field)
        else:
            must = needed(plan, field, so_far) or field.name in rules.needed(so_far)
            answers[field.name] = _write(voice, field, must)
    return answers


def numbered(choice: Choice) -> dict[str, Option]:
    """Return the options by their numbers: the sheet's digits, then 10 and on."""
    found: dict[str, Option] = {}
    for digit, option in zip(digits_of(choice), choice.options, strict=True):
        found[digit or str(max(10, len(found) + 1))] = option
    return found


def chosen(choice: Choice, typed: str) -> Option | None:
    """Return the option of a number, or of the beginning of its words if only one has it."""
    typed = typed.strip().lower()
    by_number = numbered(choice)
    if typed in by_number:
        return by_number[typed]
    for option in choice.options:
        if typed in (option.value.lower(), option.label.lower()):
            return option
    near = [
        o
        for o in choice.options
        if typed and (o.label.lower().startswith(typed) or o.value.lower().startswith(typed))
    ]
    return near[0] if len(near) == 1 else None


def _choose(voice: Voice, choice: Choice) -> str:
    by_number = numbered(choice)
    default = next((o for o in choice.options if o.value == choice.default), None)
    if voice.at_terminal:
        voice.say(f"{choice.title}:")
        for number, option in by_number.items():
            hint = f", {option.hint}" if option.hint else ""
            voice.say(f"{number}. {option.label}{hint}")
    offered = f" (Enter: {default.label})" if default is not None else ""
    while True:
        prompt = "Choose" if voice.at_terminal else choice.title
        typed = voice.line(f"{prompt}{offered}: ")
        if typed.strip().lower() in LEAVES and chosen(choice, typed) is None:
            raise Left
        if not typed.strip() and default is not None:
            return default.value
        answer = chosen(choice, typed)
        if answer is not None:
            return answer.value
        numbers = ", ".join(f"{number} {option.label}" for number, option in by_number.items())
        _amiss(voice, f"Choose one of these: {numbers}.")


def _write(voice: Voice, field: Text, needed: bool) -> str:
    hint = f" ({field.placeholder})" if field.placeholder else ""
    if field.value:
        hint = f" (Enter keeps: {field.value})"
    while True:
        typed = voice.line(f"{field.title}{hint}: ").strip() or field.value
        if typed == LEAVES[0]:
            raise Left
        if typed or not needed:
            return typed
        _amiss(voice, f"{field.title} is needed.")


def _amiss(voice: Voice, sentence: str) -> None:
    """Say what is wrong with an answer; a script cannot be asked again."""
    if not voice.at_terminal:
        raise Unclear(sentence)
    voice.say(sentence)
