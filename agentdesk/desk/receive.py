"""A customer's message comes in: a new case, a follow-up, a reopening, or a mail that is held.

What happens to it is the ``decision`` of the result:

- ``new``: a case of its own; also when it belongs to a case that is closed, or was resolved too
  long ago to reopen (``linked`` then: the new case names the old one as its parent).
- ``follow_up``: it joins an active case; a waiting case resumes, a snoozed one wakes.
- ``reopened``: it joins a resolved case, which is open again.
- ``thanked``: it joins a resolved case, which stays resolved, because every word of it is thanks
  (:mod:`agentdesk.desk.thanks`). A message that may be thanks but says more reopens the case, and
  an agent can dismiss it (:mod:`agentdesk.desk.dismiss`).
- ``attached``: a machine wrote it (out of office, a bounce): it is kept with its case, reopens
  nothing, starts no clock and is never answered.
- ``held``: a person must place it: its sender has no part in the case it names, or sends too
  much, or it is automatic and names no case.
- ``duplicate``: its Message-ID is known. ``loop``: an automatic mail that has come with the same
  subject too often. Nothing is stored of either.
"""

from typing import Any

from agentdesk.data.store import Store
from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk import belongs, states
from agentdesk.desk.common import LANGUAGE, name_of
from agentdesk.desk.contacts import ContactKind, normal
from agentdesk.desk.create import NewCase, new_case, new_customer, queue_for
from agentdesk.desk.incoming import MACHINE, Receive, message_of, parts_of
from agentdesk.desk.story import Story
from agentdesk.desk.thanks import Thanks, judge
from agentdesk.domain import clock_acts
from agentdesk.domain.content import AWAITED, CaseReference, Message
from agentdesk.domain.events import CaseThanked, MailHeld, MessagePosted, SendFailed
from agentdesk.domain.rows import CaseRow, SendRow


def _needs(command: Receive, found: Found) -> Needs:
    candidates = belongs.candidates(command, found)
    named = tuple(dict.fromkeys(candidate.case_id for candidate in candidates))
    customer = belongs.sender_of(command, found)
    known = (customer,) if customer else ()
    return Needs(
        cases=named,
        customers=known,
        open_of=known,
        messages_of=named,
        new={"case": 1, "message": 1, "held": 1},
    )


def _decide(state: State, command: Receive) -> Decision:
    if not state.setup.queues:
        raise Refused("The desk has no queues yet: load a set-up first.", "invalid")
    story = Story(state, command)
    if command.rfc_id and (known := state.found.by_rfc_id.get(command.rfc_id)):
        return _ended(story, "duplicate", "this message is known already", known.case_id)
    for name in belongs.by_bytes(command):
        if (case_id := state.found.case_references.get((AWAITED, name))) is not None:
            return _ended(story, "duplicate", "this very mail is here already", case_id)
    row, has_part = belongs.choose(state, command)
    if _is_ours(state, command):
        return _hold(story, command, "ours", row, "it comes from an address of this desk")
    if command.kind in MACHINE:
        return _from_machine(story, command, row if has_part else None)
    if _floods(state, command):
        return _hold(story, command, "loop", row, "its sender has sent too many in a short time")
    if row is None:
        return _create(story, command, None)
    if not has_part:
        why = f"its sender has no part in case {row.id}, which it names"
        return _hold(story, command, "sender", row, why)
    if row.active:
        return _follow_up(story, command, row)
    if states.reopens(story, row, state.now):
        return _after_resolving(story, command, row)
    return _create(story, command, row)


def _ended(story: Story, decision: str, why: str, case_id: int | None, **more: Any) -> Decision:
    """End with the result every caller reads: what was decided, why, and on which case."""
    return story.end(decision=decision, why=why, case_id=case_id, **more)


# ---- what becomes of it


def _create(story: Story, command: Receive, parent: CaseRow | None) -> Decision:
    state = story.state
    customer = belongs.sender_of(command, state.found)
    known = customer is not None
    if customer is None and parent is not None:
        customer = parent.customer_id
    if customer is None:
        contacts: list[tuple[ContactKind, str]] = [("mail", command.from_address)]
        customer = new_customer(
            story,
            command.from_name,
            contacts,
            language=_language(command.language),
        )
    default = parent.queue if parent else None
    queue = queue_for(state.setup, (*command.to, *command.cc), command.queue, default)
    new = NewCase(
        queue=queue,
        channel=command.channel,
        subject=command.subject,
        customer_id=customer,
        type=command.type,
        priority=command.priority,
        language=command.language,
        parent=parent,
        known=known,
    )
    case_id = new_case(story, new)
    message_id = post(story, command, case_id)
    if parent is None:
        return _ended(story, "new", "it names no case", case_id, message_id=message_id)
    why = (
        f"case {parent.id} is closed"
        if parent.state == "closed"
        else (f"case {parent.id} was resolved too long ago to reopen")
    )
    return _ended(story, "new", why, case_id, message_id=message_id, linked=parent.id)


def _follow_up(story: Story, command: Receive, row: CaseRow) -> Decision:
    message_id = post(story, command, row.id)
    if row.wake_at is not None:
        states.wake(story, row.id, "customer")
    if row.state in ("waiting_customer", "waiting_third_party"):
        states.resume(story, row.id, "customer")
    story.turn(clock_acts.on_customer_message, row.id)
    why = f"it belongs to case {row.id}"
    return _ended(story, "follow_up", why, row.id, message_id=message_id)


def _after_resolving(story: Story, command: Receive, row: CaseRow) -> Decision:
    thanks = _thanks(story.state, command, row)
    message_id = post(story, command, row.id)
    if thanks == "only":
        story.tell(CaseThanked(case_id=row.id, message_id=message_id))
        why = f"it only thanks for case {row.id}"
        return _ended(story, "thanked", why, row.id, message_id=message_id)
    states.reopen(story, row.id, "customer")
    why = f"case {row.id} was resolved a short time ago"
    return _ended(
        story, "reopened", why, row.id, message_id=message_id, maybe_thanks=thanks == "maybe"
    )


