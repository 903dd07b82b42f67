"""Who sees an answer, who may change it, and through which states it goes. Pure.

What is for oneself or one's team needs nobody's word; what is for everybody counts once an editor
has read it. Editors are leads and administrators; a desk that has none of them trusts its agents.
"""

from typing import Literal

from agentdesk.domain.content import Answer, AnswerState
from agentdesk.domain.setup import PersonSetup, Setup

STATES: tuple[AnswerState, ...] = ("wip", "not_validated", "validated", "archived")
WRITERS = frozenset({"agent", "lead", "admin"})
"""Roles that may write answers at all."""
STATE_WORDS: dict[AnswerState, str] = {
    "wip": "in work",
    "not_validated": "not validated",
    "validated": "validated",
    "archived": "archived",
}

Who = Literal["author", "editor", "either"]
MOVES: dict[tuple[AnswerState, AnswerState], tuple[str, Who]] = {
    ("wip", "not_validated"): ("submit", "either"),
    ("not_validated", "wip"): ("take back", "either"),
    ("not_validated", "validated"): ("validate", "editor"),
    ("validated", "not_validated"): ("doubt", "either"),
    ("wip", "archived"): ("archive", "either"),
    ("not_validated", "archived"): ("archive", "either"),
    ("validated", "archived"): ("archive", "either"),
    ("archived", "not_validated"): ("bring back", "either"),
}
"""Every change of state there is, what it is called, and whose it is."""


def edits_all(person: PersonSetup, setup: Setup) -> bool:
    """Say whether somebody is an editor: their word makes an answer count for everybody."""
    if person.role in ("lead", "admin"):
        return True
    return person.role == "agent" and not any(p.role in ("lead", "admin") for p in setup.people)


def sees(answer: Answer, person: PersonSetup, setup: Setup) -> bool:
    """Say whether somebody may read an answer: their own, their team's, and those for all.

    Editors also read every team's, and what somebody kept who does not work here any more.
    """
    if answer.owner == person.id:
        return True
    if answer.scope == "mine":
        gone = all(p.id != answer.owner for p in setup.people)
        return gone and edits_all(person, setup)
    if answer.scope == "team":
        return _in_team(answer, person) or edits_all(person, setup)
    return answer.state != "wip" or edits_all(person, setup)


def for_everybody(answer: Answer) -> bool:
    """Say whether an answer is offered to whoever writes."""
    return answer.scope == "all" and answer.state in ("validated", "not_validated")


def usable(answer: Answer, person: PersonSetup, setup: Setup) -> bool:
    """Say whether an answer is offered to somebody who writes.

    Not what is archived, nor what somebody else is still writing, nor what another team keeps.
    """
    if for_everybody(answer):
        return True
    if answer.state == "archived" or not sees(answer, person, setup):
        return False
    if answer.owner == person.id:
        return True
    if answer.state == "wip":
        return False
    return answer.scope == "all" or (answer.scope == "team" and _in_team(answer, person))


def may_edit(answer: Answer, person: PersonSetup, setup: Setup) -> str | None:
    """Say why somebody may not change an answer; ``None`` if they may."""
    if person.role not in WRITERS:
        return f"Your role ({person.role.replace('_', ' ')}) may not write answers: ask a lead."
    if answer.owner == person.id:
        return None
    if not sees(answer, person, setup):
        return f"There is no answer {answer.id} for you."
    if edits_all(person, setup):
        return None
    if answer.scope == "team" and _in_team(answer, person):
        return None
    return f"“{answer.name}” is for everybody: ask a lead, or say what is wrong with it (x)."


def may_move(answer: Answer, to: AnswerState, person: PersonSetup, setup: Setup) -> str | None:
    """Say why somebody may not bring an answer into a state; ``None`` if they may."""
    if answer.state == to:
        return f"“{answer.name}” is {STATE_WORDS[to]} already."
    move = MOVES.get((answer.state, to))
    if move is None:
        ways = [STATE_WORDS[after] for before, after in MOVES if before == answer.state]
        return (
            f"“{answer.name}” is {STATE_WORDS[answer.state]} and cannot become {STATE_WORDS[to]}: "
            f"it can become {' or '.join(ways)}."
        )
    why_not = may_edit(answer, person, setup)
    if why_not is None and move[1] == "editor" and not validates(answer, person, setup):
        return f"A lead validates answers for everybody: ask one to read “{answer.name}”."
    return why_not


def validates(answer: Answer, person: PersonSetup, setup: Setup) -> bool:
    """Say whether somebody's word makes an answer count: nobody else's is asked for one's own."""
    return answer.scope != "all" or edits_all(person, setup)


def kept_state(answer: Answer, person: PersonSetup, setup: Setup) -> AnswerState:
    """Return the state of an answer that somebody has just written: what an agent writes for
    everybody waits for an editor; work that is not done stays so."""
    if answer.state == "validated" and not validates(answer, person, setup):
        return "not_validated"
    return answer.state


def review_due(answer: Answer, today: str) -> bool:
    """Say whether an answer should have been read again by ``today`` (an ISO date)."""
    return bool(answer.review_on) and answer.review_on <= today and answer.state != "archived"


def why_not_public(answer: Answer) -> str | None:
    """Say why an answer may not reach a customer, as text or as a link; ``None`` if it may."""
    if answer.kind == "article" and answer.audience == "agents":
        return f"“{answer.name}” is for agents only: read it, and say it in your own words."
    return None


def _in_team(answer: Answer, person: PersonSetup) -> bool:
    return bool(answer.team) and answer.team == person.team
