"""What a customer is entitled to now: service agreement and warranties, in plain words.

Instants are milliseconds UTC; dates in sentences are shown in the zone that is passed.
"""

from collections.abc import Iterable, Sequence

import msgspec

from agentdesk.clock import to_datetime
from agentdesk.domain.rows import EntitlementRow

LEVELS = ("premium", "standard", "basic")
"""Agreement levels, best first."""


class Entitlement(msgspec.Struct, frozen=True):
    """What holds for a case of a type, on an asset if one is named, at an instant."""

    level: str
    agreement: EntitlementRow | None
    """The agreement that gives the level; ``None`` if none in force covers the case type."""
    warranties: tuple[EntitlementRow, ...]
    """Warranties in force that cover the case type, and the asset where one is named."""
    sentences: tuple[str, ...]
    """The same in words, the agreement first."""


def in_force(row: EntitlementRow, at: int) -> bool:
    """Say whether an agreement or warranty holds at an instant; its end no longer does."""
    return row.starts_at <= at and (row.ends_at is None or at < row.ends_at)


def better_level(one: str, other: str) -> str:
    """Return the better of two levels."""
    return min(one, other, key=_place)


def entitled(
    rows: Sequence[EntitlementRow],
    at: int,
    case_type: str,
    asset: str | None = None,
    *,
    base: str = "basic",
    zone: str = "UTC",
) -> Entitlement:
    """Return what a customer's agreements and warranties give for a case, and say it in words.

    ``base`` is the level without an agreement. Without ``asset`` every asset's warranty counts.
    """
    agreement = _best_agreement(rows, at, case_type)
    level = base
    if agreement is not None and agreement.level is not None:
        level = min(base, agreement.level, key=_place)
    warranties = tuple(
        row
        for row in rows
        if row.kind == "warranty"
        and in_force(row, at)
        and _covers(row, case_type)
        and asset in (None, row.asset)
    )
    sentences = [_agreement_words(rows, agreement, at, case_type, level, zone)]
    sentences += [_warranty_words(row, zone) for row in warranties]
    if asset is not None and not warranties:
        sentences.append(_no_warranty_words(rows, at, case_type, asset, zone))
    return Entitlement(level, agreement, warranties, tuple(sentences))


def _best_agreement(
    rows: Iterable[EntitlementRow], at: int, case_type: str
) -> EntitlementRow | None:
    """Return the best agreement in force that covers a type; of equal ones the longest."""
    found = [
        row
        for row in rows
        if row.kind == "agreement" and in_force(row, at) and _covers(row, case_type)
    ]
    return min(
        found,
        key=lambda row: (
            _place(row.level or "basic"),
            row.ends_at is not None,
            -(row.ends_at or 0),
            row.id,
        ),
        default=None,
    )


def _covers(row: EntitlementRow, case_type: str) -> bool:
    return not row.covers or case_type in row.covers


def _place(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _agreement_words(
    rows: Iterable[EntitlementRow],
    agreement: EntitlementRow | None,
    at: int,
    case_type: str,
    level: str,
    zone: str,
) -> str:
    if agreement is not None:
        named = (agreement.level or level).capitalize()
        return f"{named} agreement {_until(agreement, zone)}, covers {_what(agreement)}."
    held = [row for row in rows if row.kind == "agreement"]
    others = [row for row in held if in_force(row, at)]
    if others:
        return f"The agreement does not cover {_named(case_type)}: {level} service."
    ended = [row.ends_at for row in held if row.ends_at is not None and row.ends_at <= at]
    if ended:
        return f"The agreement ended {_date(max(ended), zone)}: {level} service."
    coming = [row.starts_at for row in held if row.starts_at > at]
    if coming:
        return f"The agreement begins {_date(min(coming), zone)}: {level} service until then."
    return f"No agreement: {level} service."


def _warranty_words(row: EntitlementRow, zone: str) -> str:
    on = f" on {row.asset}" if row.asset else ""
    return f"Warranty{on} {_until(row, zone)}, covers {_what(row)}."


def _no_warranty_words(
    rows: Iterable[EntitlementRow], at: int, case_type: str, asset: str, zone: str
) -> str:
    held = [row for row in rows if row.kind == "warranty" and row.asset == asset]
    if any(in_force(row, at) for row in held):
        return f"The warranty on {asset} does not cover {_named(case_type)}."
    ended = [row.ends_at for row in held if row.ends_at is not None and row.ends_at <= at]
    if ended:
        return f"The warranty on {asset} ended {_date(max(ended), zone)}."
    coming = [row.starts_at for row in held if row.starts_at > at]
    if coming:
        return f"The warranty on {asset} begins {_date(min(coming), zone)}."
    return f"No warranty on {asset}."


def _until(row: EntitlementRow, zone: str) -> str:
    """Say how long it holds; an end at midnight belongs to the day before."""
    if row.ends_at is None:
        return "without an end"
    return f"until {_date(row.ends_at - 1, zone)}"


def _what(row: EntitlementRow) -> str:
    if not row.covers:
        return "everything"
    names = [_named(type) for type in row.covers]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _named(case_type: str) -> str:
    return _PLURALS.get(case_type, case_type)


_PLURALS = {
    "presale": "presale questions",
    "question": "questions",
    "fault": "faults",
    "complaint": "complaints",
    "warranty": "warranty claims",
    "return": "returns",
    "installation": "installation",
    "maintenance": "maintenance",
    "training": "training",
    "recall": "recalls",
    "feedback": "feedback",
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _date(at: int, zone: str) -> str:
    # A desk's start imports this module for its tables, and shows no date.
    from zoneinfo import ZoneInfo

    day = to_datetime(at).astimezone(ZoneInfo(zone))
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
