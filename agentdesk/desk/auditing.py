"""Recording who is shown what is masked otherwise, before it is shown."""

import hashlib

from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import role_of, word_of
from agentdesk.desk.erasing import known_customer
from agentdesk.desk.story import Story
from agentdesk.domain.case import READS_NO_WORDS
from agentdesk.domain.events import FieldRead
from agentdesk.domain.personal import MASKED_FIELDS
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import Role

REVEALS: tuple[Role, ...] = ("lead", "privacy_officer")
"""Who may be shown masked fields without the customer having been verified."""


class ReadFields(Command, frozen=True, kw_only=True):
    """Say that masked fields of a customer are about to be shown to the actor.

    ``reason`` is a code: ``verified`` beside a case whose customer has proved who they are, else
    why it is done without that, which only some roles may.
    """

    customer_id: str
    fields: tuple[str, ...]
    reason: str
    of_case: int | None = None


def first_showing(person: str, case_id: int, until: int | None, customer_id: str) -> str:
    """Return the command's id for what a verification shows: the same each time, so kept once."""
    seed = f"{person}/{case_id}/{until}/{customer_id}".encode()
    return "read-" + hashlib.sha256(seed).hexdigest()[:24]


def _needs(command: ReadFields, found: Found) -> Needs:
    cases = () if command.of_case is None else (command.of_case,)
    return Needs(customers=(command.customer_id,), cases=cases)


def _read(state: State, command: ReadFields) -> Decision:
    role = role_of(state, command.actor)
    if role is not None and role in READS_NO_WORDS:
        raise Refused(READS_NO_WORDS[role])
    facts = known_customer(state, command.customer_id)
    for field in command.fields:
        if field not in MASKED_FIELDS:
            raise Refused(
                f"“{field}” is no masked field: there are {', '.join(MASKED_FIELDS)}.", "invalid"
            )
    if not command.fields:
        raise Refused(f"Name the fields: {', '.join(MASKED_FIELDS)}.", "invalid")
    reason = word_of(command.reason, "Name the reason with one short word, like request.")
    if reason == "verified":
        _check_verified(state, command)
    elif reason != "lookup" and role not in REVEALS:
        raise Refused(
            "Only a lead or a privacy officer sees masked fields of a customer who is not "
            "verified: verify them with v."
        )
    story = Story(state, command)
    story.tell(
        FieldRead(
            customer_id=facts.id,
            fields=command.fields,
            reason=reason,
            of_case=command.of_case,
        )
    )
    return story.end("was shown masked fields", customer_id=facts.id)


def _check_verified(state: State, command: ReadFields) -> None:
    row = state.table.get(CaseRow, command.of_case) if command.of_case is not None else None
    over = row is not None and row.verified_until is not None and row.verified_until <= state.now
    if row is None or row.verified != "full" or over:
        raise Refused("The customer is not verified in this case: v does it.", "later")


USE_CASES = (UseCase("read_fields", ReadFields, _needs, _read),)
