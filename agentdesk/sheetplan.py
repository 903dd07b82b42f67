"""What a sheet asks, described: a few choices, then some text. Any screen can ask it.

The first field is always a choice, so that a hand typing by mistake meets a field in which letters
mean nothing. Answers are a dict from field names to values.
"""

from collections.abc import Mapping

import msgspec


class Option(msgspec.Struct, frozen=True):
    """One answer to a choice."""

    value: str
    label: str
    digit: str = ""
    """The digit that chooses it; 1 to 9 in order unless given."""
    hint: str = ""


class If(msgspec.Struct, frozen=True):
    """A condition: a choice further up has one of these answers."""

    field: str
    values: tuple[str, ...]


class Choice(msgspec.Struct, frozen=True):
    """A field with one answer out of some."""

    name: str
    title: str
    options: tuple[Option, ...]
    default: str | None = None
    """The value taken when nothing is chosen; ``None`` when one must be."""
    only_if: If | None = None
    """When it is asked at all; always without one."""


class Text(msgspec.Struct, frozen=True):
    """A field to write in."""

    name: str
    title: str
    placeholder: str = ""
    required: bool = False
    multiline: bool = False
    value: str = ""
    prose: bool = False
    """Whether sentences are written in it, so that an answer may be put in."""
    needed_if: If | None = None
    """When it may not stay empty, besides ``required``; the sheet says so beside the title."""
    only_if: If | None = None
    """When it is asked at all; always without one."""


Field = Choice | Text


class SheetPlan(msgspec.Struct, frozen=True):
    """The description of a sheet."""

    title: str
    fields: tuple[Field, ...]
    intro: str = ""
    """A sentence above the fields: what will happen, how many cases, one example."""
    apply: str = "apply"
    """The word for doing it, shown beside Ctrl+S."""
    letters: dict[str, str] = {}
    """Letters that mean something here; the result is then ``{"letter": value}``."""
    problem: str = ""
    """A sentence at the foot until the next key: why it was not done the first time."""

    def check(self) -> None:
        """Raise ``ValueError`` when the plan breaks the rules for sheets."""
        if not self.fields or not isinstance(self.fields[0], Choice):
            raise ValueError(f"the first field of the sheet {self.title!r} must be a choice")
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names) or "letter" in names:
            raise ValueError(f"the fields of the sheet {self.title!r} need names of their own")
        for field in self.fields:
            for condition in (field.only_if, getattr(field, "needed_if", None)):
                if condition is not None and condition.field not in names:
                    raise ValueError(f"{field.name} hangs on {condition.field}, which is no field")
        kinds = [isinstance(field, Text) for field in self.fields]
        if kinds != sorted(kinds):
            raise ValueError(f"text comes last in the sheet {self.title!r}")
        for field in self.fields:
            if isinstance(field, Choice):
                digits = [digit for digit in digits_of(field) if digit]
                if not field.options or len(set(digits)) != len(digits):
                    raise ValueError(
                        f"the choice {field.name} needs options with digits of its own"
                    )


def applies(plan: SheetPlan, field: Field, answers: Mapping[str, str | None]) -> bool:
    """Say whether a field is asked at all, after these answers."""
    return field.only_if is None or _holds(plan, field.only_if, answers)


def needed(plan: SheetPlan, field: Field, answers: Mapping[str, str | None]) -> bool:
    """Say whether a field may not stay empty, after these answers."""
    if not applies(plan, field, answers):
        return False
    if isinstance(field, Choice) or field.required:
        return True
    return field.needed_if is not None and _holds(plan, field.needed_if, answers)


def _holds(plan: SheetPlan, condition: If, answers: Mapping[str, str | None]) -> bool:
    """A field that is not asked has no answer."""
    on = next((field for field in plan.fields if field.name == condition.field), None)
    asked = on is not None and applies(plan, on, answers)
    return asked and answers.get(condition.field) in condition.values


def refilled(plan: SheetPlan, answers: dict[str, str], problem: str) -> SheetPlan:
    """Return the same sheet with what was answered already in it, and why it comes again."""

    def filled(field: Field) -> Field:
        if field.name not in answers:
            return field
        if isinstance(field, Choice):
            return msgspec.structs.replace(field, default=answers[field.name])
        return msgspec.structs.replace(field, value=answers[field.name])

    fields = tuple(filled(field) for field in plan.fields)
    return msgspec.structs.replace(plan, fields=fields, problem=problem)


def digits_of(choice: Choice) -> list[str]:
    """Return the digit of each option, empty where there is none left."""
    taken = {option.digit for option in choice.options}
    free = iter([digit for digit in "123456789" if digit not in taken])
    return [option.digit or next(free, "") for option in choice.options]
