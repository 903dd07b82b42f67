"""What answers carry into the case they are sent in. No screen in it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from agentdesk.domain.answers import why_not_public
from agentdesk.domain.content import Answer, AnswerNext
from agentdesk.domain.setup import Setup

_TELLING = 12
"""A line as long is known again in a text."""


class Carried(NamedTuple):
    """What the answers of one text carry together."""

    disposition: str = ""
    tags: tuple[str, ...] = ()
    next_state: AnswerNext = ""


def carried(answers: Iterable[Answer], ids: Sequence[str]) -> Carried:
    """Return what the answers in a text carry: all their tags; the rest as the last one says that
    says anything of it."""
    by_id = {answer.id: answer for answer in answers}
    used = [by_id[id] for id in ids if id in by_id]
    tags = dict.fromkeys(tag for answer in used for tag in answer.set_tags)
    return Carried(
        next((a.disposition for a in reversed(used) if a.disposition), ""),
        tuple(tags),
        next((a.next_state for a in reversed(used) if a.next_state), ""),
    )


def not_public(answers: Iterable[Answer], ids: Sequence[str], text: str) -> str | None:
    """Say which article for agents alone still stands in a text for a customer; ``None`` if none.

    It may have come into a note that became a reply.
    """
    for answer in answers:
        if answer.id in ids and (why_not := why_not_public(answer)) is not None:
            lines = (line.strip() for line in answer.body.split("\n"))
            if any(line in text for line in lines if len(line) >= _TELLING):
                return why_not
    return None


def carries(answer: Answer, setup: Setup) -> str:
    """Say what goes along with an answer that is sent: ``then resolves as refunded, tags fee``."""
    return carried_words(Carried(answer.disposition, answer.set_tags, answer.next_state), setup)


def carried_words(what: Carried, setup: Setup) -> str:
    """Say what is carried in a few words; ``""`` if nothing is."""
    parts = []
    if what.next_state:
        parts.append(f"then {what.next_state}s")
    if what.disposition:
        names = {code.id: code.name for code in setup.dispositions}
        as_ = f"as {names.get(what.disposition, what.disposition).lower()}"
        if parts and what.next_state == "resolve":
            parts[-1] += f" {as_}"
        else:
            parts.append(f"ends {as_}")
    if what.tags:
        parts.append(f"tags {', '.join(what.tags)}")
    return ", ".join(parts)
