"""Dated commitments to a customer. Their words are content, their dates are in the log."""

from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import CaseCommand, check, check_ahead, needs_case, required
from agentdesk.desk.story import Story
from agentdesk.domain.content import PromiseText
from agentdesk.domain.events import PromiseMade, PromiseSettled
from agentdesk.domain.rows import PromiseRow


class Promise(CaseCommand, frozen=True, kw_only=True):
    """Promise the customer something by a date."""

    due_at: int
    text: str


class SettlePromise(CaseCommand, frozen=True, kw_only=True):
    """Say that a promise was kept, or that it was not."""

    promise_id: int
    kept: bool = True


def _needs_promise(command: Promise, found: Found) -> Needs:
    return Needs(cases=(command.case_id,), new={"promise": 1})


def _promise(state: State, command: Promise) -> Decision:
    row = check(state, command, "promise")
    text = required(command.text, "Say what you promise.")
    check_ahead(state, command.due_at, "A promise is for a date in the future.")
    story = Story(state, command)
    promise_id = state.new_id("promise")
    story.keep(PromiseText(promise_id=promise_id, text=text))
    story.tell(
        PromiseMade(
            case_id=row.id,
            promise_id=promise_id,
            due_at=command.due_at,
            customer_id=row.customer_id,
        )
    )
    return story.end(
        f"promised in {row.id}",
        undo_ms=state.setup.limits.undo,
        case_id=row.id,
        promise_id=promise_id,
    )


def _settle(state: State, command: SettlePromise) -> Decision:
    row = check(state, command, "settle_promise")
    promise = state.table.get(PromiseRow, command.promise_id)
    if promise is None or promise.case_id != row.id:
        raise Refused(f"Case {row.id} has no promise {command.promise_id}.", "not_found")
    if promise.settled_at is not None:
        raise Refused("That promise is settled already.", "nothing")
    story = Story(state, command)
    story.tell(PromiseSettled(case_id=row.id, promise_id=promise.id, kept=command.kept))
    return story.end(
        f"settled a promise in {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id
    )


USE_CASES = (
    UseCase("promise", Promise, _needs_promise, _promise),
    UseCase("settle_promise", SettlePromise, needs_case, _settle),
)
