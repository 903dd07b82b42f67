"""A desk's set-up: its queues, people, calendars, policies and limits, as one document.

It lives in the store, so every machine agrees on it, and is changed only as a whole, by
``agentdesk setup load``. Every number a rule uses stands here with its default, never in a rule.
Durations are milliseconds in memory and text such as ``20s``, ``30m``, ``8h``, ``7d`` in a file.
"""

from typing import TypeVar

import msgspec

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.domain.parts import Channel as Channel
from agentdesk.domain.parts import Duration as Duration
from agentdesk.domain.parts import Part as _Part
from agentdesk.domain.parts import Role as Role
from agentdesk.domain.rows import ClockKind
from agentdesk.domain.rules.written import RuleSetup
from agentdesk.macro import Macro
from agentdesk.saved_view import SavedView


class CalendarSetup(_Part, frozen=True):
    """Opening hours in a zone. Weekdays 0 (Monday) to 6; times ``HH:MM``, a close past 24:00
    means the next local day."""

    id: str
    zone: str
    weekly: dict[str, tuple[tuple[str, str], ...]]
    holidays: tuple[str, ...] = ()
    """Local dates, ``2026-12-25``: closed from 00 to 24."""
    openings: tuple[tuple[str, str, str], ...] = ()
    """Special openings, ``(date, from, to)``; they hold on holidays too."""
    country: str | None = None
    """An ISO country whose public holidays are closed too."""
    subdivision: str | None = None


class PolicySetup(_Part, frozen=True):
    """Targets for the cases it matches; the first match by position counts.

    ``levels``, ``priorities`` and ``types`` empty match all. A missing target runs no clock.
    """

    id: str
    calendar: str
    levels: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    fr: Duration | None = None
    nr: Duration | None = None
    res: Duration | None = None
    pu: Duration | None = None
    res_pauses_for_third_party: bool = False

    def target(self, kind: ClockKind) -> int | None:
        """Return the target of a clock kind in ms, or ``None`` if it has none."""
        return {"FR": self.fr, "NR": self.nr, "RES": self.res, "PU": self.pu}[kind]


class QueueSetup(_Part, frozen=True):
    """A waiting set and what is true of everything in it."""

    id: str
    name: str
    team: str
    addresses: tuple[str, ...] = ()
    """Mail addresses that lead here."""
    tier: int = 1
    language: str = "en"
    skills: str = ""
    priority: int = 3
    type: str = "question"
    escalates_to: str | None = None
    """The queue of the next tier."""
    returns_to: str | None = None
    """Where ``return to tier`` leads; by default the queue a case was escalated from."""
    absence: Duration = 4 * HOUR
    """How long a case stays with an absent owner who has acted on it (open time)."""
    calendar: str | None = None
    reminder: Duration = 3 * DAY
    """Waiting for a customer: after how long to remind."""
    dispositions: tuple[str, ...] = ()
    """Ids offered here; empty means all."""
    wrap_up: Duration = 2 * MINUTE
    signature: str = ""
    from_address: str | None = None
    plus_addresses: bool = False
    """Mail to ``address+anything`` arrives, so answers can come back to an address a case."""


class TeamSetup(_Part, frozen=True):
    """A team and where it sits; a team that is only named by queues and people needs none."""

    id: str
    name: str = ""
    site: str = ""
    """The place it works at; the board can be narrowed to one."""


class PersonSetup(_Part, frozen=True):
    """Somebody who works here."""

    id: str
    name: str
    role: Role = "agent"
    login: str | None = None
    """The operating-system user, or the PostgreSQL login role; ``id`` if not given."""
    team: str = ""
    tier: int = 1
    queues: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    skills: str = ""
    channels: tuple[Channel, ...] = ("mail", "web", "call", "chat", "visit")
    zone: str | None = None
    capacity: int = 6


class CodeSetup(_Part, frozen=True):
    """A code with the words shown for it: a disposition, root cause, reason."""

    id: str
    name: str
    group: str = ""
    needs_root_cause: bool = False
    needs_answer: bool = True
    """A disposition: whether the customer must have been answered publicly (not for a call)."""


class RankSetup(_Part, frozen=True):
    """The terms of the order of taking (``domain`` §4)."""

    cap: dict[str, Duration] = msgspec.field(
        default_factory=lambda: {"1": 15 * MINUTE, "2": 2 * HOUR, "3": 8 * HOUR, "4": 24 * HOUR}
    )
    premium: Duration = 600 * SECOND
    vip: Duration = 600 * SECOND
    returned: Duration = 900 * SECOND


class Limits(_Part, frozen=True):
    """The desk's other numbers."""

    undo: Duration = 15 * SECOND
    """How long an act can be taken back, and a mail is held before it leaves."""
    hold: dict[str, Duration] = msgspec.field(
        default_factory=lambda: {"mail": 15 * SECOND, "web": 15 * SECOND, "chat": 0, "call": 0}
    )
    reopen: Duration = 7 * DAY
    """How long a customer's message reopens a resolved case."""
    close: Duration = 7 * DAY
    """How long after resolving a case closes."""
    thanks: Duration = 10 * MINUTE
    no_reply: Duration = 14 * DAY
    reserve: Duration = 15 * MINUTE
    lease: Duration = 90 * SECOND
    """Without a heartbeat for that long, cases not yet acted on go back."""
    verified: Duration = 30 * MINUTE
    units: dict[str, int] = msgspec.field(
        default_factory=lambda: {"call": 6, "chat": 2, "mail": 1, "web": 1, "visit": 1}
    )
    answer: dict[str, Duration] = msgspec.field(
        default_factory=lambda: {"call": 20 * SECOND, "chat": 60 * SECOND}
    )
    """Answer targets of live channels."""
    letters: dict[str, int] = msgspec.field(default_factory=lambda: {"chat": 1_000})
    """How long one message may be, by channel; a channel that is not named takes any length."""
    files: int = 10_000_000
    """Bytes of all files that go along with one message."""
    loop_messages: int = 10
    """Mails of one sender within ``loop_window``; one more is held for a person."""
    loop_window: Duration = 180 * MINUTE
    loop_same: int = 2
    """Automatic mails with the same subject in one case within ``loop_window``; no more are
    kept."""


