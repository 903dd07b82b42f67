"""Consent by purpose and channel. Every word given stays in the log; the latest counts."""

from agentdesk.data.unit import Command, Decision, Found, Needs, State, UseCase
from agentdesk.desk import edits
from agentdesk.desk.common import required, word_of, written
from agentdesk.desk.customer_facts import allowed, facts_of
from agentdesk.desk.story import Story
from agentdesk.domain.care_rows import ConsentRow
from agentdesk.domain.content import ConsentText
from agentdesk.domain.events import ConsentChanged
from agentdesk.domain.setup import Role

KEEPS: tuple[Role, ...] = ("agent", "lead", "privacy_officer")


class ChangeConsent(Command, frozen=True, kw_only=True):
    """A customer allows a purpose by a channel, or takes that back.

    ``source`` says where they said so (``call``, ``form``); ``wording`` is what they were asked,
    which is needed where they give it and may be left out where they take it back.
    """

    customer_id: str
    purpose: str
    channel: str
    given: bool
    source: str
    wording: str = ""


def _needs(command: ChangeConsent, found: Found) -> Needs:
    return Needs(customers=(command.customer_id,), edits_of=(command.customer_id,))


def _change(state: State, command: ChangeConsent) -> Decision:
    allowed(state, command.actor, KEEPS)
    facts = facts_of(state, command.customer_id)
    purpose = word_of(command.purpose, "Name the purpose with one short word, like newsletter.")
    channel = word_of(command.channel, "Name the channel with one short word, like mail.")
    source = word_of(command.source, "Name the source with one short word, like call.")
    wording = command.wording
    if command.given:
        wording = required(wording, "Write what the customer was asked and agreed to.")
    story = Story(state, command)
    event = ConsentChanged(
        customer_id=facts.id,
        purpose=purpose,
        channel=channel,
        given=command.given,
        source=source,
    )
    kept = edits.word_of(story, event, state.table.get(ConsentRow, facts.id, purpose, channel))
    story.tell(event)
    story.keep(ConsentText(facts.id, purpose, channel, state.now, written(wording)))
    word = "given" if command.given else "taken back"
    return story.end(
        f"consent {word}",
        undo_ms=state.setup.limits.undo,
        customer_id=facts.id,
        given=command.given,
        **kept,
    )


USE_CASES = (UseCase("change_consent", ChangeConsent, _needs, _change),)
