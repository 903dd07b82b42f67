"""Cases of people who are not here go back to their queue, with the time they have waited.

Somebody is here while their desk sends a heartbeat. A case they took and have done nothing on
goes back when the heartbeat has failed for ``limits.lease``. Everything else stays theirs until
the absence rule of its queue: so much open time of the queue's calendar without a sign of them.
"""

from agentdesk.data.unit import Command, Decision, Found, Needs, State, UseCase
from agentdesk.desk.common import SYSTEM
from agentdesk.desk.story import Story
from agentdesk.domain.calendar import BadCalendar, calendar_in, elapsed_ms
from agentdesk.domain.events import CaseReleased
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import Setup


class GiveBack(Command, frozen=True, kw_only=True):
    """An absent owner's case goes back. Make it with :func:`give_back`.

    ``owner_since`` says which assignment is meant; ``untouched`` that it may only go back while
    the owner has done nothing on it.
    """

    case_id: int
    owner: str
    owner_since: int
    untouched: bool


def give_back(row: CaseRow, *, untouched: bool) -> GiveBack:
    """Make the command that takes a case from its absent owner; it has an owner."""
    owner, since = row.owner or "", row.owner_since or 0
    name = "lease" if untouched else "absent"
    return GiveBack(
        command_id=f"{name}:{row.id}:{owner}:{since}",
        actor=SYSTEM,
        case_id=row.id,
        owner=owner,
        owner_since=since,
        untouched=untouched,
    )


def lease_is_over(row: CaseRow, beat: int | None, setup: Setup, now: int) -> bool:
    """Say whether a case taken and not acted on goes back.

    Only what somebody took themselves: what was handed to them waits for them.
    """
    if row.owner_since is None or row.acted or row.handed is not None:
        return False
    return now - max(beat or 0, row.owner_since) > setup.limits.lease


def is_absent(row: CaseRow, beat: int | None, setup: Setup, now: int) -> bool:
    """Say whether the absence rule of a case's queue gives it back."""
    if row.owner is None or row.owner_since is None or not row.active:
        return False
    if all(person.id != row.owner for person in setup.people):
        return True
    since = max(beat or 0, row.owner_since)
    try:
        queue = setup.queue(row.queue)
        if queue.calendar is None:
            return now - since > queue.absence
        return elapsed_ms(calendar_in(setup, queue.calendar), since, now) > queue.absence
    except (KeyError, BadCalendar):
        return False  # Without a rule to go by, the case stays with its owner.


def _needs(command: GiveBack, found: Found) -> Needs:
    return Needs(cases=(command.case_id,))


def _decide(state: State, command: GiveBack) -> Decision:
    story = Story(state, command)
    row = state.table.get(CaseRow, command.case_id)
    stands = (
        row is not None
        and row.active
        and (row.owner, row.owner_since) == (command.owner, command.owner_since)
        and not (command.untouched and row.acted)
    )
    if stands:
        story.tell(CaseReleased(case_id=command.case_id, agent=command.owner, reason="absent"))
    return story.end(released=stands)


GIVE_BACK = UseCase("give_back", GiveBack, _needs, _decide)
USE_CASES = (GIVE_BACK,)
