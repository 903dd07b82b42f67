"""Answers to insert: canned responses and articles. Their words are content, never events."""

from typing import Literal

import msgspec

from agentdesk.data.unit import Command, Decision, Find, Found, Needs, Refused, State, UseCase
from agentdesk.desk.classing import tag_of
from agentdesk.desk.common import (
    SYSTEM,
    answer_id_of,
    code_of,
    language_of,
    person_of,
    required,
    role_of,
    said,
    word_of,
    written,
)
from agentdesk.desk.incoming import safe_line
from agentdesk.desk.story import Story
from agentdesk.domain.answer_text import is_date
from agentdesk.domain.answers import (
    WRITERS,
    edits_all,
    kept_state,
    may_edit,
    may_move,
    validates,
)
from agentdesk.domain.content import (
    Answer,
    AnswerAudience,
    AnswerNext,
    AnswerScope,
    AnswerState,
    AnswerVersion,
    UnansweredQuestion,
)
from agentdesk.domain.events import AnswerChanged
from agentdesk.domain.setup import PersonSetup
from agentdesk.domain.templates import template_problems

QUERY = 200
"""So many letters of a question that found nothing are kept."""


class KeepAnswer(Command, frozen=True, kw_only=True):
    """Keep an answer under its id, whole; one that has the id already becomes its next version.

    Blanks that must be filled before a mail can go are written ``‹like this›``; variables that
    the desk fills in are Liquid, ``{{ customer.name }}``. ``None`` leaves a field as it is (or, of
    a new answer, to the desk). ``seen_version`` is the version that was edited, if one was.
    """

    id: str
    name: str
    body: str
    shortcut: str = ""
    kind: Literal["canned", "article"] = "canned"
    language: str = "en"
    tags: tuple[str, ...] = ()
    scope: AnswerScope = "all"
    owner: str | None = None
    """A person's id, ``""`` for nobody; of a new answer its writer."""
    team: str = ""
    """Of an answer for a team: which; its writer's own if empty."""
    disposition: str = ""
    set_tags: tuple[str, ...] = ()
    next_state: AnswerNext = ""
    review_on: str = ""
    state: AnswerState | None = None
    audience: AnswerAudience = "agents"
    seen_version: int | None = None
    uses: int | None = None
    """How often it was used elsewhere before it came here."""
    resolves: int | None = None


class MoveAnswer(Command, frozen=True, kw_only=True):
    """Bring an answer into another state: submit, validate, archive, bring back."""

    id: str
    to: AnswerState
    seen_version: int | None = None


class RemoveAnswer(Command, frozen=True, kw_only=True):
    """Delete an answer for good, with its versions; only one that was never sent."""

    id: str


class NoteUnanswered(Command, frozen=True, kw_only=True):
    """Keep a search for an answer that found nothing, for the editors. 0 stands for no case."""

    query: str
    case_id: int = 0


class DropUnanswered(Command, frozen=True, kw_only=True):
    """Take a question that found nothing off the list: it has its answer, or needs none."""

    query: str
    case_ids: tuple[int, ...]


# ---- keeping


def _find(command: KeepAnswer | MoveAnswer) -> Find:
    return Find(answers=(command.id,))


def _needs(command: Command, found: Found) -> Needs:
    return Needs()


def _keep(state: State, command: KeepAnswer) -> Decision:
    writer = _writer(state, command.actor)
    answer_id_of(command.id)
    for _, sentence in template_problems((), command.body):
        raise Refused(f"The answer cannot be filled in: {sentence}", "invalid")
    old = state.found.answers.get(command.id)
    if old is not None:
        _check_edit(state, old, command.seen_version, writer)
    new = _placed(state, command, _answer(state, command, old), writer)
    story = Story(state, command)
    if old is not None and _same(old, new):
        return story.end(
            f"kept the answer {new.id}", answer_id=new.id, version=old.version, changed=False
        )
    if old is not None:
        new = msgspec.structs.replace(new, version=old.version + 1)
        story.keep(version_of(old))
    new = msgspec.structs.replace(new, updated_at=state.now, updated_by=command.actor)
    _tell(story, new, "edited" if old is not None else "added")
    waits = ": a lead validates it" if new.state == "not_validated" else ""
    return story.end(
        f"kept the answer {new.id}{waits}",
        answer_id=new.id, version=new.version, state=new.state, changed=True,
    )  # fmt: skip


