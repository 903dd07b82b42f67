"""Dismissing a message that only says thanks: the case it reopened was never reopened.

The desk dismisses by itself what is nothing but thanks. Where a message says more, it reopens
the case, and who reads it within ``limits.thanks`` can say that it was thanks after all: the case
is refolded without what the message did to it, and the message stays. Figures pass over the
reopening, because the command that brought it counts as undone.
"""

from agentdesk.data.unit import Decision, Find, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import CUSTOMER, CaseCommand, check, name_of
from agentdesk.desk.refold import left_out
from agentdesk.desk.restore import restore
from agentdesk.desk.story import Story
from agentdesk.desk.undo import later_act
from agentdesk.domain.content import Message
from agentdesk.domain.events import CaseReopened, CaseThanked, CommandUndone


class DismissThanks(CaseCommand, frozen=True, kw_only=True):
    """Say that the message which reopened the case was only thanks."""

    message_id: int


def _find(command: DismissThanks) -> Find:
    return Find(message_ids=(command.message_id,))


def _needs(command: DismissThanks, found: Found) -> Needs:
    return Needs(cases=(command.case_id,), history=True, care=True)


def _dismiss(state: State, command: DismissThanks) -> Decision:
    row = check(state, command, "thank")
    message = state.found.messages.get(command.message_id)
    if message is None or message.case_id != row.id:
        raise Refused(f"Case {row.id} has no message {command.message_id}.", "not_found")
    _check(state, command, message)
    story = Story(state, command)
    story.tell(CommandUndone(undone=message.command, cases=(row.id,)))
    without = {*left_out(state.history[row.id]), message.command}
    restore(story, row.id, without, ())
    story.tell(CaseThanked(case_id=row.id, message_id=message.id))
    return story.end(f"dismissed thanks in {row.id}", case_id=row.id, message_id=message.id)


def _check(state: State, command: DismissThanks, message: Message) -> None:
    entries = state.history.get(command.case_id, [])
    reopened = any(
        x.fact.command == message.command and isinstance(x.fact.event, CaseReopened)
        for x in entries
    )
    if not reopened or message.command in left_out(entries):
        raise Refused("This message did not reopen the case.", "nothing")
    if state.now - message.at > state.setup.limits.thanks:
        raise Refused(
            "The time to dismiss it as thanks is over: resolve the case instead.", "later"
        )
    later = later_act(entries, message.command)
    if later is not None:
        by = later.fact.actor
        who = "the customer wrote again" if by == CUSTOMER else f"{name_of(state, by)} acted"
        raise Refused(f"It stands, because {who} since: resolve the case instead.", "later")


USE_CASES = (UseCase("dismiss_thanks", DismissThanks, _needs, _dismiss, _find),)
