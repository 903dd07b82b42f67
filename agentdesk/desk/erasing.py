"""Erasing a customer for good, and keeping one from being erased.

The log keeps the random id and what happened, so that every figure stays as it was. What they
wrote, what was written to and about them, who they are: all of it goes, with the identities that
were folded into theirs. Nothing brings it back.
"""

from collections.abc import Iterable

from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import name_of, role_of, word_of
from agentdesk.desk.story import Story
from agentdesk.domain.care_rows import MergedCustomerRow
from agentdesk.domain.content import CaseText, Customer, Message, Part, UnansweredQuestion
from agentdesk.domain.events import (
    ContentRemoved,
    CustomerErased,
    CustomerExported,
    HoldChanged,
    SendRecalled,
)
from agentdesk.domain.personal import ERASED_NAME, ERASED_SUBJECT, mentions, names_of
from agentdesk.domain.privacy_rows import LegalHoldRow
from agentdesk.domain.row import Row, key_of
from agentdesk.domain.rows import CaseRow, CustomerRow, HeldMailRow, SendRow
from agentdesk.domain.setup import Role

OFFICER: Role = "privacy_officer"
STOPPABLE = ("held", "queued")


class EraseCustomer(Command, frozen=True, kw_only=True):
    """Erase a customer and all identities folded into theirs: ``identities`` are all their ids.

    ``again`` erases once more what a restored backup brought back, whatever state its cases
    are in.
    """

    identities: tuple[str, ...]
    again: bool = False


class ExportCustomer(Command, frozen=True, kw_only=True):
    """Record that all of a customer is about to be written out."""

    customer_id: str


class ChangeHold(Command, frozen=True, kw_only=True):
    """Keep a customer's data from erasure and retention (legal hold), or let it go again."""

    customer_id: str
    on: bool
    reason: str = ""


def officer_only(state: State, actor: str, what: str) -> None:
    """Raise ``Refused`` for whoever is no privacy officer; the desk itself may."""
    role = role_of(state, actor)
    if role is None or role == OFFICER:
        return
    officers = [person.name for person in state.setup.people if person.role == OFFICER]
    who = f"ask {officers[0]}" if officers else "an administrator can name one in the set-up"
    raise Refused(f"Only a privacy officer may {what}: {who}.")


def known_customer(state: State, customer_id: str) -> CustomerRow:
    """Return a customer who is still somebody. Raises ``Refused``: unknown, erased."""
    row = state.table.get(CustomerRow, customer_id)
    if row is None:
        raise Refused(f"There is no customer {customer_id}.", "not_found")
    if row.erased:
        raise Refused("This customer has been erased already.", "nothing")
    return row


# ---- erasing


def _needs(command: EraseCustomer, found: Found) -> Needs:
    ids = command.identities
    return Needs(customers=ids, cases_of=ids, all_of=ids)


def _erase(state: State, command: EraseCustomer) -> Decision:
    officer_only(state, command.actor, "erase a customer")
    ids = command.identities
    if not ids:
        raise Refused("Name the customer.", "invalid")
    known_customer(state, ids[0])
    cases = sorted(
        (row for row in state.table.all(CaseRow) if row.customer_id in ids), key=lambda r: r.id
    )
    _check_whole(state, ids)
    if not command.again:
        check_hold(state, ids)
        _check_done(state, cases)
    story = Story(state, command)
    _stop_sends(story, cases)
    _tell_removed(story, cases)
    for row in state.belongings:
        _remove(story, row, tuple(names_of(state.belongings)))
    for customer_id in ids:
        story.keep(Customer(id=customer_id, name=ERASED_NAME))
        story.tell(CustomerErased(customer_id=customer_id))
    return story.end("erased a customer", customer_id=ids[0], cases=len(cases))


def _check_whole(state: State, ids: tuple[str, ...]) -> None:
    """Refuse if the identities are not all there are: somebody has folded one meanwhile."""
    for row in state.table.all(MergedCustomerRow):
        if (row.into in ids) != (row.id in ids):
            raise Refused(
                "This customer was folded into another one, or another into them, meanwhile: "
                "look them up again.",
                "conflict",
            )


def check_hold(state: State, ids: Iterable[str]) -> None:
    """Raise ``Refused`` if one of these customers must be kept."""
    for customer_id in ids:
        hold = state.table.get(LegalHoldRow, customer_id)
        if hold is not None:
            raise Refused(
                f"{name_of(state, hold.by)} has put this customer under legal hold: nothing of "
                "theirs may be erased until the hold is taken off."
            )


