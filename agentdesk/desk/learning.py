"""What answers settle: customers' own words become searchable text of the answers that did.

A case that is resolved teaches every answer that was sent in it the words its customer wrote.
They are content, never events, and count while the case stands resolved: taking the resolve back,
or opening the case again, takes them out of the count, because then the answer did not settle it.
Resolved another time, the case teaches what was sent in it until then.
"""

import hashlib
import re
from collections.abc import Iterable

import msgspec

from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import required, role_of, said, written
from agentdesk.desk.story import Story
from agentdesk.domain.content import LearnedText, Message
from agentdesk.domain.ranking.languages import guess
from agentdesk.domain.rows import AnswerUseRow

LETTERS = 2_000
"""So much of a customer's words is learned from a case: what they want stands at its beginning."""
MOST = 1_000
"""Texts taught by one command."""
_TEACHES = ("agent", "lead", "admin")
_MARKS = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|vs|r|rif|fwd?|wg|tr|rv|enc|res|odp|ynt|回复|答复|转发)\s*(?:\[\d+\])?[::]|"
    r"\[#?\d+\]|\[[\w -]{1,20}\])\s*",
    re.IGNORECASE,
)


class Taught(msgspec.Struct, frozen=True):
    """Words of a customer, and the answer that settled it."""

    text: str
    answer: str


class Learn(Command, frozen=True, kw_only=True):
    """Teach past solved cases in bulk. What is known already is added once only."""

    texts: tuple[Taught, ...]


def own_words(subject: str, messages: Iterable[Message], letters: int = LETTERS) -> str:
    """Return what a customer wrote in a case: the subject, and their texts without what is folded
    away as quoted or as a signature."""
    parts = [plain_subject(subject)]
    for message in messages:
        if message.direction == "in" and message.purpose == "message":
            parts.append(unfolded(message))
    return "\n".join(part for part in parts if part)[:letters]


def plain_subject(subject: str) -> str:
    """Return a subject without what mail programs and desks put before it."""
    while (mark := _MARKS.match(subject)) is not None and mark.end():
        subject = subject[mark.end() :]
    return subject.strip()


def unfolded(message: Message) -> str:
    """Return a message's text without the lines that are folded away."""
    hidden = {n for start, end, _ in message.folds for n in range(start, end)}
    lines = message.body.split("\n")
    return "\n".join(line for n, line in enumerate(lines) if n not in hidden).strip()


def learn(story: Story, case_id: int, answer_ids: tuple[str, ...]) -> None:
    """Let a case that is being resolved teach the answers that were sent in it, or are named."""
    ids = dict.fromkeys(answer_ids)
    recalled = {m.id for m in story.state.messages if m.recalled}
    for used in story.table.all(AnswerUseRow):
        if used.case_id == case_id and used.message_id not in recalled:
            ids.update(dict.fromkeys(used.answers.split(",")))
    mine = [m for m in story.state.messages if m.case_id == case_id]
    words = written(own_words(story.state.subjects.get(case_id, ""), mine))
    kept = {learned_id(case_id, id): id for id in ids} if words else {}
    for text in story.state.learned:
        if text.case_id == case_id and text.id not in kept:
            story.drop(LearnedText, text.id)
    customer_id = story.case(case_id).customer_id or ""
    for id, answer_id in kept.items():
        story.keep(LearnedText(id, answer_id, customer_id, case_id, guess(words), words, story.now))


def learned_id(case_id: int, answer_id: str) -> str:
    """Return the id of what a case taught an answer."""
    return f"{case_id}:{answer_id}"


def id_of(taught: Taught) -> str:
    """Return the id of words taught in bulk: the same words are known under the same id."""
    words = "\0".join((taught.answer, *written(taught.text).split()))
    return hashlib.sha256(words.encode()).hexdigest()[:24]


def _needs(command: Learn, found: Found) -> Needs:
    return Needs()


def _learn(state: State, command: Learn) -> Decision:
    role = role_of(state, command.actor)
    if role is not None and role not in _TEACHES:
        raise Refused(f"Your role ({said(role)}) may not teach answers: ask an agent or a lead.")
    if len(command.texts) > MOST:
        raise Refused(f"Teach at most {MOST:,} texts at a time.", "invalid")
    story = Story(state, command)
    rows: dict[str, LearnedText] = {}
    for taught in command.texts:
        words = required(taught.text, "There are no words to learn from.")[:LETTERS]
        answer_id = required(taught.answer, "Name the answer by its id.")
        id = id_of(taught)
        rows[id] = LearnedText(id, answer_id, "", 0, guess(words), words, state.now)
    story.keep(*rows.values())
    return story.end(f"taught {len(rows)}", texts=len(rows))


USE_CASES = (UseCase("learn", Learn, _needs, _learn),)
