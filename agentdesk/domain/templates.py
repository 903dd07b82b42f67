"""Answers with variables: ``{{ customer.first_name | default: "there" }}``, filled in with Liquid.

What customers wrote is put in as text and never read as a template again. A variable without a
value and without a default becomes a blank, ``‹customer.phone›``, which a person fills in.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from agentdesk.domain.problems import At, Problem
from agentdesk.text import clean

LOOPS = 1_000
"""So often a template may go round, all loops together."""
LETTERS = 50_000
"""So long a filled-in text may get."""
TAGS = frozenset(
    {"assign", "break", "case", "comment", "continue", "for", "if", "unless"}
    | {"#", "content", "illegal", "output"}
)
FILTERS = frozenset(
    {"capitalize", "default", "downcase", "strip", "truncate", "truncatewords", "upcase"}
)

VARIABLES: dict[str, tuple[str, ...]] = {
    "customer": ("name", "first_name", "organisation", "mail", "phone"),
    "case": ("id", "subject", "channel", "reference"),
    "agent": ("name", "first_name"),
    "queue": ("name",),
    "desk": ("name",),
    "promise": ("text", "date"),
    "incident": ("title",),
    "today": ("date",),
}
"""Everything a template may read, by group and name."""
MASKED = frozenset({("customer", "mail"), ("customer", "phone")})
"""Of these, what has no value until the customer is verified."""

Values = Mapping[str, Mapping[str, str]]
"""By group and name: ``values["customer"]["name"]``. An empty text counts as none."""


class BadTemplate(Exception):
    """A template cannot be used. ``sentence`` says why, for the person who wrote it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def is_template(text: str) -> bool:
    """Say whether anything in a text is to be filled in."""
    return "{{" in text or "{%" in text


def filled(text: str, values: Values) -> str:
    """Fill a text in. Raises :class:`BadTemplate`."""
    if not is_template(text):
        return text
    from liquid.exceptions import LiquidError

    known = {
        group: {name: value for name, value in fields.items() if value}
        for group, fields in values.items()
    }
    try:
        return str(_environment().from_string(text).render(known))
    except LiquidError as error:
        raise BadTemplate(_sentence(error)) from None
    except RecursionError:
        raise BadTemplate("it is nested too deeply.") from None


def template_problems(at: At, text: str) -> list[Problem]:
    """Find what is wrong with a template, filled in with nothing, and what it may not read."""
    try:
        filled(text, {})
        forbidden = [path for path in reads(text) if not _known(path)]
    except BadTemplate as error:
        return [(at, error.sentence)]
    return [(at, _may_not(path)) for path in forbidden[:1]]


def reads(text: str) -> tuple[tuple[str, ...], ...]:
    """Return what a template reads, as ``("customer", "name")``. Raises :class:`BadTemplate`."""
    if not is_template(text):
        return ()
    from liquid.exceptions import LiquidError

    try:
        found = _environment().from_string(text).analyze(include_partials=False).globals
    except LiquidError as error:
        raise BadTemplate(_sentence(error)) from None
    except RecursionError:
        raise BadTemplate("it is nested too deeply.") from None
    paths = (
        tuple(str(part) if isinstance(part, str) else "…" for part in variable.segments)
        for variables in found.values()
        for variable in variables
    )
    return tuple(dict.fromkeys(paths))


def _known(path: tuple[str, ...]) -> bool:
    """Say whether a template may read this; a word of its own, ``{{ date }}``, is a blank."""
    if len(path) == 1:
        return path[0] not in VARIABLES
    return len(path) == 2 and path[1] in VARIABLES.get(path[0], ())


def _may_not(path: tuple[str, ...]) -> str:
    """Say what may be read in place of what may not."""
    group = path[0]
    shown = ".".join(path)[:60]
    if group in VARIABLES:
        return (
            f"it may not read {shown}; there is {_list(f'{group}.{n}' for n in VARIABLES[group])}."
        )
    return f"it may not read {shown}; there are {_list(VARIABLES)}, each with a name after a dot."


def _list(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _sentence(error: Exception) -> str:
    from liquid.exceptions import OutputStreamLimitError, ResourceLimitError

    if isinstance(error, OutputStreamLimitError):
        return f"it grows beyond {LETTERS:,} letters."
    if isinstance(error, ResourceLimitError):
        return f"it goes round more than {LOOPS:,} times; write out what it should say."
    # The first line says what is wrong; the others draw the place.
    said = clean(str(error)).splitlines()[0].strip().rstrip(".")
    if "found end of file" in said:
        return "something in it is not closed: each {{ needs its }}, each {% its %}."
    return f"{said}."


@cache
def _environment() -> Any:
    """Return the template language, made on first use: nothing in it reads files or grows texts."""
    from liquid import Environment, Undefined

    class Blank(Undefined):
        """A variable without a value, shown as a place to fill in."""

        __slots__ = ()

        def __str__(self) -> str:
            path = (self.hint or self.name).removesuffix(" is undefined").strip("'\"")
            return f"‹{path[:60]}›"

    class Bounded(Environment):
        """Templates that end."""

        loop_iteration_limit = LOOPS
        output_stream_limit = LETTERS
        local_namespace_limit = LETTERS
        context_depth_limit = 20

    environment = Bounded(undefined=Blank)
    environment.tags = {name: tag for name, tag in environment.tags.items() if name in TAGS}
    environment.filters = {
        name: function for name, function in environment.filters.items() if name in FILTERS
    }
    return environment
