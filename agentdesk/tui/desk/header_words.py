"""The words of the header and of the footer's status. Pure."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from agentdesk.clock import SECOND
from agentdesk.data.errors import StoreBusy, StoreError, StoreFull
from agentdesk.desk.groups import UndoLine
from agentdesk.domain.routing import busy
from agentdesk.domain.rows import AgentRow, LoadRow, NoticeRow
from agentdesk.domain.views import Counts
from agentdesk.seat.session import Session
from agentdesk.seat.when import when
from agentdesk.tui.kit.glyphs import ASCII, Glyphs
from agentdesk.tui.kit.lines import Piece
from agentdesk.tui.kit.queue_marks import Marks
from agentdesk.tui.kit.queue_view import capped
from agentdesk.tui.kit.times import age_text

_STATE_WORDS = {
    "available": ("available", "avail"),
    "unavailable": ("away", "away"),
    "wrap_up": ("wrap-up", "wrap"),
    "offline": ("offline", "offline"),
}


class StoreState(NamedTuple):
    """How the store is doing."""

    silent_since: int | None
    """Since when it does not answer."""
    unwritable: StoreError | None
    """Why it took nothing the last time, though it can be read."""


Thirds = tuple[list[Piece], list[Piece], list[Piece]]


def header(
    session: Session,
    counts: Counts,
    agent: tuple[AgentRow, LoadRow] | None,
    state: StoreState,
    glyphs: Glyphs,
    *,
    wide: bool = False,
) -> Thirds:
    """Return the header: my state left, whose every number is, the store's state right."""
    return (
        _mine(session, agent, glyphs, wide),
        _numbers(session, counts, state.silent_since, glyphs),
        _store(session, state, glyphs),
    )


def _mine(
    session: Session, agent: tuple[AgentRow, LoadRow] | None, glyphs: Glyphs, wide: bool
) -> list[Piece]:
    if agent is None:
        return [Piece(f"{glyphs.away} opening", 80)]
    state, load = agent
    long, short = _STATE_WORDS[state.state]
    glyph = glyphs.here if state.state in ("available", "wrap_up") else glyphs.away
    reason = f": {_reason(session, state.reason)}" if state.state == "unavailable" else ""
    since = age_text(session.now - state.since) if state.since else ""
    shortly = since
    if state.state == "wrap_up" and state.until is not None:
        # A timer ends it; whoever is late to fire that timer still reads the truth.
        whole = state.until - state.since
        passed = _minutes(min(session.now - state.since, whole))
        since, shortly = f"{passed} of {_minutes(whole)}", f"{passed}/{_minutes(whole)}"
    style = "text" if state.state == "available" else "soon"
    words = f"{glyph} {long}{reason} {since}".rstrip()
    brief = f"{glyph} {short} {shortly}".rstrip()
    return [Piece(words, 90, style, brief), _busy(session, state, load, wide)]


def _busy(session: Session, state: AgentRow, load: LoadRow, wide: bool) -> Piece:
    """Return how much of the capacity is taken: ``3/6 busy``, in words where there is room."""
    capacity = session.me.capacity
    held = busy(state, load)
    parked = held.parked(capacity)
    used = held.units - parked
    more = f", {parked} parked" if parked else ""
    words = f"busy {used} of {capacity} units" if wide else f"{used}/{capacity} busy"
    return Piece(f"{words}{more}", 40, "text", f"{used}/{capacity}")


def _reason(session: Session, reason: str | None) -> str:
    known = (code.name for code in session.setup.away_reasons if code.id == reason)
    return next(known, reason or "").lower()


def _minutes(ms: int) -> str:
    seconds = max(0, ms) // 1000
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def _numbers(
    session: Session, counts: Counts, silent_since: int | None, glyphs: Glyphs
) -> list[Piece]:
    if silent_since is not None:
        at = when(silent_since, session.now, session.zone)
        return [Piece(f"counts of {at}, reading only", 50, "soon")]
    bar = f" {glyphs.bar} "
    wrote = f" ({counts.mine_wrote} wrote)" if counts.mine_wrote else ""
    pieces = [
        Piece(f"for me {counts.for_me}", 60, "strong" if counts.for_me else "text"),
        Piece(f"mine {counts.mine}{wrote}", 55, "text", f"mine {counts.mine}"),
        Piece(
            f"my queues: waiting {capped(counts.waiting)}", 70, "text",
            f"wait {capped(counts.waiting)}", bar,
        ),
    ]  # fmt: skip
    if counts.late:
        pieces.append(Piece(f"late {capped(counts.late)}", 65, "late"))
    pieces.append(Piece(f"due in 15m {capped(counts.soon)}", 30, "text", f"<15m {counts.soon}"))
    return pieces


def _store(session: Session, state: StoreState, glyphs: Glyphs) -> list[Piece]:
    clock = when(session.now, session.now, session.zone)
    who = Piece(f"{session.me.id} L{session.me.tier}", 20)
    if state.silent_since is not None:
        age = age_text(session.now - state.silent_since)
        return [who, Piece(f"STORE SILENT {age} {clock}", 95, "late")]
    if session.store.read_only:
        return [who, Piece(f"READING ONLY {clock}", 95, "soon")]
    if state.unwritable is not None:
        return [who, Piece(f"{_unwritable(state.unwritable)} {clock}", 95, "late")]
    return [who, Piece(f"live {glyphs.done} {clock}", 85)]


def _unwritable(error: StoreError) -> str:
    if isinstance(error, StoreFull):
        return "DISK FULL"
    return "STORE BUSY" if isinstance(error, StoreBusy) else "READING ONLY"


def marked_words(marks: Marks) -> str:
    """Return ``298 marked, 2 changed since``, or nothing."""
    changed = f", {len(marks.changed)} changed since" if marks.changed else ""
    return f"{len(marks)} marked{changed}" if marks else ""


def undo_words(
    undoable: Sequence[UndoLine], now: int, narrow: bool, glyphs: Glyphs, speed: float = 1.0
) -> str:
    """Return ``sent 1061 · u takes it back 12s``, or nothing when nothing can be taken back.

    The seconds are those of the wall, however fast a sample's clock runs.
    """
    for act in undoable:
        if act.until > now:
            seconds = ceil((act.until - now) / SECOND / speed)
            if narrow:
                return f"{act.label} {glyphs.dot} u {seconds}s"
            it = "it" if len(act.commands) == 1 else "all"
            return f"{act.label} {glyphs.dot} u takes {it} back {seconds}s"
    return ""


def notice_words(notices: Sequence[NoticeRow], narrow: bool, glyphs: Glyphs) -> str:
    """Return ``rule ‹premium-late› calls you to 1042 · g r opens``; nothing when none does."""
    if not notices:
        return ""
    notice, many = notices[0], len(notices)
    left, right = ("<", ">") if glyphs is ASCII else ("‹", "›")
    key = f" {glyphs.dot} g r opens" if many == 1 else f" {glyphs.dot} g r lists {many}"
    if narrow:
        return f"{left}{notice.rule}{right} {notice.case_id}{key}"
    return f"rule {left}{notice.rule}{right} calls you to {notice.case_id}{key}"
