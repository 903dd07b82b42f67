"""Letting out-going messages leave, one at a time, so that none is lost and none leaves twice.

``queued → sending → sent``: ``sending`` is committed before the first byte leaves. Whoever
commits it first may deliver; the same start from another machine does nothing. A message that is
found ``sending`` when a sender starts may or may not have left when that sender was killed: it is
not sent again but marked ``failed`` as ``unknown``, and a person decides (:class:`Resend`).
"""

from typing import Literal, Protocol

import msgspec

from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import SYSTEM, CaseCommand, check
from agentdesk.desk.story import Story
from agentdesk.domain.content import Outgoing
from agentdesk.domain.events import SendFailed, SendReleased, SendSent, SendStarted
from agentdesk.domain.rows import SendRow

ATTEMPTS = 8
"""How often a message is tried before a person must look at it."""

_AT_ONCE = 1000


class DeliveryFailed(Exception):
    """A message could not be delivered. ``str()`` is the sentence a person reads.

    ``code`` goes into the log, so it is one word; ``retry`` says that trying again may help.
    """

    def __init__(self, sentence: str, code: str, *, retry: bool) -> None:
        super().__init__(sentence)
        self.code, self.retry = code, retry


class Sender(Protocol):
    """Delivers frozen messages of some channels."""

    @property
    def name(self) -> str:
        """What it does, for people: a sender that only writes files says so here."""
        ...

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels whose messages it takes."""
        ...

    async def deliver(self, outgoing: Outgoing, case_id: int) -> str:
        """Deliver a message and return where it went. Raises :class:`DeliveryFailed`."""
        ...


class Step(Command, frozen=True, kw_only=True):
    """A step of one attempt to send. Make it with :func:`step`."""

    case_id: int
    message_id: int
    what: Literal["started", "sent", "failed"]
    code: str = ""
    retry: bool = False


class Resend(CaseCommand, frozen=True, kw_only=True):
    """Let a message that failed leave again; its bytes are those it had."""

    message_id: int


class Sent(msgspec.Struct, frozen=True):
    """What became of one message. ``problem`` is a sentence; ``None`` when it left."""

    case_id: int
    message_id: int
    where: str
    problem: str | None = None


def step(
    send: SendRow,
    attempt: int,
    what: Literal["started", "sent", "failed"],
    code: str = "",
    *,
    retry: bool = False,
) -> Step:
    """Make the command for one step; it has an effect once for an attempt."""
    return Step(
        command_id=f"send:{send.message_id}:{attempt}:{what}",
        actor=SYSTEM,
        case_id=send.case_id,
        message_id=send.message_id,
        what=what,
        code=code,
        retry=retry,
    )


def _needs(command: Step | Resend, found: Found) -> Needs:
    return Needs(cases=(command.case_id,))


def _decide(state: State, command: Step) -> Decision:
    story = Story(state, command)
    send = state.table.get(SendRow, command.message_id)
    wanted = ("queued",) if command.what == "started" else ("sending", "failed")
    done = send is not None and send.state in wanted
    if done:
        story.tell(_event(command))
    return story.end(done=done)


def _event(command: Step) -> SendStarted | SendSent | SendFailed:
    place = {"case_id": command.case_id, "message_id": command.message_id}
    if command.what == "started":
        return SendStarted(**place)
    if command.what == "sent":
        return SendSent(**place)
    return SendFailed(**place, code=command.code, retry=command.retry)


def _resend(state: State, command: Resend) -> Decision:
    row = check(state, command, "reply")
    send = state.table.get(SendRow, command.message_id)
    if send is None or send.case_id != row.id:
        raise Refused(f"Case {row.id} has no such message on its way out.", "not_found")
    if send.state != "failed":
        raise Refused(f"The message is {send.state}: only one that failed is sent again.")
    story = Story(state, command)
    story.tell(SendReleased(case_id=row.id, message_id=send.message_id))
    return story.end(f"sent {row.id} again", case_id=row.id, message_id=send.message_id)


async def run_sender(store: Store, sender: Sender) -> list[Sent]:
    """Do what a sender does when it starts: hand over what is uncertain, then deliver the rest."""
    return [*await settle_stranded(store, sender), *await send_due(store, sender)]


async def send_due(store: Store, sender: Sender) -> list[Sent]:
    """Deliver what may leave, each message at most once; return what became of each.

    Raises ``StoreError`` when the store cannot be written; nothing leaves then.
    """
    results: list[Sent] = []
    for send in await store.reads.sends("queued", _AT_ONCE):
        if send.channel in sender.channels:
            sent = await _send(store, sender, send)
            if sent is not None:
                results.append(sent)
    return results


async def _send(store: Store, sender: Sender, send: SendRow) -> Sent | None:
    attempt = send.attempts + 1
    started = await store.act(STEP, step(send, attempt, "started"))
    if started.repeated or not started.result["done"]:
        return None  # Another sender has it, or it was recalled.
    outgoing = await store.reads.outgoing(send.message_id)
    try:
        if outgoing is None:
            raise DeliveryFailed("The message has been erased.", "erased", retry=False)
        where = await sender.deliver(outgoing, send.case_id)
    except DeliveryFailed as error:
        retry = error.retry and attempt < ATTEMPTS
        await store.act(STEP, step(send, attempt, "failed", error.code, retry=retry))
        return Sent(send.case_id, send.message_id, "", str(error))
    await store.act(STEP, step(send, attempt, "sent"))
    return Sent(send.case_id, send.message_id, where)


async def settle_stranded(store: Store, sender: Sender) -> list[Sent]:
    """Hand messages of a sender that was killed to a person; call it once, when one starts."""
    results: list[Sent] = []
    for send in await store.reads.sends("sending", _AT_ONCE):
        if send.channel in sender.channels:
            await store.act(STEP, step(send, send.attempts, "failed", "unknown"))
            problem = (
                f"It is not known whether a message of case {send.case_id} has left: "
                "look, and send it again if it has not."
            )
            results.append(Sent(send.case_id, send.message_id, "", problem))
    return results


STEP = UseCase("send_step", Step, _needs, _decide)
USE_CASES = (STEP, UseCase("resend", Resend, _needs, _resend))
