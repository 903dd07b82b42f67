"""Automatic rules, carried out with the act that sets them off.

Rules run where every decision ends (:meth:`agentdesk.desk.story.Story.end`), inside the unit of
the act itself, and not behind the log by whoever ticks. What follows from that is why:

- A firing happens exactly once, because the act does: both are one commit under one command id.
  No process has to remember how far it has come, so none can forget it, fire again after a
  rebuild, or fire for what happened before a rule was there.
- A rule sees the case as the act left it, not as it may be a second later. So a dry run, which
  reads the log, says what really would have happened; and a case that a rule makes urgent is
  never offered to anybody as it was before.
- An undo takes back what the act set off together with it, in the same refold. What people were
  told stays told. A person's later act blocks the undo as always, a rule's never does: its events
  have the actor ``system``.

All rules that an act sets off are found on the rows as the act left them, then they act in the
order of the set-up: that is round 0. What they did may set off others, in rounds of their own. In
one chain a rule fires once a case, and a chain has at most :data:`ROUNDS` rounds, so it ends even
if two rules were meant to quarrel (which ``setup check`` refuses). A rule never makes an act fail:
what it cannot do to the case as it stands it leaves out.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec.structs import replace

from agentdesk.domain import clock_acts
from agentdesk.domain.calendar import BadCalendar
from agentdesk.domain.content import CaseText, Message
from agentdesk.domain.events import (
    CaseAssigned,
    CaseClassified,
    CaseCreated,
    CaseEscalated,
    CasePrioritised,
    CaseReleased,
    CaseRouted,
    CaseSnoozed,
    CaseTagged,
    CaseUnreserved,
    CaseWoken,
    Event,
    MessagePosted,
    PersonNotified,
    RuleFired,
    RuleReminded,
    RuleReminderSet,
)
from agentdesk.domain.rows import CaseRow, TimerRow
from agentdesk.domain.rules.conditions import Situation, applies
from agentdesk.domain.rules.effects import NOBODY, Effect, effects_of, told
from agentdesk.domain.rules.triggers import trigger_of
from agentdesk.domain.rules.written import RuleSetup, Trigger

if TYPE_CHECKING:
    from agentdesk.desk.story import Story

ROUNDS = 5
"""How long a chain of rules that set each other off may be."""


class _Match(NamedTuple):
    rule: RuleSetup
    case_id: int
    on: Trigger
    effects: tuple[Effect, ...]


def follow_rules(story: "Story") -> None:
    """Let the set-up's rules do what they do after everything that was told so far."""
    if not story.setup.rules:
        return
    fired: set[tuple[str, int]] = set()
    done = 0
    for number in range(ROUNDS):
        news = story.told(done)
        done += len(news)
        matches = list(_matches(story, news, fired))
        if not matches:
            return
        for match in matches:
            fired.add((match.rule.id, match.case_id))
            _fire(story, match, number)


def _matches(
    story: "Story", news: Sequence[tuple[int, Event]], fired: set[tuple[str, int]]
) -> Iterator[_Match]:
    """Find the rules that apply, in the order of the set-up; each once a case."""
    asked = {word for rule in story.setup.rules for word in rule.on}
    fresh = {event.case_id for _, event in story.told() if isinstance(event, CaseCreated)}
    situations = [
        (word, situation)
        for at, event in news
        if (word := trigger_of(event, fresh)) in asked
        and (situation := _situation(story, at, event)) is not None
    ]
    for rule in story.setup.rules:
        found: set[int] = set()
        for word, situation in situations:
            case_id = situation.row.id
            if word not in rule.on or case_id in found or (rule.id, case_id) in fired:
                continue
            if not applies(rule, situation, story.setup):
                continue
            effects = effects_of(rule, situation.row, story.setup)
            if effects:
                found.add(case_id)
                yield _Match(rule, case_id, word, effects)


def _situation(story: "Story", at: int, event: Event) -> Situation | None:
    case_id: int = getattr(event, "case_id")  # noqa: B009 - what sets rules off has one
    row = story.table.get(CaseRow, case_id)
    if row is None:
        return None
    subject = story.state.subjects.get(case_id, "")
    for text in story.kept(CaseText):
        if text.case_id == case_id:
            subject = text.subject
    return Situation(row, at, event, subject, _sender(story, case_id, event))


def _sender(story: "Story", case_id: int, event: Event) -> str:
    if not isinstance(event, MessagePosted | CaseCreated):
        return ""
    for message in story.kept(Message):
        if message.case_id == case_id and message.direction == "in":
            return message.from_address
    return ""


def _fire(story: "Story", match: _Match, number: int) -> None:
    # What a rule before this one has done counts: nothing is done twice.
    left = {e.code for e in effects_of(match.rule, story.case(match.case_id), story.setup)}
    effects = tuple(effect for effect in match.effects if effect.code in left)
    with story.as_system():
        story.tell(
            RuleFired(
                case_id=match.case_id,
                rule=match.rule.id,
                on=match.on,
                effects=tuple(effect.code for effect in effects),
                round=number,
            )
        )
        for effect in effects:
            _ACTS[effect.what](story, story.case(match.case_id), match.rule, effect)


