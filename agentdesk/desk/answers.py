"""Answers to insert: canned responses and articles. They are content, not events."""

import re
from typing import Literal

from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import required, role_of, said, written
from agentdesk.desk.incoming import safe_line
from agentdesk.desk.story import Story
from agentdesk.domain.content import Answer
from agentdesk.domain.templates import template_problems

_ID = re.compile(r"[\w.-]{1,40}")
_KEEPS = ("agent", "lead", "admin")


class KeepAnswer(Command, frozen=True, kw_only=True):
    """Keep an answer under its id; one that has the id already is replaced.

    Blanks that must be filled before a mail can go are written ``‹like this›``; variables that
    the desk fills in are Liquid, ``{{ customer.name }}``.
    """

    id: str
    name: str
    body: str
    shortcut: str = ""
    kind: Literal["canned", "article"] = "canned"
    language: str = "en"
    tags: tuple[str, ...] = ()


def _needs(command: KeepAnswer, found: Found) -> Needs:
    return Needs()


def _keep(state: State, command: KeepAnswer) -> Decision:
    role = role_of(state, command.actor)
    if role is not None and role not in _KEEPS:
        raise Refused(f"Your role ({said(role)}) may not write answers: ask an agent or a lead.")
    if not _ID.fullmatch(command.id) or written(command.id) != command.id:
        raise Refused("Name the answer with one short word, like double-charge.", "invalid")
    for _, sentence in template_problems((), command.body):
        raise Refused(f"The answer cannot be filled in: {sentence}", "invalid")
    story = Story(state, command)
    story.keep(
        Answer(
            id=command.id,
            kind=command.kind,
            name=required(safe_line(command.name), "Give the answer a name."),
            shortcut=safe_line(command.shortcut).strip(),
            body=required(command.body, "The answer is empty: write something first."),
            language=command.language,
            tags=tuple(written(tag) for tag in command.tags),
        )
    )
    return story.end(f"kept the answer {command.id}", answer_id=command.id)


USE_CASES = (UseCase("keep_answer", KeepAnswer, _needs, _keep),)