class ComplaintSetup(_Part, frozen=True):
    """How complaints are taken care of: their own targets by severity, 1 (the gravest) to 4."""

    calendar: str | None = None
    """The opening hours the targets count in; all hours if not given."""
    acknowledge: dict[str, Duration] = msgspec.field(
        default_factory=lambda: {"1": 4 * HOUR, "2": DAY, "3": 2 * DAY, "4": 2 * DAY}
    )
    decide: dict[str, Duration] = msgspec.field(
        default_factory=lambda: {"1": 3 * DAY, "2": 7 * DAY, "3": 14 * DAY, "4": 28 * DAY}
    )
    categories: tuple[CodeSetup, ...] = (
        CodeSetup("product", "Product"),
        CodeSetup("service", "Service"),
        CodeSetup("conduct", "How somebody of ours behaved"),
        CodeSetup("billing", "Price or bill"),
        CodeSetup("delivery", "Delivery"),
        CodeSetup("privacy", "Personal data"),
    )
    outcomes: tuple[CodeSetup, ...] = (
        CodeSetup("upheld", "Upheld"),
        CodeSetup("partly_upheld", "Partly upheld"),
        CodeSetup("not_upheld", "Not upheld"),
        CodeSetup("withdrawn", "Withdrawn by the customer"),
    )


class GoodwillLimit(_Part, frozen=True):
    """What may be granted without asking, in hundredths of the currency."""

    case: int = 0
    """For one case, by everybody together."""
    month: int = 0
    """Within 30 days, by this person."""


class GoodwillSetup(_Part, frozen=True):
    """What people may grant out of goodwill on their own decision."""

    currency: str = "EUR"
    roles: dict[str, GoodwillLimit] = msgspec.field(
        default_factory=lambda: {
            "agent": GoodwillLimit(5_000, 30_000),
            "lead": GoodwillLimit(50_000, 500_000),
        }
    )
    people: dict[str, GoodwillLimit] = msgspec.field(default_factory=dict)
    """By a person's id, in place of their role's."""


class RetentionSetup(_Part, frozen=True):
    """How long personal data is kept; ``agentdesk privacy retention`` lets go of what is older.

    A legal hold wins over all of it.
    """

    content: Duration = 730 * DAY
    """What was written in a case that has ended, since its newest message."""
    customer: Duration = 1095 * DAY
    """Who a customer is with whom nothing has happened since."""
    drafts: Duration = 30 * DAY
    """A text that was not sent, since it was touched last."""
    audit: Duration = 2190 * DAY
    """The record of looks and exports is kept at least so long. It is in the log, which holds
    random ids and is never cut."""


class Setup(_Part, frozen=True):
    """The whole set-up of a desk."""

    name: str = "agentdesk"
    version: int = 0
    queues: tuple[QueueSetup, ...] = ()
    people: tuple[PersonSetup, ...] = ()
    teams: tuple[TeamSetup, ...] = ()
    calendars: tuple[CalendarSetup, ...] = ()
    policies: tuple[PolicySetup, ...] = ()
    dispositions: tuple[CodeSetup, ...] = ()
    root_causes: tuple[CodeSetup, ...] = ()
    escalation_reasons: tuple[CodeSetup, ...] = ()
    away_reasons: tuple[CodeSetup, ...] = ()
    views: tuple[SavedView, ...] = ()
    """Lists of cases that everybody reaches with ``f`` and a key."""
    macros: tuple[Macro, ...] = ()
    """Several acts under one name, which everybody runs with ``m`` and a key."""
    articles_at: str = ""
    """The address of an article for customers, with ``{id}`` in it; empty if there is none."""
    rules: tuple[RuleSetup, ...] = ()
    """Automatic rules, in the order in which they apply."""
    rank: RankSetup = RankSetup()
    limits: Limits = Limits()
    complaints: ComplaintSetup = ComplaintSetup()
    goodwill: GoodwillSetup = GoodwillSetup()
    retention: RetentionSetup = RetentionSetup()
    allow_as: bool = False
    """Whether ``--as`` may name another person (SQLite only; for trying things out)."""
    zone: str = "UTC"

    @property
    def reads_subjects(self) -> bool:
        """Whether a rule asks what a case's subject says, so that units must load it."""
        return any(rule.reads_subjects for rule in self.rules)

    @property
    def writes_notes(self) -> bool:
        """Whether a rule writes notes, so that units must be ready to number them."""
        return any(part.note is not None for rule in self.rules for part in rule.then)

    def queue(self, id: str) -> QueueSetup:
        """Return a queue. Raises ``KeyError``."""
        return _by_id(self.queues, id)

    def person(self, id: str) -> PersonSetup:
        """Return a person. Raises ``KeyError``."""
        return _by_id(self.people, id)

    def calendar(self, id: str) -> CalendarSetup:
        """Return a calendar. Raises ``KeyError``."""
        return _by_id(self.calendars, id)


T = TypeVar("T", QueueSetup, PersonSetup, CalendarSetup)


def _by_id(parts: tuple[T, ...], id: str) -> T:
    for part in parts:
        if part.id == id:
            return part
    raise KeyError(id)
