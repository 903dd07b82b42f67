"""What the customer pane is made from, and what all its sections share. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import Literal, NamedTuple, TypeVar

from agentdesk.clock import DAY
from agentdesk.domain.calendar import BadCalendar, calendar_in, next_open, open_ranges
from agentdesk.domain.customer_views import OrganisationView
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import Setup
from agentdesk.domain.views import CaseView, CustomerView
from agentdesk.seat.when import day, when
from agentdesk.text import width, wrap
from agentdesk.tui.desk.case_lines import Line, Look
from agentdesk.tui.kit.stops import Row

WIDE = 34
"""From this many cells on a line has room for more than the least."""

Thing = TypeVar("Thing")
Verified = Literal["none", "partial", "full"]


class Target(NamedTuple):
    """Something in the pane that can be opened."""

    kind: str
    """``case``, ``contact``, ``promise``, ``incident``, ``organisation``, ``person``, ``rights``,
    ``section`` (folded) or ``more`` (the rest of a long one)."""
    id: str
    case_id: int | None = None


class About(NamedTuple):
    """Everything that decides what the pane says."""

    view: CustomerView
    case: CaseRow
    look: Look
    on_this: int = 0
    """How often the customer wrote or called in this case within seven days."""
    hours: str = ""
    """When the desk is open for this case, in words."""
    organisation: OrganisationView | None = None
    folded: frozenset[str] = frozenset()
    """Sections that are folded."""
    whole: frozenset[str] = frozenset()
    """Long sections that are shown to their end."""
    unfolded: Mapping[Target, Sequence[str]] = {}
    """Contacts whose first lines are shown, and those lines."""

    @property
    def verified(self) -> Verified:
        """How far the customer is verified now: a proof holds for a while only."""
        return verified_now(self.case, self.look.now)


def verified_now(case: CaseRow, now: int) -> Verified:
    """Return how far a case's customer is verified at an instant."""
    until = case.verified_until
    return "none" if until is not None and until <= now else case.verified


def on_this(case: CaseView, now: int) -> int:
    """Count the customer's messages and calls in a case within seven days."""
    return sum(
        item.message.direction == "in"
        and item.message.purpose == "message"
        and item.message.at > now - 7 * DAY
        for item in case.items
    )


def hours(setup: Setup, case: CaseView, now: int, zone: tzinfo) -> str:
    """Say when the desk is open for a case: ``open until 17:00``, ``closed until Mon 09:00``."""
    name = next((clock.calendar for clock in case.clocks), None)
    if name is None:
        return ""
    try:
        calendar = calendar_in(setup, name)
        ranges = open_ranges(calendar, now, now + 7 * DAY)
        if not ranges or ranges[0][0] > now:
            opens = next_open(calendar, now)
            # Beyond a few days the date says more than the hour.
            until = when(opens, now, zone) if opens - now < 6 * DAY else day(opens, now, zone)
            return f"closed until {until}"
    except BadCalendar:
        return ""
    end = ranges[0][1]
    return "open at all hours" if end - now >= 6 * DAY else f"open until {when(end, now, zone)}"


def rule(title: str, look: Look) -> Line:
    """Return ``─ title ────`` over the whole width."""
    shown = f"{look.glyphs.rule} {title} "
    return [(shown + look.glyphs.rule * max(0, look.width - width(shown)), "muted")]


def said(text: str, look: Look, style: str = "muted", section: str = "") -> list[Row]:
    """Return a text as rows, wrapped, none of which can be opened."""
    return [Row([(piece, style)], None, section) for piece in wrap(text, look.width)]


def limited(
    things: Sequence[Thing],
    limit: int,
    section: str,
    about: About,
    rows_of: Callable[[Thing], Sequence[Row]],
) -> list[Row]:
    """Return the rows of the first things of a long section, and a line that shows the rest.

    A single one more is shown rather than counted. What is not shown is not made into rows.
    """
    whole = section in about.whole or len(things) <= limit + 1
    shown = things if whole else things[:limit]
    rows = [row for thing in shown for row in rows_of(thing)]
    if not whole:
        words = f"{about.look.glyphs.more} {len(things) - limit} more"
        rows.append(Row([(words, "muted")], Target("more", section), section))
    return rows
