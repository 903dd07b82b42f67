"""Mails of years ago come in: each conversation one closed case, many in one unit.

Nothing happens because of them: no rule fires, nobody is greeted, no clock starts, nothing is
learned. One event tells a case; its messages are content, each at the time its mail was written.
Mails whose conversation has a case here join that case as its past and change nothing about it.

A mail is known by its Message-ID, one without by its bytes, so the same import again adds nothing.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec.structs import replace

from agentdesk.data.unit import Command, Decision, Find, Found, Needs, Refused, State, UseCase
from agentdesk.desk import belongs
from agentdesk.desk.common import queue_of
from agentdesk.desk.contacts import normal
from agentdesk.desk.create import queue_for
from agentdesk.desk.import_cases import CaseRecord, event_of
from agentdesk.desk.import_customers import CustomerRecord, Customers
from agentdesk.desk.incoming import MACHINE, Receive, message_of, parts_of, safe_line
from agentdesk.desk.story import Story
from agentdesk.domain.content import AWAITED, CaseReference, CaseText, Message
from agentdesk.domain.events import MessagesImported
from agentdesk.domain.rows import CaseRow

MANY = 500
"""So many mails one unit takes at most, so that others need not wait long for their turn."""
NAMED = 4
"""So many of the mails that one answers are looked for here, the nearest first."""

Became = Literal["history", "duplicate", "left_out"]


class PastMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail of the past: as it is received, but at its time, and ours too."""

    mail: Receive
    at: int
    ours: bool = False
    author: str = ""
    """Who of us wrote it: a person's id, or the name of somebody who is not here."""


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """Mails that belong together, the oldest first; one of very many comes in pieces."""

    mails: tuple[PastMail, ...]
    began_at: int
    ended_at: int
    """When its newest mail was written, that of every piece."""
    case_id: int | None = None
    """The case that an earlier piece made."""


class ImportHistory(Command, frozen=True, kw_only=True):
    """Bring in conversations that are over."""

    conversations: tuple[Conversation, ...]


def _find(command: ImportHistory) -> Find:
    mails = [past for one in command.conversations for past in one.mails]
    addresses = (normal("mail", address) for past in mails for address in _theirs(past))
    rfc_ids = dict.fromkeys(id for past in mails for id in (*_own(past), *_named(past)))
    return Find(
        addresses=tuple(dict.fromkeys(("mail", value) for value in addresses if value)),
        rfc_ids=tuple(rfc_ids),
        case_references=(
            *((AWAITED, rfc_id) for rfc_id in rfc_ids),
            *((AWAITED, name) for past in mails for name in belongs.by_bytes(past.mail)),
        ),
    )


def _own(past: PastMail) -> tuple[str, ...]:
    return (past.mail.rfc_id,) if past.mail.rfc_id else ()


def _named(past: PastMail) -> tuple[str, ...]:
    mail = past.mail
    named = (mail.bounced, mail.in_reply_to, *reversed(mail.references))
    return tuple(dict.fromkeys(filter(None, named)))[:NAMED]


def _theirs(past: PastMail) -> tuple[str, ...]:
    """Return the addresses of whoever may be the customer, the likeliest first."""
    return (*past.mail.to, *past.mail.cc) if past.ours else (past.mail.from_address,)


def _needs(command: ImportHistory, found: Found) -> Needs:
    cases = {message.case_id for message in found.by_rfc_id.values()}
    cases |= {*found.case_references.values(), *(one.case_id for one in command.conversations)}
    return Needs(
        cases=tuple(sorted(case for case in cases if case is not None)),
        customers=tuple(sorted(set(found.customers.values()))),
        new={
            "case": len(command.conversations),
            "message": sum(len(one.mails) for one in command.conversations),
        },
    )


def _decide(state: State, command: ImportHistory) -> Decision:
    if sum(len(one.mails) for one in command.conversations) > MANY:
        raise Refused(f"Bring in {MANY} mails at once at most.", "invalid")
    if not state.setup.queues:
        raise Refused("The desk has no queues yet: load a set-up first.", "invalid")
    story = Story(state, command, quiet=True)
    history = _History(story)
    became: list[list[tuple[Became, int | None]]] = []
    for conversation in command.conversations:
        became.append(history.bring(conversation))
    history.keep()
    count = sum(what == "history" for one in became for what, _ in one)
    return story.end(f"imported {count} past mails", became=became)


