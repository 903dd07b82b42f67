"""What kind of case it is: priority, type, language, skills, tags."""

import re

from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import (
    CaseCommand,
    check,
    is_lead,
    language_of,
    needs_case,
    type_of,
    written,
)
from agentdesk.desk.notes import write_reason
from agentdesk.desk.story import Story
from agentdesk.domain import clock_acts
from agentdesk.domain.calendar import BadCalendar, calendar_in
from agentdesk.domain.events import CaseClassified, CasePrioritised, CaseTagged
from agentdesk.domain.rows import ClockRow
from agentdesk.domain.sla import due_if_running

_TAG = re.compile(r"[\w-]{1,30}")
_SKILLS = re.compile(r"(?:[\w.-]+:\d(?:,[\w.-]+:\d)*)?")


class Prioritise(CaseCommand, frozen=True, kw_only=True):
    """Set the priority, 1 to 4. Giving a clock more time needs a lead and a reason."""

    priority: int
    reason: str = ""


class Classify(CaseCommand, frozen=True, kw_only=True):
    """Set type, language or required skills (``name:level``, comma separated)."""

    type: str | None = None
    language: str | None = None
    skills: str | None = None
    reason: str = ""


class DeclareEmergency(CaseCommand, frozen=True, kw_only=True):
    """Put a case before all others, or (``on`` false) back among them; a lead's to do."""

    on: bool = True


class Tag(CaseCommand, frozen=True, kw_only=True):
    """Add and take off tags."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


def _needs_reason(command: Prioritise | Classify, found: Found) -> Needs:
    return Needs(cases=(command.case_id,), new={"message": 1} if command.reason else {})


def _prioritise(state: State, command: Prioritise) -> Decision:
    row = check(state, command, "prioritise")
    if not 1 <= command.priority <= 4:
        raise Refused("A priority is a number from 1 to 4.", "invalid")
    if command.priority == row.priority:
        raise Refused(f"Case {row.id} is P{row.priority} already.", "nothing")
    story = Story(state, command)
    write_reason(story, row.id, command.reason)
    story.tell(CasePrioritised(case_id=row.id, before=row.priority, after=command.priority))
    _new_terms(story, row.id, command.reason)
    return story.end(
        f"set {row.id} to P{command.priority}", undo_ms=state.setup.limits.undo, case_id=row.id
    )


def _emergency(state: State, command: DeclareEmergency) -> Decision:
    row = check(state, command, "prioritise")
    if not is_lead(state, command.actor):
        raise Refused("Only a lead may declare an emergency: ask one.")
    band = 0 if command.on else 1
    if row.band == band:
        raise Refused(f"Case {row.id} stands so already.", "nothing")
    story = Story(state, command)
    story.band(row.id, band)
    label = f"made {row.id} an emergency" if command.on else f"ended the emergency of {row.id}"
    return story.end(label, undo_ms=state.setup.limits.undo, case_id=row.id)


def _new_terms(story: Story, case_id: int, reason: str) -> None:
    """Bring the clocks to the new terms; more time than before needs a lead and a reason."""
    before = {clock.kind: _due(story, clock) for clock in story.clocks(case_id)}
    story.turn(clock_acts.on_policy_change, case_id)
    more = [
        clock.kind
        for clock in story.clocks(case_id)
        if (was := before.get(clock.kind)) is not None
        and ((now := _due(story, clock)) is None or now > max(was, story.now))
    ]
    if more and not is_lead(story.state, story.actor):
        raise Refused("This would give the customer's clocks more time: ask a lead.")
    if more and not written(reason):
        raise Refused("This gives the clocks more time: say why.", "invalid")


def _due(story: Story, clock: ClockRow) -> int | None:
    """Return when an open clock is due, or would be if it ran now."""
    if clock.state not in ("running", "paused"):
        return None
    try:
        return due_if_running(clock, calendar_in(story.setup, clock.calendar), story.now)
    except BadCalendar as error:
        raise Refused(str(error), "invalid") from error


def _classify(state: State, command: Classify) -> Decision:
    row = check(state, command, "classify")
    type = row.type if command.type is None else type_of(command.type)
    language = row.language if command.language is None else language_of(command.language)
    skills = row.skills if command.skills is None else _skills(command.skills)
    if (type, language, skills) == (row.type, row.language, row.skills):
        raise Refused(f"Case {row.id} is classed so already.", "nothing")
    story = Story(state, command)
    write_reason(story, row.id, command.reason)
    story.tell(CaseClassified(case_id=row.id, type=type, language=language, skills=skills))
    _new_terms(story, row.id, command.reason)
    return story.end(f"classed {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id)


def _skills(text: str) -> str:
    """Return required skills in their one spelling: by name, comma separated."""
    text = text.replace(" ", "")
    if not _SKILLS.fullmatch(text):
        raise Refused("Write skills as name:level, comma separated, like billing:2.", "invalid")
    return ",".join(sorted(set(text.split(",")))) if text else ""


def _tag(state: State, command: Tag) -> Decision:
    row = check(state, command, "tag")
    add = {tag_of(text) for text in command.add}
    remove = {tag_of(text) for text in command.remove}
    added = tuple(sorted(add - remove - set(row.tags)))
    removed = tuple(sorted(remove & set(row.tags)))
    if not added and not removed:
        raise Refused(f"The tags of case {row.id} stay as they are.", "nothing")
    story = Story(state, command)
    story.tell(CaseTagged(case_id=row.id, added=added, removed=removed))
    return story.end(f"tagged {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id)


def tag_of(text: str) -> str:
    """Return a tag in its one spelling. Raises ``Refused`` for what is none."""
    tag = text.strip().lower().removeprefix("#")
    if not _TAG.fullmatch(tag) or written(tag) != tag:
        raise Refused("A tag is one short word.", "invalid")
    return tag


USE_CASES = (
    UseCase("prioritise", Prioritise, _needs_reason, _prioritise),
    UseCase("declare_emergency", DeclareEmergency, needs_case, _emergency),
    UseCase("classify", Classify, _needs_reason, _classify),
    UseCase("tag", Tag, needs_case, _tag),
)