def _from_machine(story: Story, command: Receive, row: CaseRow | None) -> Decision:
    if row is None:
        return _hold(story, command, "automatic", None, "a machine sent it, and it names no case")
    if _repeats(story.state, command, row) >= story.setup.limits.loop_same:
        why = f"the same automatic mail has come to case {row.id} again and again"
        return _ended(story, "loop", why, row.id)
    message_id = post(story, command, row.id)
    _fail_bounced(story, command)
    why = f"a machine answered in case {row.id}"
    return _ended(story, "attached", why, row.id, message_id=message_id)


def _fail_bounced(story: Story, command: Receive) -> None:
    """Say of the message that came back that it did not arrive."""
    returned = story.state.found.by_rfc_id.get(command.bounced or "")
    if command.kind != "bounce" or command.delayed or returned is None:
        return
    send = story.table.get(SendRow, returned.id)
    if send is not None and send.state == "sent":
        story.tell(SendFailed(case_id=send.case_id, message_id=send.message_id, code="bounced"))


def _hold(story: Story, command: Receive, code: str, row: CaseRow | None, why: str) -> Decision:
    held_id, message_id = story.state.new_id("held"), story.state.new_id("message")
    suggested = row.id if row else None
    story.tell(MailHeld(held_id=held_id, why=code, suggested_case=suggested, message_id=message_id))
    customer = belongs.sender_of(command, story.state.found)
    _keep(
        story,
        command,
        message_of(
            command,
            message_id,
            story.now,
            case_id=None,
            customer_id=customer,
            held_id=held_id,
            suggested=suggested,
        ),
    )
    return _ended(story, "held", why, suggested, held_id=held_id, message_id=message_id)


def post(story: Story, command: Receive, case_id: int) -> int:
    """Keep the message with its case and its files, and return its id."""
    row = story.case(case_id)
    message_id = story.state.new_id("message")
    message = message_of(
        command, message_id, story.now, case_id=case_id, customer_id=row.customer_id
    )
    _keep(story, command, message)
    for name in (*belongs.awaits(command, story.state.found), *belongs.by_bytes(command)):
        story.keep(CaseReference(AWAITED, name, case_id))
    story.tell(
        MessagePosted(
            case_id=case_id,
            message_id=message_id,
            direction="in",
            channel=command.channel,
            public=True,
            human=command.kind not in MACHINE,
            purpose=message.purpose,
        )
    )
    return message_id


def _keep(story: Story, command: Receive, message: Message) -> None:
    parts, blobs = parts_of(command, message.id)
    story.keep(message, *parts)
    story.store(*blobs)


def _language(hint: str | None) -> str:
    """Return the language a mail says it is in, if that is a code: the log holds nothing else."""
    return hint if hint is not None and LANGUAGE.fullmatch(hint) else "en"


# ---- judgements


def _is_ours(state: State, command: Receive) -> bool:
    return normal("mail", command.from_address) in belongs.ours(state.setup)


def _from_sender(command: Receive, messages: list[Message], since: int) -> list[Message]:
    sender = normal("mail", command.from_address)
    return [
        m
        for m in messages
        if m.direction == "in" and m.at > since and normal("mail", m.from_address) == sender
    ]


def _floods(state: State, command: Receive) -> bool:
    """Say whether the sender has written so much lately that a loop is likely (mail only)."""
    if command.channel != "mail":
        return False
    limits = state.setup.limits
    since = state.now - limits.loop_window
    if command.archived and command.date is not None and command.date < since:
        return False
    customer = belongs.sender_of(command, state.found)
    made = [
        row
        for row in state.table.all(CaseRow)
        if customer is not None
        and row.customer_id == customer
        and row.channel == "mail"
        and row.created_at > since
    ]
    written = _from_sender(command, state.messages, since)
    return max(len(made), len(written)) >= limits.loop_messages


def _repeats(state: State, command: Receive, row: CaseRow) -> int:
    """Count how often this automatic mail came to the case lately."""
    since = state.now - state.setup.limits.loop_window
    subject = command.subject.casefold().strip()
    return sum(
        m.case_id == row.id and m.purpose in MACHINE and m.subject.casefold().strip() == subject
        for m in _from_sender(command, state.messages, since)
    )


def _thanks(state: State, command: Receive, row: CaseRow) -> Thanks:
    if command.attachments:
        return "no"
    customer = state.people.get(row.customer_id or "")
    ours = {m.author for m in state.messages if m.case_id == row.id and m.author}
    names = [command.from_name, *(name_of(state, author) for author in sorted(ours))]
    if customer is not None:
        names += [customer.name, customer.preferred_name]
    return judge(command.reply_text or command.body, tuple(names))


# ---- looking without writing


class _Looked(Refused):
    """Ends a unit before anything is written, with what it would have decided."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("Nothing is written by a look.", "nothing")
        self.decision = decision


def _look(state: State, command: Receive) -> Decision:
    raise _Looked(_decide(state, command))


async def preview(store: Store, command: Receive) -> dict[str, Any]:
    """Return the result that receiving a message would have, without writing anything.

    A new case's number in it is the one it would get now. Raises ``Refused`` as receiving does.
    """
    looking = UseCase(RECEIVE.kind, Receive, _needs, _look, belongs.find)
    try:
        return (await store.act(looking, command)).result
    except _Looked as looked:
        return looked.decision.result


RECEIVE = UseCase("receive", Receive, _needs, _decide, belongs.find)
USE_CASES = (RECEIVE,)
