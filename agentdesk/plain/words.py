"""Cases, customers and times as sentences to be listened to. Pure; instants in milliseconds."""

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import NamedTuple

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.desk.groups import UndoLine
from agentdesk.domain.content import Answer, Message
from agentdesk.domain.routing import busy
from agentdesk.domain.rows import AgentRow, CaseRow, ClockRow, LoadRow
from agentdesk.domain.views import (
    CaseView,
    Counts,
    CustomerView,
    Doing,
    HeldMail,
    HistoryLine,
    QueueRow,
    TimelineItem,
)
from agentdesk.seat.when import clock_there, day, took, when
from agentdesk.seat.words import CLOCK_WORDS, STATE_WORDS
from agentdesk.text import fit, width

SUBJECT = 60
"""A subject in a list is cut at so many cells; the case has it whole."""
VERIFIED = {
    "none": "not verified",
    "partial": "partly verified, by address",
    "full": "verified",
}
_STATES = {
    "available": "available",
    "unavailable": "away",
    "wrap_up": "in wrap-up",
    "offline": "offline",
}
_SENDING = {
    "held": "leaves in a moment",
    "queued": "waiting to leave",
    "sending": "leaving",
    "failed": "could not be sent",
    "recalled": "taken back",
}


class Look(NamedTuple):
    """Everything besides the words themselves that decides how they are told."""

    now: int
    zone: tzinfo
    me: str
    names: Mapping[str, str]
    """Queue and people ids → the words said for them."""

    def name(self, id: str) -> str:
        """Return the word said for an id; oneself is ``you``."""
        return "you" if id == self.me else self.names.get(id, id)


