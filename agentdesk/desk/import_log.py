"""The log of another program comes in, hundreds of its rows in one unit, each at its own time.

A log tells what happened, so its cases are cases of this desk from their first row on: they have
the desk's events, its clocks run on them by the policies of the set-up, and every figure counts
them. Nothing follows that would have followed had it happened here: no rule fires, nobody is told.

Rows come in the order of time. Between them falls due what would have: warnings and breaches, and
the closing of what was resolved long enough ago where the log does not say itself when its cases
close. What a log does not map stands in a note on its case.
"""

from collections import Counter
from functools import lru_cache

import msgspec

from agentdesk.clock import iso
from agentdesk.data.unit import (
    Command,
    Decision,
    Find,
    Found,
    Happening,
    Needs,
    Refused,
    State,
    UseCase,
)
from agentdesk.desk import log_acts, log_timers
from agentdesk.desk.import_customers import CustomerRecord, Customers
from agentdesk.desk.incoming import safe_line
from agentdesk.desk.log_calls import CALL_ACTS, Calls
from agentdesk.desk.log_notes import Notes
from agentdesk.desk.log_rows import LogRow, digest_after
from agentdesk.desk.log_story import Past
from agentdesk.domain.content import CaseReference, CaseText, ImportText
from agentdesk.domain.events import ImportBegan, ImportEnded
from agentdesk.domain.rows import CaseRow

MANY = 20_000
"""So many rows one unit takes at most: they are in memory together."""
FIRE_AT_ONCE = 5_000
"""So many timers that fall due one unit takes."""


@lru_cache(maxsize=4_096)
def _line(text: str) -> str:
    """Return a line of a log fit to be kept; logs use few different ones."""
    return safe_line(text).strip()


class BeginLog(Command, frozen=True, kw_only=True):
    """Say that a log is about to come in. ``at`` is its first row's time."""

    import_id: str
    at: int
    source: str = ""
    files: tuple[str, ...] = ()


class ImportLog(Command, frozen=True, kw_only=True):
    """Bring in rows of a log, in the order of time. The group is the log's name here.

    ``queue`` is for rows that name none. ``closes`` says that resolved cases close by the desk's
    own time, because the log never says that one was closed. ``calls`` are those going on, by what
    the log calls them. ``done`` and ``digest`` say how many rows of the log are in before these,
    and which: a later import of the same log goes on behind them.
    """

    rows: tuple[LogRow, ...]
    queue: str
    source: str = ""
    closes: bool = True
    calls: dict[str, int] = msgspec.field(default_factory=dict)
    done: int = 0
    digest: str = ""


class SettleLog(Command, frozen=True, kw_only=True):
    """Let what fell due between a log's end and now happen, at its due times."""


class EndLog(Command, frozen=True, kw_only=True):
    """Say what became of a log. It ends where it ends, however long ago that was."""

    import_id: str
    at: int
    came: int
    known: int
    left_out: int


# ---- the rows


def _find(command: ImportLog) -> Find:
    cases = dict.fromkeys(_case_ref(row) for row in command.rows)
    customers = dict.fromkeys(row.customer for row in command.rows)
    last = command.rows[-1].at if command.rows else 0
    return Find(
        case_references=tuple((command.source, ref) for ref in cases if ref),
        customer_references=tuple((command.source, ref) for ref in customers if ref),
        due_by=last,
        due_kinds=tuple(_fires(command)),
        due_most=FIRE_AT_ONCE,
        log_end=True,
    )


def _case_ref(row: LogRow) -> str:
    return row.case if row.act in CALL_ACTS else row.ref


def _fires(command: ImportLog) -> log_timers.Fires:
    return log_timers.WITHIN if command.closes else log_timers.CLOCKS


def _needs(command: ImportLog, found: Found) -> Needs:
    cases = {*found.case_references.values(), *(timer.case_id for timer in found.due)}
    return Needs(
        cases=tuple(sorted(cases)),
        customers=tuple(sorted(set(found.customer_references.values()))),
        interactions=tuple(sorted(set(command.calls.values()))),
        new={"case": len(command.rows), "message": 2 * len(command.rows), "interaction": 1},
    )


def _decide(state: State, command: ImportLog) -> Decision:
    rows = command.rows
    if not 0 < len(rows) <= MANY:
        raise Refused(f"Bring in between 1 and {MANY} rows of a log at once.", "invalid")
    _check_end(state, rows[0].at)
    telling = _Telling(state, command)
    came = telling.all()
    return telling.end(came)


def _check_end(state: State, at: int) -> None:
    """Refuse a past that begins before the store ends: its log only ever goes on."""
    if at < state.found.recorded_at:
        end, begin = iso(state.found.recorded_at)[:19], iso(at)[:19]
        raise Refused(
            f"The newest event of the store is of {end}, and the log goes on at {begin}: bring it "
            "into a store that ends before, or into a new one with the same set-up (write it with "
            "“setup show”, name the new store with --store and the set-up with --setup).",
            "conflict",
        )