def _writer(state: State, actor: str) -> PersonSetup | None:
    """Return who writes; ``None`` for the desk itself. Raises ``Refused``."""
    role = role_of(state, actor)
    if role is None:
        return None
    if role not in WRITERS:
        raise Refused(f"Your role ({said(role)}) may not write answers: ask an agent or a lead.")
    return person_of(state, actor)


def _check_edit(state: State, old: Answer, seen: int | None, writer: PersonSetup | None) -> None:
    why_not = may_edit(old, writer, state.setup) if writer is not None else None
    if why_not is not None:
        raise Refused(why_not)
    _check_seen(state, old, seen)
    if old.state == "archived":
        raise Refused(f"“{old.name}” is archived: bring it back first.", "invalid")


def _check_seen(state: State, old: Answer, seen: int | None) -> None:
    if seen is not None and seen != old.version:
        who = next((p.name for p in state.setup.people if p.id == old.updated_by), "Somebody")
        raise Refused(
            f"{who} has changed “{old.name}” meanwhile (version {old.version}, yours is {seen}): "
            "look at theirs first.",
            "conflict",
        )


def _answer(state: State, command: KeepAnswer, old: Answer | None) -> Answer:
    if command.disposition:
        code_of(state.setup.dispositions, command.disposition, "disposition")
    if command.review_on and not is_date(command.review_on):
        raise Refused("Write the review date like 2026-05-31.", "invalid")
    owner = command.owner
    if owner is None:
        owner = old.owner if old is not None else command.actor
        owner = "" if owner == SYSTEM else owner
    elif owner:
        person_of(state, owner)
    return Answer(
        id=command.id,
        kind=command.kind,
        name=required(safe_line(command.name), "Give the answer a name."),
        shortcut=safe_line(command.shortcut).strip(),
        body=required(command.body, "The answer is empty: write something first."),
        language=language_of(command.language),
        tags=tuple(dict.fromkeys(filter(None, (written(tag) for tag in command.tags)))),
        uses=_count(command.uses, old.uses if old is not None else 0),
        scope=command.scope,
        owner=owner,
        team=command.team,
        disposition=command.disposition,
        set_tags=tuple(dict.fromkeys(tag_of(tag) for tag in command.set_tags)),
        next_state=command.next_state,
        review_on=command.review_on,
        state=old.state if old is not None else "validated",
        audience=command.audience,
        resolves=_count(command.resolves, old.resolves if old is not None else 0),
        version=old.version if old is not None else 1,
    )


def _count(given: int | None, kept: int) -> int:
    if given is not None and given < 0:
        raise Refused("An answer is used a number of times, 0 or more.", "invalid")
    return kept if given is None else given


def _placed(
    state: State, command: KeepAnswer, answer: Answer, writer: PersonSetup | None
) -> Answer:
    """Give an answer its team and its state, as far as its writer may."""
    team = ""
    if answer.scope == "team":
        team = _team(state, answer.team, writer)
    if answer.scope == "mine" and not answer.owner:
        raise Refused("An answer for oneself needs an owner: name one.", "invalid")
    answer = msgspec.structs.replace(answer, team=team)
    if writer is None:
        return msgspec.structs.replace(answer, state=command.state or answer.state)
    wanted, before = command.state, answer.state
    known = command.id in state.found.answers
    if wanted is not None and known and wanted != before:
        why_not = may_move(answer, wanted, writer, state.setup)
        if why_not is not None:
            raise Refused(why_not)
    if wanted == "validated" and not known and not validates(answer, writer, state.setup):
        raise Refused("A lead validates answers for everybody: keep it as not_validated.")
    answer = msgspec.structs.replace(answer, state=wanted or before)
    return msgspec.structs.replace(answer, state=kept_state(answer, writer, state.setup))