# ---- what can be done


def _priority(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    after = int(effect.value)
    event = CasePrioritised(case_id=row.id, before=row.priority, after=after)
    _on_other_terms(story, event, replace(row, priority=after))


def _type(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    event = CaseClassified(
        case_id=row.id, type=effect.value, language=row.language, skills=row.skills
    )
    _on_other_terms(story, event, replace(row, type=effect.value))


def _on_other_terms(story: "Story", event: Event, after: CaseRow) -> None:
    """Tell a change with what it means for the clocks; not at all where a calendar is unfit."""
    clocks = {clock.kind: clock for clock in story.clocks(after.id)}
    facts = clock_acts.facts_of(after)
    with suppress(BadCalendar):
        turned = clock_acts.on_policy_change(story.setup, facts, clocks, story.now, reason="rule")
        story.tell(event)
        story.tell_clocks(turned)


def _tag(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    story.tell(CaseTagged(case_id=row.id, added=(effect.value,)))


def _untag(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    story.tell(CaseTagged(case_id=row.id, removed=(effect.value,)))


def _queue(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    to_queue = story.setup.queue(effect.value)
    _free(story, row)
    story.tell(
        CaseRouted(
            case_id=row.id,
            from_queue=row.queue,
            to_queue=to_queue.id,
            from_tier=row.tier,
            to_tier=to_queue.tier,
            agent=row.owner,
        )
    )


def _free(story: "Story", row: CaseRow) -> None:
    """End a reservation: it was for somebody where the case was."""
    if row.reserved_for is not None:
        story.tell(CaseUnreserved(case_id=row.id, agent=row.reserved_for))


def _escalate(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    to_queue = story.setup.queue(effect.value)
    _free(story, row)
    if row.wake_at is not None:
        story.tell(CaseWoken(case_id=row.id, by="timer", waiting_since=row.base_since))
    _escalated(story, row, effect, "functional", to_queue.tier, to_queue.id, None)


def _lead(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    lead = None if effect.value == "any" else effect.value
    _escalated(story, row, effect, "hierarchical", row.tier, row.queue, lead)


def _escalated(
    story: "Story",
    row: CaseRow,
    effect: Effect,
    escalation: Literal["functional", "hierarchical"],
    tier: int,
    queue: str,
    lead: str | None,
) -> None:
    story.tell(
        CaseEscalated(
            case_id=row.id,
            escalation=escalation,
            reason=effect.written.reason,
            from_tier=row.tier,
            to_tier=tier,
            from_queue=row.queue,
            to_queue=queue,
            agent=row.owner,
            lead=lead,
        )
    )


def _notify(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    story.tell(PersonNotified(case_id=row.id, agent=effect.value, rule=rule.id))


def _remind(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    due_at = story.now + effect.written.after
    story.tell(RuleReminderSet(case_id=row.id, rule=rule.id, due_at=due_at))


def _snooze(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    story.tell(CaseSnoozed(case_id=row.id, until=story.now + effect.written))


def _assign(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    if effect.value != NOBODY:
        story.tell(CaseAssigned(case_id=row.id, agent=effect.value, how="auto", previous=row.owner))
    elif row.owner is not None:
        story.tell(CaseReleased(case_id=row.id, agent=row.owner, reason="released"))


def _note(story: "Story", row: CaseRow, rule: RuleSetup, effect: Effect) -> None:
    # Not at the top: notes are written with a story, and every story ends with the rules.
    from agentdesk.desk.common import SYSTEM, written
    from agentdesk.desk.notes import write_note

    write_note(story, row.id, written(effect.written), author=SYSTEM, fields={"rule": rule.id})


_ACTS: dict[str, Callable[["Story", CaseRow, RuleSetup, Effect], None]] = {
    "priority": _priority,
    "type": _type,
    "tag": _tag,
    "untag": _untag,
    "queue": _queue,
    "escalate": _escalate,
    "lead": _lead,
    "assign": _assign,
    "note": _note,
    "notify": _notify,
    "remind": _remind,
    "snooze": _snooze,
}


def rule_reminder(story: "Story", row: CaseRow, timer: TimerRow) -> None:
    """Fire a rule's reminder: tell whom it names, if the case still is what the rule asks for.

    Nobody is told when the rule has left the set-up or the case is done.
    """
    name = timer.kind.removeprefix("rule.")
    story.tell(RuleReminded(case_id=row.id, rule=name))
    rule = next((rule for rule in story.setup.rules if rule.id == name), None)
    if rule is None or not row.active:
        return
    subject = story.state.subjects.get(row.id, "")
    if not applies(rule, Situation(row, timer.due_at, None, subject), story.setup):
        return
    who = [word for part in rule.then if part.remind for word in part.remind.who]
    for agent in told(who, row, story.setup) or told(["leads"], row, story.setup):
        story.tell(PersonNotified(case_id=row.id, agent=agent, rule=name))