class _History:
    """The conversations of one unit, and what is to be kept of them."""

    def __init__(self, story: Story) -> None:
        self._story, self._customers = story, Customers(story, "")
        self._ours = belongs.ours(story.setup)
        self._here: dict[str, int | None] = {}
        self._texts: list[tuple[int, int, Message | CaseText]] = []

    def keep(self) -> None:
        """Keep the words, the oldest first: the search index takes them so many times quicker."""
        self._story.keep(*(row for _, _, row in sorted(self._texts, key=lambda text: text[:2])))

    def bring(self, conversation: Conversation) -> list[tuple[Became, int | None]]:
        """Bring a conversation in; return what became of each mail, and its case."""
        fresh: dict[str, PastMail] = {}
        for past in conversation.mails:
            if not self._is_here(past):
                fresh.setdefault(_key(past), past)
        case_id = self._case_of(conversation)
        lonely = case_id is None and all(past.mail.kind in MACHINE for past in fresh.values())
        if fresh and not lonely:
            case_id = self._post(conversation, case_id, tuple(fresh.values()))
        told: list[tuple[Became, int | None]] = []
        for past in conversation.mails:
            if fresh.get(_key(past)) is not past:
                told.append(("duplicate", self._known_case(past) or case_id))
            else:
                told.append(("left_out", None) if lonely else ("history", case_id))
        return told

    def _known_case(self, past: PastMail) -> int | None:
        """Return the case in which a mail is here."""
        found, key = self._story.state.found, _key(past)
        if key in self._here:
            return self._here[key]
        for name in belongs.by_bytes(past.mail):
            return found.case_references.get((AWAITED, name))
        message = found.by_rfc_id.get(past.mail.rfc_id or "")
        return None if message is None else message.case_id

    def _is_here(self, past: PastMail) -> bool:
        found = self._story.state.found
        return (
            _key(past) in self._here
            or (past.mail.rfc_id or "") in found.by_rfc_id
            or any((AWAITED, n) in found.case_references for n in belongs.by_bytes(past.mail))
        )

    def _case_of(self, conversation: Conversation) -> int | None:
        """Return the case here that a conversation belongs to: by its own mails, else by others."""
        found, table = self._story.state.found, self._story.table
        named: list[int | None] = [conversation.case_id]
        named += [self._known_case(past) for past in conversation.mails]
        for past in conversation.mails:
            for rfc_id in _named(past):
                message = found.by_rfc_id.get(rfc_id)
                named.append(None if message is None else message.case_id)
            for rfc_id in (*_own(past), *_named(past)):
                named.append(found.case_references.get((AWAITED, rfc_id)))
        for case_id in named:
            row = None if case_id is None else table.get(CaseRow, case_id)
            if row is not None:
                return belongs.survivor_of(self._story.state, row).id
        return None

    def _post(
        self, conversation: Conversation, case_id: int | None, fresh: tuple[PastMail, ...]
    ) -> int:
        """Keep mails with the case that is here, or with a new one, and return it."""
        story = self._story
        if case_id is None:
            made = story.state.new_id("case")
            customer = self._customer(fresh)
            messages = self._messages(fresh, made, customer)
            record = self._record(conversation, fresh)
            event = event_of(story, record, made, customer, messages)
            story.tell_at(record.created_at, event)
            subject = safe_line(record.subject).strip() or "(no subject)"
            self._texts.append((messages[0].at, 1, CaseText(made, subject)))
            return made
        row = story.table.one(CaseRow, case_id)
        messages = self._messages(fresh, case_id, row.customer_id)
        highest = max(message.id for message in messages)
        story.tell(MessagesImported(case_id=case_id, count=len(messages), message_id=highest))
        return case_id

    def _record(self, conversation: Conversation, fresh: tuple[PastMail, ...]) -> CaseRecord:
        setup = self._story.setup
        first = next((past for past in fresh if not past.ours), fresh[0])
        leads = (first.mail.from_address,) if first.ours else (*first.mail.to, *first.mail.cc)
        queue = queue_of(self._story.state, queue_for(setup, leads))
        return CaseRecord(
            reference="",
            subject=fresh[0].mail.subject,
            queue=queue.id,
            state="closed",
            created_at=conversation.began_at,
            resolved_at=conversation.ended_at,
            priority=queue.priority,
            type=queue.type,
        )

    def _customer(self, fresh: tuple[PastMail, ...]) -> str | None:
        """Return who the conversation is with: who wrote to us first, else whom we wrote to."""
        people = [past for past in fresh if past.mail.kind not in MACHINE]
        for past in sorted(people, key=lambda past: past.ours):
            for address in _theirs(past):
                value = normal("mail", address)
                if value is not None and value not in self._ours:
                    name = "" if past.ours else past.mail.from_name
                    return self._customers.of(
                        CustomerRecord(name=name, contacts=(("mail", value),))
                    )
        return None

    def _messages(
        self, fresh: tuple[PastMail, ...], case_id: int, customer: str | None
    ) -> tuple[Message, ...]:
        story = self._story
        own = {id for past in fresh for id in _own(past)}
        messages: list[Message] = []
        for past in fresh:
            mail = past.mail
            message = message_of(
                mail, story.state.new_id("message"), past.at, case_id=case_id, customer_id=customer
            )
            message = replace(message, command=story.command.command_id)
            if past.ours:
                message = replace(message, direction="out", author=safe_line(past.author))
            parts, blobs = parts_of(mail, message.id)
            story.keep(*parts)
            story.store(*blobs)
            names = (*self._awaited(past, own), *belongs.by_bytes(mail))
            story.keep(*(CaseReference(AWAITED, name, case_id) for name in names))
            self._here[_key(past)] = case_id
            messages.append(message)
        self._texts += ((message.at, 0, message) for message in messages)
        return tuple(messages)

    def _awaited(self, past: PastMail, own: set[str]) -> Iterator[str]:
        """Yield the mails that one answers and that are not here: a later one may name them."""
        known = self._story.state.found.by_rfc_id
        return (id for id in _named(past) if id not in own and id not in known)


def _key(past: PastMail) -> str:
    return f"<{past.mail.rfc_id}>" if past.mail.rfc_id else past.mail.raw_sha256


IMPORT_HISTORY = UseCase("import_history", ImportHistory, _needs, _decide, _find)
USE_CASES = (IMPORT_HISTORY,)
