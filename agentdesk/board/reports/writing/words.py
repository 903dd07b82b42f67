"""What a report says of itself, the same in a terminal and on a page."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from agentdesk.board.figures.figure import Figure
from agentdesk.board.reports.days import local_date
from agentdesk.board.reports.periods import Dates
from agentdesk.board.reports.report import Report
from agentdesk.board.values import Value
from agentdesk.board.wording import counted, exact_span, moment_text

ALL = "all"
"""The name of a total's line."""
PROVISIONAL_NOTE = "A value with ~ can still change."


def span_words(report: Report) -> str:
    """Return the span: ``2026-02-24 to 2026-03-02``; an end that is a date is in it."""
    zone = report.zones[0]
    since, until = report.period.since, report.period.until
    begin = since.first.isoformat() if isinstance(since, Dates) else moment_text(since.at, zone)
    if isinstance(until, Dates):
        end = local_date(ZoneInfo(zone), until.ends(ZoneInfo(zone)) - 1).isoformat()
    else:
        end = moment_text(until.at, zone)
    return begin if begin == end else f"{begin} to {end}"


def by_words(report: Report) -> str:
    """Return how it is split: ``by day and queue``."""
    words = [word.replace("-", " ") for word in report.asked.by.words]
    return f"by {' and '.join(words)}" if words else ""


def only_words(report: Report) -> str:
    """Return what it is narrowed to: ``only queue Orders, channel mail``."""
    said = ", ".join(f"{what} {of}" for what, of in report.asked.said)
    return f"only {said}" if said else ""


def moment_words(report: Report) -> str:
    """Return as of when it was made, and whose days it has."""
    first, *others = report.zones
    said = f"as of {moment_text(report.asked.at, first)} {first}"
    return f"{said}; days of {', '.join([first, *others])}" if others else said


def heading(report: Report) -> str:
    """Return the report's first line."""
    parts = (span_words(report), by_words(report), only_words(report), moment_words(report))
    return ", ".join(part for part in parts if part)


def notes(report: Report) -> list[str]:
    """Return what must be known to read the values, a sentence each."""
    cut = [each.label for each in report.intervals if each.part]
    said = [f"Of {' and '.join(cut)} only a part is in the span."] if cut else []
    return [*said, PROVISIONAL_NOTE] if is_provisional(report) else said


def number_words(parameters: Mapping[str, int]) -> str:
    """Return a figure's numbers: ``short = 5 s``."""
    return ", ".join(
        f"{name.removesuffix('_ms').replace('_', ' ')} = "
        + (exact_span(number) if name.endswith("_ms") else str(number))
        for name, number in parameters.items()
    )


def formula_words(figure: Figure, parameters: Mapping[str, int]) -> str:
    """Return a formula with its numbers: ``answered ≤ T ÷ (offered − short), short = 5 s``."""
    return ", ".join(part for part in (figure.formula, number_words(parameters)) if part)


def made_of(figure: Figure, value: Value) -> str:
    """Return what a value was divided from; empty for a count, and for nothing."""
    if not value.denominator:
        return ""
    return counted(value, lasting=figure.spread)


def full_name(figure: Figure) -> str:
    """Return the name by which a formula is known: ``service_level.default v1``."""
    return f"{figure.id} v{figure.version}"


def is_provisional(report: Report) -> bool:
    """Say whether any value can still change."""
    return any(
        grid.all.provisional or any(value.provisional for value in grid.cells.values())
        for grid in report.grids
    )