class _Telling:
    """The rows of one unit being told."""

    def __init__(self, state: State, command: ImportLog) -> None:
        self._story = Past(state, command, _fires(command))
        self._command = command
        self._customers = Customers(self._story, command.source)
        self._cases = {ref: id for (_, ref), id in state.found.case_references.items()}
        self._calls = Calls(self._story, command.calls)
        self._notes = Notes(self._story)
        self._counts: Counter[str] = Counter()
        self._subjects: list[CaseText] = []

    def all(self) -> int:
        """Tell the rows, as far as what falls due between them is known; return how many."""
        due = self._story.state.found.due
        known_to = due[-1].due_at if len(due) == FIRE_AT_ONCE else None
        for number, row in enumerate(self._command.rows):
            if known_to is not None and row.at > known_to:
                # More fell due than was loaded: the next unit goes on here.
                self._story.reach(known_to + 1)
                return number
            self._story.reach(row.at)
            self._tell(row)
        return len(self._command.rows)

    def end(self, came: int) -> Decision:
        """Return the decision, with what became of the rows."""
        self._notes.keep()
        self._story.keep(*self._subjects)
        command = self._command
        self._counts["calls"] += self._calls.begun
        return self._story.finish(
            f"imported {came} rows of a log",
            rows=came,
            counts=dict(self._counts),
            calls=self._calls.going_on,
            at=self._story.now,
            done=command.done + came,
            digest=digest_after(command.digest, command.rows[:came]),
        )

    def _tell(self, row: LogRow) -> None:
        story = self._story
        story.by(row.person or "system")
        if row.act in CALL_ACTS:
            self._tell_call(row)
            return
        case_id = self._cases.get(row.ref)
        before = story.count
        if case_id is None:
            fresh = story.case(self._create(row, None))
            if row.act in log_acts.HEADLESS:
                self._counts["headless"] += 1
            self._count(row, fresh, is_fresh=True)
            if story.count > before:
                story.rank(fresh.id)
            return
        case = story.table.one(CaseRow, case_id)
        is_fresh = case.state == "closed" and row.act in log_acts.FOLLOWED_UP
        if is_fresh:
            case = story.case(self._create(row, case))
            self._counts["follow_ups"] += 1
        self._count(row, case, is_fresh=is_fresh)
        if story.count > before:
            story.rank(case.id)

    def _tell_call(self, row: LogRow) -> None:
        case_id = self._cases.get(row.case) if row.case else None
        told = self._calls.tell(row, case_id)
        self._counts["told" if told else "unchanged"] += 1
        if case_id is not None and self._story.active(case_id):
            self._story.rank(case_id)

    def _count(self, row: LogRow, case: CaseRow, *, is_fresh: bool) -> None:
        """Tell a row of a case that is there, and count what became of it."""
        story = self._story
        # What a case begins with has been told by its beginning, where it went by its queue.
        is_told = is_fresh and row.act in ("created", "customer_wrote", "reopened")
        is_told |= row.act in log_acts.MOVES and log_acts.moves(row, case)
        changed = log_acts.bring_up(story, row, case)
        if changed:
            case = story.case(case.id)
        became: str = "told"
        if not is_told:
            became = log_acts.act(story, row, case)
        if became == "unchanged" and (changed or is_fresh):
            became = "told"
        self._counts[became] += 1
        if (row.act == "note" and not row.text) or became == "too_late":
            self._notes.add(case, row)
            self._counts["notes"] += 1

    def _create(self, row: LogRow, before: CaseRow | None) -> int:
        """Tell that a case began: of one that is closed, a case that follows it up."""
        story = self._story
        customer = before.customer_id if before is not None else None
        if row.customer:
            customer = self._customers.of(CustomerRecord(reference=row.customer, name=row.customer))
        queue = row.queue or (before.queue if before is not None else self._command.queue)
        if row.act in ("created", "customer_wrote", "reopened") and not row.person:
            story.by("customer")
        parent = None if before is None else before.id
        case_id = log_acts.create(story, row, queue, customer, parent)
        self._cases[row.ref] = case_id
        story.keep(CaseReference(self._command.source, row.ref, case_id))
        subject = _line(row.subject or row.ref) or "(no subject)"
        self._subjects.append(CaseText(case_id, subject))
        self._counts["cases"] += 1
        return case_id


# ---- around them


def _needs_nothing(command: BeginLog | EndLog, found: Found) -> Needs:
    return Needs()


def _find_end(command: BeginLog) -> Find:
    return Find(log_end=True)


def _begin(state: State, command: BeginLog) -> Decision:
    _check_end(state, command.at)
    event = ImportBegan(import_id=command.import_id, what="log")
    files = tuple(safe_line(file) for file in command.files)
    text = ImportText(command.import_id, "log", safe_line(command.source), files)
    return Decision(
        events=(Happening(event, command.at, recorded_at=command.at),),
        content=(text,),
        label="began to import a log",
    )


def _end(state: State, command: EndLog) -> Decision:
    event = ImportEnded(
        import_id=command.import_id,
        came=command.came,
        known=command.known,
        left_out=command.left_out,
    )
    return Decision(
        events=(Happening(event, command.at, recorded_at=command.at),), label="ended an import"
    )


def _find_due(command: SettleLog) -> Find:
    # How far "now" is only the unit knows; what lies ahead of it does not fire.
    return Find(
        due_by=1 << 52, due_kinds=tuple(log_timers.AFTER), due_most=FIRE_AT_ONCE, log_end=True
    )


def _needs_due(command: SettleLog, found: Found) -> Needs:
    return Needs(cases=tuple(sorted({timer.case_id for timer in found.due})))


def _settle(state: State, command: SettleLog) -> Decision:
    story = Past(state, command, log_timers.AFTER)
    due = state.found.due
    known_to = due[-1].due_at if len(due) == FIRE_AT_ONCE else state.now
    # What was due within the log was left for the log to say: it comes up at its end.
    story.reach(min(known_to, state.now) + 1)
    return story.finish("let what was due happen", fired=story.count)


IMPORT_LOG = UseCase("import_log", ImportLog, _needs, _decide, _find)
SETTLE_LOG = UseCase("settle_log", SettleLog, _needs_due, _settle, _find_due)
BEGIN_LOG = UseCase("begin_log", BeginLog, _needs_nothing, _begin, _find_end)
END_LOG = UseCase("end_log", EndLog, _needs_nothing, _end)
USE_CASES = (IMPORT_LOG, SETTLE_LOG, BEGIN_LOG, END_LOG)