def span(ms: int) -> str:
    """Return ``4 minutes``, ``2 hours 11 minutes``, ``3 days``; never less than a second."""
    ms = max(SECOND, abs(ms))
    if ms < MINUTE:
        return counted(ms // SECOND, "second")
    if ms < HOUR:
        return counted(ms // MINUTE, "minute")
    if ms < DAY:
        hours, minutes = counted(ms // HOUR, "hour"), ms % HOUR // MINUTE
        return f"{hours} {counted(minutes, 'minute')}" if minutes else hours
    return counted(ms // DAY, "day")


def counted(n: int, word: str) -> str:
    """Return ``1 line``, ``2 lines``."""
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def due(due_at: int | None, kind: str | None, now: int) -> str:
    """Return ``reply due in 4 minutes``, ``reply late by 2 hours``, ``paused``, or nothing."""
    if due_at is None:
        return "clocks paused" if kind == "paused" else ""
    word = CLOCK_WORDS.get(kind or "", "due")
    if due_at < now:
        return f"{word.removesuffix(' due')} late by {span(now - due_at)}"
    return f"{word} in {span(due_at - now)}"


def cut(text: str, cells: int = SUBJECT) -> str:
    """Return a text of one line, cut where it grows too long to be listened to."""
    return text if width(text) <= cells else fit(text, cells).rstrip()


def row_line(row: QueueRow, look: Look) -> str:
    """Return ``Case 1042, P2, Ada Lovelace, Charged twice, reply due in 4 minutes``."""
    words = [f"Case {row.case_id}", f"P{row.priority}", row.customer, cut(row.subject)]
    if row.reserved_for == look.me:
        words.append("kept for you")
    if row.state not in ("new", "open"):
        words.append(STATE_WORDS[row.state])
    if row.wake_at is not None:
        words.append(f"snoozed until {when(row.wake_at, look.now, look.zone)}")
    if row.owner == look.me and row.wrote_at is not None:
        words.append(f"the customer wrote {span(look.now - row.wrote_at)} ago")
    elif row.owner is not None and row.owner != look.me:
        words.append(f"{look.name(row.owner)} owns it")
    if row.unread:
        words.append("not read yet")
    words.append(due(row.due_at, row.due_kind, look.now))
    return ", ".join(word for word in words if word)


def counts_line(counts: Counts, setup_name: str) -> str:
    """Return whose every number is, in one line."""

    def capped(n: int) -> str:
        return "more than 999" if n >= 1000 else str(n)

    words = [f"for you {counts.for_me}", f"yours {counts.mine}"]
    if counts.mine_wrote:
        words.append(f"in {counts.mine_wrote} of them the customer wrote")
    words.append(f"waiting in your queues {capped(counts.waiting)}")
    if counts.late:
        words.append(f"late {capped(counts.late)}")
    if counts.snoozed:
        words.append(f"snoozed {counts.snoozed}")
    if counts.held_mail:
        words.append(f"held mails {counts.held_mail}")
    return f"{setup_name}: {', '.join(words)}."


def state_line(agent: AgentRow, load: LoadRow, capacity: int, now: int) -> str:
    """Return what the person does and holds."""
    reason = f", {agent.reason}" if agent.reason and agent.state == "unavailable" else ""
    since = f" for {span(now - agent.since)}" if agent.since else ""
    left = ""
    if agent.state == "wrap_up" and agent.until is not None:
        left = f", {span(agent.until - now)} left"
    held = busy(agent, load)
    parked = held.parked(capacity)
    units = f"{held.units - parked} of {capacity} units busy, {counted(load.cases, 'case')}"
    more = f", {parked} units parked" if parked else ""
    return f"You are {_STATES[agent.state]}{reason}{since}{left}. {units}{more}."


def case_head(view: CaseView, doing: tuple[Doing, ...], look: Look) -> Iterator[str]:
    """Say what the case is, who has it, when it is due, and what was promised."""
    row = view.row
    yield f"Case {row.id}: {view.subject}"
    queue, state = look.names.get(row.queue, row.queue), STATE_WORDS[row.state]
    what = f"{state[0].upper()}{state[1:]}, P{row.priority}, tier {row.tier}, {queue}"
    yield f"{what}, {row.channel}. {_owner(row, look)}"
    others = {"typing": "is replying", "looking": "is reading"}
    here = [d for d in doing if d.case_id == row.id and d.agent != look.me]
    if here:
        said = ", ".join(f"{look.name(d.agent)} {others[d.what]}" for d in here)
        yield f"Also here: {said}."
    clocks = [said for clock in view.clocks if (said := _clock(clock, look))]
    if row.wake_at is not None:
        clocks.append(f"snoozed until {when(row.wake_at, look.now, look.zone)}")
    if clocks:
        yield f"Clocks: {'; '.join(clocks)}."
    if row.tags:
        yield f"Tags: {', '.join(row.tags)}."
    for promise, words in view.promises:
        if promise.settled_at is None:
            late = "late, " if promise.due_at < look.now else ""
            yield f"Promised: {words}, {late}by {day(promise.due_at, look.now, look.zone)}."
    if view.summary:
        yield f"Resolved: {view.summary}"


def _owner(row: CaseRow, look: Look) -> str:
    if row.owner is not None:
        return f"{'You own' if row.owner == look.me else look.name(row.owner) + ' owns'} it."
    if row.reserved_for == look.me:
        return "It is kept for you."
    return "Nobody owns it." if row.active else "Nobody owned it."


def _clock(clock: ClockRow, look: Look) -> str:
    if clock.state == "paused":
        return f"{CLOCK_WORDS[clock.kind].removesuffix(' due')} paused"
    return due(clock.due_at, clock.kind, look.now) if clock.state == "running" else ""


def handover(view: CaseView, note: Message, look: Look) -> Iterator[str]:
    """Say the hand-over: from whom, and what was known, tried, expected, promised."""
    at, bounces = when(note.at, look.now, look.zone), view.row.bounces
    sent = f", sent back and forth {counted(bounces, 'time')}" if bounces else ""
    yield f"Hand-over from {look.name(note.author)}, {at}{sent}."
    for name in ("reason", "known", "tried", "expected", "promised"):
        if note.fields.get(name):
            yield f"{name.capitalize()}: {note.fields[name]}"
    if note.body:
        yield note.body


class Told(NamedTuple):
    """A message as it is told: its heading, its text, and what was left out of that."""

    heading: str
    lines: tuple[str, ...]
    left_out: tuple[str, ...]
    """Quoted lines and signatures."""
    parts: tuple[str, ...]


def message(item: TimelineItem, number: int, of: int, look: Look) -> Told:
    """Tell a message or note. The heading says how long it is, so that its end is known."""
    m = item.message
    if m.recalled:
        return Told(f"Message {number} of {of} was taken back before it was sent.", (), (), ())
    shown, left_out = _unfolded(m)
    at = when(m.at, look.now, look.zone)
    words = [f"{_kind(m)} {number} of {of}", _who(m, look), at]
    if m.direction != "note":
        words.append(m.channel)
    if item.send is not None and item.send.state != "sent":
        words.append(_SENDING[item.send.state])
    words.append(counted(len(shown), "line"))
    parts = tuple(f"{p.filename}, {p.mime}, {max(1, p.size // 1024)} kB" for p in item.parts)
    return Told(", ".join(words) + ".", shown, left_out, parts)


def _kind(m: Message) -> str:
    if m.direction == "note":
        return "Hand-over" if m.purpose == "handover" else "Note"
    words = {"auto_reply": "Automatic message", "bounce": "Delivery failure"}
    return words.get(m.purpose, "Message")


def _who(m: Message, look: Look) -> str:
    if m.direction == "in":
        return f"from {m.from_name or m.from_address or 'the customer'}"
    author = look.name(m.author) if m.author else "nobody, automatic"
    if m.rule:
        author = f"the rule {m.rule}"
    if m.direction == "note":
        return f"by {author}, not sent to anyone"
    return f"by {author} to {m.to[0] if m.to else 'the customer'}"


def _unfolded(m: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split a text into what is told and what is left out, without blank lines at the ends."""
    source = m.body.strip("\n").split("\n") if m.body.strip() else []
    lead = len(m.body) - len(m.body.lstrip("\n"))
    source += m.fields.get("problems", "").splitlines()
    hidden = {n - lead for start, end, _ in m.folds for n in range(start, end)}
    shown = [line for n, line in enumerate(source) if n not in hidden]
    while shown and not shown[-1].strip():
        shown.pop()
    return tuple(shown), tuple(line for n, line in enumerate(source) if n in hidden)


def customer(view: CustomerView, case: CaseRow, look: Look) -> Iterator[str]:
    """Say who the customer is, in the order of the customer pane; say what is masked."""
    c, facts = view.customer, view.facts
    name = (c.preferred_name or c.name) + (f", said {c.pronunciation}" if c.pronunciation else "")
    yield f"{name}, {VERIFIED[case.verified]}."
    there = clock_there(look.now, facts.zone)
    words = [facts.level, "VIP" if facts.vip else "", f"language {facts.language}"]
    words += [f"{there} there" if there else "", c.organisation]
    yield ", ".join(word for word in words if word) + "."
    if c.do_not_contact:
        yield "Do not contact, except to answer."
    if c.safety:
        yield f"Safety: {c.safety}"
    if case.verified == "none":
        yield "The rest is masked until the customer is verified: say verify."
        return
    for promise, text in view.promises:
        late = "late, " if promise.due_at < look.now else ""
        yield f"Promised: {text}, {late}by {day(promise.due_at, look.now, look.zone)}."
    if view.contacts_7d > 1:
        yield f"{view.contacts_7d} contacts in 7 days."
    others = [h for h in view.history if active(h) and h.case_id != case.id]
    for other in others:
        yield f"Other open case: {other.case_id}, {other.channel}, {cut(other.subject)}."
    yield from _covered(view, look)
    if c.accessibility:
        yield f"Needs: {c.accessibility}"
    if c.notes:
        yield f"Noted: {' '.join(c.notes.split())}"
    if case.verified == "partial":
        yield "Addresses are masked: verify shows them."
    elif view.contacts:
        yield f"Reached at {', '.join(point.value for point in view.contacts)}."


def _covered(view: CustomerView, look: Look) -> Iterator[str]:
    for item in view.entitlements:
        over = item.ends_at is not None and item.ends_at <= look.now
        what = f"{item.level or 'Agreement'} agreement"
        if item.kind == "warranty":
            what = f"Warranty of {item.asset or 'an asset'}"
        until = f" until {day(item.ends_at, look.now, look.zone)}" if item.ends_at else ""
        yield f"{what} {'ended' if over else 'holds'}{'' if over else until}."


def past_line(h: HistoryLine, look: Look, masked: bool) -> str:
    """Return one contact of the history."""
    words = [f"Case {h.case_id}", day(h.created_at, look.now, look.zone), h.channel]
    words.append("subject masked" if masked else cut(h.subject))
    if h.escalations:
        words.append("escalated")
    if h.resolved_at is not None:
        words.append(f"resolved in {took(h.resolved_at - h.created_at)}")
    else:
        words.append(STATE_WORDS.get(h.state, h.state))
    return ", ".join(words)


def active(h: HistoryLine) -> bool:
    """Say whether a case of the history is still worked on."""
    return h.state not in ("resolved", "closed")


def answer_line(answer: Answer) -> str:
    """Return an answer's name, and how often it was used."""
    kind = "article " if answer.kind == "article" else ""
    used = f", used {counted(answer.uses, 'time')}" if answer.uses else ""
    return f"{kind}{answer.name}{used}"


def held_line(held: HeldMail, look: Look) -> str:
    """Return a held mail: from whom, about what, why it is held."""
    at = when(held.row.at, look.now, look.zone)
    case = held.row.suggested_case
    names = f", names case {case}" if case else ""
    who = held.message.from_name or held.message.from_address
    return f"{at}, {who}, {cut(held.message.subject)}{names}, {held.row.why.replace('_', ' ')}"


def undo_line(line: UndoLine, now: int) -> str:
    """Return what can be taken back, and for how long."""
    return f"{line.label}, {span(line.until - now)} left"