def _check_done(state: State, cases: list[CaseRow]) -> None:
    """Refuse while something is still going on: it would lose its words under somebody's hands."""
    open_cases = [str(row.id) for row in cases if row.active]
    if open_cases:
        which = f"Case {open_cases[0]} is" if len(open_cases) == 1 else _listed(open_cases)
        raise Refused(f"{which} still open: resolve or close first what is to be erased.")
    numbers = {row.id for row in cases}
    for held in state.table.all(HeldMailRow):
        if held.placed_as is None and held.suggested_case in numbers:
            raise Refused(
                f"A held mail names case {held.suggested_case}: place it first, or say that it "
                "is spam."
            )
    for row in cases:
        for send in state.table.of_case(SendRow, row.id):
            if send.state == "sending":
                raise Refused(f"A mail of case {row.id} is leaving at this moment: try again soon.")


def _listed(numbers: list[str]) -> str:
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f"Cases {', '.join(numbers[:5])}{more} are"


def _stop_sends(story: Story, cases: list[CaseRow]) -> None:
    for row in cases:
        for send in story.table.of_case(SendRow, row.id):
            if send.state in STOPPABLE:
                story.tell(SendRecalled(case_id=row.id, message_id=send.message_id))


def _tell_removed(story: Story, cases: list[CaseRow]) -> None:
    messages, files = counted(story.state.belongings)
    for row in cases:
        story.tell(
            ContentRemoved(
                case_id=row.id,
                why="erasure",
                messages=messages.get(row.id, 0),
                files=files.get(row.id, 0),
            )
        )


def counted(rows: Iterable[Row]) -> tuple[dict[int, int], dict[int, int]]:
    """Return how many messages each case has, and how many files and raw mails."""
    messages: dict[int, int] = {}
    files: dict[int, int] = {}
    case_of: dict[int, int] = {}
    for row in rows:
        if isinstance(row, Message) and row.case_id is not None:
            case_of[row.id] = row.case_id
            messages[row.case_id] = messages.get(row.case_id, 0) + 1
        elif isinstance(row, Part) and row.message_id in case_of:
            number = case_of[row.message_id]
            files[number] = files.get(number, 0) + 1
    return messages, files


def _remove(story: Story, row: Row, names: tuple[str, ...]) -> None:
    """Take a row away; where something must stand, put words of ours in its place."""
    if isinstance(row, UnansweredQuestion) and row.case_id == 0:
        # Of no case: it is theirs if it names them.
        if mentions(row.query, names):
            story.drop(UnansweredQuestion, *key_of(row))
    elif isinstance(row, CaseText):
        story.keep(CaseText(row.case_id, ERASED_SUBJECT))
    elif not isinstance(row, Customer):
        story.drop(type(row), *key_of(row))


# ---- export and legal hold


def _needs_customer(command: ExportCustomer | ChangeHold, found: Found) -> Needs:
    return Needs(customers=(command.customer_id,), all_of=(command.customer_id,))


def _export(state: State, command: ExportCustomer) -> Decision:
    officer_only(state, command.actor, "export all of a customer")
    facts = known_customer(state, command.customer_id)
    story = Story(state, command)
    story.tell(CustomerExported(customer_id=facts.id))
    return story.end("exported a customer", customer_id=facts.id)


def _hold(state: State, command: ChangeHold) -> Decision:
    officer_only(state, command.actor, "change a legal hold")
    facts = known_customer(state, command.customer_id)
    there = state.table.get(LegalHoldRow, facts.id) is not None
    if there == command.on:
        words = "under legal hold already" if there else "not under legal hold"
        raise Refused(f"This customer is {words}.", "nothing")
    reason = command.reason
    if reason:
        reason = word_of(reason, "Name the reason with one short word, like court.")
    story = Story(state, command)
    story.tell(HoldChanged(customer_id=facts.id, on=command.on, reason=reason))
    word = "put a customer under" if command.on else "took a customer off"
    return story.end(f"{word} legal hold", customer_id=facts.id, on=command.on)


USE_CASES = (
    UseCase("erase_customer", EraseCustomer, _needs, _erase),
    UseCase("export_customer", ExportCustomer, _needs_customer, _export),
    UseCase("change_hold", ChangeHold, _needs_customer, _hold),
)
