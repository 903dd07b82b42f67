"""What is asked before a case is changed, and the command that the answers make.

One row a question: the sheet that asks it, and what becomes of its answers. A screen with sheets
and a screen of plain lines ask the same.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from agentdesk.data.unit import Command
from agentdesk.desk.classing import Prioritise, Tag
from agentdesk.desk.escalating import AskLead, Escalate, ReturnToTier, Transfer
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.promising import Promise, SettlePromise
from agentdesk.desk.resolving import Close, Reopen, Resolve
from agentdesk.desk.taking import Assign, Take
from agentdesk.desk.verifying import Verify
from agentdesk.desk.waiting import Snooze, Wait
from agentdesk.domain.rows import CaseRow
from agentdesk.seat import dates, sheets
from agentdesk.seat.session import Session
from agentdesk.sheetplan import SheetPlan

Fields = dict[str, Any]
"""What every command about a case carries: its id, actor, case and the version seen."""
Answers = dict[str, str]
"""A sheet's fields and what was answered."""

_WHICH_DATE = "Write the date too: 2026-03-02 10:00, or 2d."


class Ask(NamedTuple):
    """One question about a case."""

    plan: Callable[[Session, CaseRow], SheetPlan | None]
    """The sheet; ``None`` when there is nothing to choose from."""
    make: Callable[[Session, CaseRow, Fields, Answers], Command | str]
    """The command, or a sentence that says what is wrong with the answers."""


def _assign(session: Session, row: CaseRow, about: Fields, answer: Answers) -> Command:
    if answer["to"] == session.me.id and row.owner is None:
        return Take(**about)
    return Assign(**about, to=answer["to"], reason=answer["reason"])


def _escalate(session: Session, row: CaseRow, about: Fields, answer: Answers) -> Command:
    where, reason = answer["where"], answer["reason"]
    words: Fields = {name: answer[name] for name in ("known", "tried", "expected", "promised")}
    note = "\n".join(f"{name}: {said}" for name, said in words.items() if said)
    if where == "lead":
        return AskLead(**about, reason=reason, note=note)
    if where == "down":
        return ReturnToTier(**about, reason=reason, note=note)
    to_queue = where.removeprefix("to:") if where.startswith("to:") else None
    to_tier = next((q.tier for q in session.setup.queues if q.id == to_queue), None)
    return Escalate(**about, reason=reason, to_queue=to_queue, to_tier=to_tier, **words)


def _resolve(session: Session, row: CaseRow, about: Fields, answer: Answers) -> Command:
    return Resolve(
        **about,
        disposition=answer["disposition"],
        root_cause=answer.get("root_cause") or None,
        summary=answer["summary"],
    )


def _wait(session: Session, row: CaseRow, about: Fields, answer: Answers) -> Command | str:
    now, zone = session.now, session.zone
    at = dates.typed(answer["date"], now, zone)
    if answer["date"].strip() and at is None:
        return f"“{answer['date'][:20]}” is no date. Try 2026-03-02 10:00, or 2d."
    until = answer["until"]
    if until == "reply":
        return Wait(**about, waits_for="customer", remind_at=at)
    if until == "party":
        # It goes into the log: a word from a person, who knows that it is no name or number.
        party = answer["party"].strip().lower()
        return Wait(**about, waits_for="third_party", remind_at=at, party=party)
    at = at if until == "date" else dates.named(until, now, zone, 9)
    return _WHICH_DATE if at is None else Snooze(**about, until=at)


def _transfer(session: Session, row: CaseRow, about: Fields, answer: Answers) -> Command:
    return Transfer(**about, to_queue=answer["queue"], reason="other", note=answer["note"])


def _reopen(session: Session, row: CaseRow, about: Fields, answer: Answers) -> Command:
    return Reopen(**about, reason=answer["reason"])


def _close(session: Session, row: CaseRow, about: Fields, answer: Answers) -> Command:
    return Close(**about, reason="spam" if answer["reason"] == "spam" else "duplicate")


def _prioritise(session: Session, row: CaseRow, about: Fields, answer: Answers) -> Command:
    return Prioritise(**about, priority=int(answer["priority"]), reason=answer["reason"])


def _tag(session: Session, row: CaseRow, about: Fields, answer: Answers) -> Command:
    tags = tuple(t.strip() for t in answer["tags"].split(",") if t.strip())
    return Tag(**about, add=tags) if answer["do"] == "add" else Tag(**about, remove=tags)


def _verify(session: Session, row: CaseRow, about: Fields, answer: Answers) -> Command:
    return Verify(**about, method=answer["method"])


def _promise(session: Session, row: CaseRow, about: Fields, answer: Answers) -> Command | str:
    now, zone, due = session.now, session.zone, answer["due"]
    how, settles, promise_id = due.partition(":")
    if settles:
        return SettlePromise(**about, promise_id=int(promise_id), kept=how == "kept")
    typed = dates.typed(answer.get("date", ""), now, zone)
    at = typed if due == "date" else dates.named(due, now, zone, 17)
    return _WHICH_DATE if at is None else Promise(**about, due_at=at, text=answer["text"])


def own_state(ids: Fields, answer: Answers, of: str | None = None) -> SetAgentState:
    """Return the command that says what a person does now; ``ids`` are its id and actor.

    ``of`` is whom a lead says it for; the actor if it is nobody else.
    """
    chosen = answer["state"]
    if chosen.startswith("away:"):
        reason = chosen.removeprefix("away:")
        return SetAgentState(**ids, state="unavailable", reason=reason, agent=of)
    for state in ("offline", "wrap_up"):
        if chosen == state:
            return SetAgentState(**ids, state=state, agent=of)
    return SetAgentState(**ids, state="available", agent=of)


ASKS: dict[str, Ask] = {
    "assign": Ask(lambda s, row: sheets.assign_sheet(s.setup, row, s.me), _assign),
    "escalate": Ask(
        lambda s, row: sheets.escalate_sheet(s.setup, row, s.me.role == "lead"), _escalate
    ),
    "resolve": Ask(lambda s, row: sheets.resolve_sheet(s.setup, row), _resolve),
    "wait": Ask(lambda s, row: sheets.wait_sheet(row), _wait),
    "transfer": Ask(lambda s, row: sheets.transfer_sheet(s.setup, row), _transfer),
    "reopen": Ask(lambda s, row: sheets.reopen_sheet(row), _reopen),
    "close": Ask(lambda s, row: sheets.close_sheet(row), _close),
    "priority": Ask(lambda s, row: sheets.priority_sheet(row), _prioritise),
    "tags": Ask(lambda s, row: sheets.tags_sheet(row), _tag),
    "verify": Ask(lambda s, row: sheets.verify_sheet(row), _verify),
    "promise": Ask(lambda s, row: sheets.promise_sheet(row), _promise),
}