def _team(state: State, team: str, writer: PersonSetup | None) -> str:
    setup = state.setup
    team = team or (writer.team if writer is not None else "")
    teams = {person.team for person in setup.people} | {queue.team for queue in setup.queues}
    if not team:
        raise Refused("Name the team that the answer is for.", "invalid")
    if team not in teams:
        word_of(team, "Name the team with one short word.")
        known = ", ".join(sorted(filter(None, teams)))
        raise Refused(f"There is no team {team}: there are {known}.", "invalid")
    if writer is not None and team != writer.team and not edits_all(writer, setup):
        raise Refused("You keep answers for your own team: a lead keeps those of others.")
    return team


def _same(old: Answer, new: Answer) -> bool:
    ignored = {"updated_at": 0, "updated_by": "", "version": 0}
    return msgspec.structs.replace(old, **ignored) == msgspec.structs.replace(new, **ignored)


def version_of(answer: Answer) -> AnswerVersion:
    """Return an answer as the version that is kept when it is changed."""
    body = msgspec.json.encode(answer, order="deterministic").decode()
    return AnswerVersion(answer.id, answer.version, answer.updated_at, answer.updated_by, body)


def _tell(
    story: Story, answer: Answer, change: Literal["added", "edited", "moved", "removed"]
) -> None:
    if change != "removed":
        story.keep(answer)
    story.tell(
        AnswerChanged(
            answer_id=answer.id, change=change, version=answer.version, state=answer.state
        )
    )


# ---- states and removing


def _move(state: State, command: MoveAnswer) -> Decision:
    old = _known(state, command.id)
    writer = _writer(state, command.actor)
    _check_seen(state, old, command.seen_version)
    why_not = may_move(old, command.to, writer, state.setup) if writer is not None else None
    if why_not is not None:
        raise Refused(why_not, "nothing" if old.state == command.to else "not_allowed")
    new = msgspec.structs.replace(
        old,
        state=command.to,
        version=old.version + 1,
        updated_at=state.now,
        updated_by=command.actor,
    )
    story = Story(state, command)
    story.keep(version_of(old))
    _tell(story, new, "moved")
    label = f"made {old.id} {said(command.to)}"
    return story.end(label, answer_id=old.id, version=new.version, state=new.state)


def _find_removed(command: RemoveAnswer) -> Find:
    return Find(answers=(command.id,), used_answers=(command.id,))


def _remove(state: State, command: RemoveAnswer) -> Decision:
    old = _known(state, command.id)
    writer = _writer(state, command.actor)
    why_not = may_edit(old, writer, state.setup) if writer is not None else None
    if why_not is not None:
        raise Refused(why_not)
    if old.id in state.found.used_answers or old.uses:
        raise Refused(f"“{old.name}” was sent to customers: archive it instead.")
    story = Story(state, command)
    story.drop(Answer, old.id)
    for version in range(1, old.version):
        story.drop(AnswerVersion, old.id, version)
    _tell(story, old, "removed")
    return story.end(f"removed the answer {old.id}", answer_id=old.id)


def _known(state: State, id: str) -> Answer:
    answer = state.found.answers.get(id)
    if answer is None:
        raise Refused(f"There is no answer {written(id)}.", "not_found")
    return answer


# ---- what found nothing


def _note(state: State, command: NoteUnanswered) -> Decision:
    role_of(state, command.actor)
    query = required(safe_line(command.query), "There is no question to keep.")[:QUERY]
    story = Story(state, command)
    story.keep(UnansweredQuestion(command.case_id, query.casefold(), state.now, command.actor))
    return story.end()


def _drop(state: State, command: DropUnanswered) -> Decision:
    _writer(state, command.actor)
    story = Story(state, command)
    for case_id in command.case_ids:
        story.drop(UnansweredQuestion, case_id, command.query)
    return story.end("took a question off the list")


USE_CASES = (
    UseCase("drop_unanswered", DropUnanswered, _needs, _drop),
    UseCase("keep_answer", KeepAnswer, _needs, _keep, _find),
    UseCase("move_answer", MoveAnswer, _needs, _move, _find),
    UseCase("remove_answer", RemoveAnswer, _needs, _remove, _find_removed),
    UseCase("note_unanswered", NoteUnanswered, _needs, _note),
)
