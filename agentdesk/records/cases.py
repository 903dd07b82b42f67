"""Makes cases of records: queue, customer, state, times and messages, as the map says."""

from collections.abc import Iterator
from typing import Any, Literal

from agentdesk.desk.common import LANGUAGE
from agentdesk.desk.import_cases import CaseRecord, MessageRecord
from agentdesk.desk.import_customers import CustomerRecord
from agentdesk.domain.case import TYPES
from agentdesk.domain.rows import CaseState
from agentdesk.domain.setup import Channel, QueueSetup, Setup
from agentdesk.records.applying import Applied
from agentdesk.records.fields import plain
from agentdesk.records.hinting import hint
from agentdesk.records.mapping import Part
from agentdesk.records.taking import Remarks, contacts_of, readable, tags_of
from agentdesk.records.values import BadValue, list_of, shown, text_of, yes
from agentdesk.records.words import IN, NOTE, OUT, channel_of, priority_of, state_of

Direction = Literal["in", "out", "note"]
_LETTERS = 200


class Cases:
    """Makes cases of records, one at a time."""

    def __init__(self, applied: Applied, setup: Setup, now: int, queue: str = "") -> None:
        self._applied, self._setup, self._now = applied, setup, now
        self._fields = applied.map.fields
        self.remarks = Remarks()
        self._queues = {queue.id.casefold(): queue for queue in setup.queues}
        self._queues |= {queue.name.casefold(): queue for queue in setup.queues}
        self._codes = {code.name.casefold(): code.id for code in setup.dispositions}
        self._codes |= {code.id.casefold(): code.id for code in setup.dispositions}
        default = queue or applied.map.queue
        self._default = self._queues.get(default.casefold()) if default else None

    def of(self, values: dict[str, Any]) -> CaseRecord:
        """Return a record's case. Raises :class:`BadValue` with what is wrong."""
        reference = self._text(values, "id").strip()
        if not reference or len(reference) > _LETTERS:
            raise BadValue("it has no number of its own" if not reference else "its number is long")
        queue = self._queue(values)
        created_at, resolved_at = self._times(values)
        customer = self._customer(values)
        messages = tuple(self._messages(values, customer, created_at))
        state = self._state(values, resolved_at)
        if state in ("resolved", "closed") and resolved_at is None:
            resolved_at = max((m.at for m in messages), default=created_at)
        return CaseRecord(
            reference=reference,
            subject=self._text(values, "subject") or _first_line(messages),
            queue=queue.id,
            state=state,
            created_at=created_at,
            customer=customer,
            priority=self._priority(values, queue),
            type=self._type(values, queue),
            channel=self._channel(values),
            language=self._language(values),
            resolved_at=resolved_at,
            disposition=self._disposition(values),
            tags=tags_of(self._list(values, "tags")),
            summary=readable(self._text(values, "solution")),
            messages=messages,
        )

    def _text(self, values: Any, name: str) -> str:
        return self._applied.text(values, self._fields.get(name))

    def _list(self, values: Any, name: str) -> list[str]:
        part = self._fields.get(name)
        return [] if part is None else list_of(self._applied.raw(values, part))

    def _queue(self, values: Any) -> QueueSetup:
        name = self._text(values, "queue")
        found = self._queues.get(name.casefold())
        if found is not None:
            return found
        if self._default is not None:
            if name:
                self.remarks.add(f"a queue not of this desk, put into {self._default.name}", name)
            return self._default
        if len(self._setup.queues) == 1 and not name:
            return self._setup.queues[0]
        if not name:
            raise BadValue("it names no queue: give one with --queue or in the map")
        near = hint(name, [queue.name for queue in self._setup.queues])
        raise BadValue(f"there is no queue “{shown(name)}”. {near} Or give --queue")

    def _times(self, values: Any) -> tuple[int, int | None]:
        created_at = self._applied.date(values, self._fields.get("created_at"))
        resolved_at = self._applied.date(values, self._fields.get("resolved_at"))
        if created_at is None:
            raise BadValue("it does not say when it was created")
        if created_at > self._now or (resolved_at or 0) > self._now:
            raise BadValue("it lies in the future")
        if resolved_at is not None and resolved_at < created_at:
            raise BadValue("it was resolved before it was created")
        return created_at, resolved_at

    def _state(self, values: Any, resolved_at: int | None) -> CaseState:
        word = self._text(values, "state")
        if not word:
            return "open" if resolved_at is None else "resolved"
        state = state_of(word)
        if state is None:
            raise BadValue(
                f"“{shown(word)}” is no known state: say in the map what it means "
                "(new, open, waiting, resolved, closed)"
            )
        return state

    def _priority(self, values: Any, queue: QueueSetup) -> int:
        word = self._text(values, "priority")
        if not word:
            return queue.priority
        found = priority_of(word)
        if found is None:
            raise BadValue(f"“{shown(word)}” is no known priority: say in the map what it means")
        return found

    def _type(self, values: Any, queue: QueueSetup) -> str:
        word = plain(self._text(values, "type"))
        if not word or word in TYPES:
            return word or queue.type
        self.remarks.add("a case type not of this desk, left out", word)
        return queue.type

    def _channel(self, values: Any) -> Channel:
        word = self._text(values, "channel")
        found = channel_of(word) if word else None
        if word and found is None:
            self.remarks.add("a channel not of this desk, taken for mail", word)
        return found or "mail"

    def _language(self, values: Any) -> str | None:
        word = self._text(values, "language").strip().lower().replace("_", "-").split("-")[0]
        return word if LANGUAGE.fullmatch(word) else None

    def _disposition(self, values: Any) -> str | None:
        word = self._text(values, "disposition")
        found = self._codes.get(word.casefold())
        if word and found is None:
            self.remarks.add("a disposition not of this desk, left out", word)
        return found

    # ---- who and what they wrote

    def _customer(self, values: Any) -> CustomerRecord | None:
        name, reference = self._text(values, "customer_name"), self._text(values, "customer_id")
        mails, phones = self._list(values, "customer_email"), self._list(values, "customer_phone")
        contacts = contacts_of(mails, phones, self._applied.map.country, self.remarks)
        if not (name or reference or contacts):
            return None
        if not (reference or contacts):
            self.remarks.add("a customer known by name alone, who may be several")
        return CustomerRecord(
            reference=reference[:_LETTERS],
            name=name,
            contacts=contacts,
            organisation=self._text(values, "organisation"),
            language=self._language(values) or "en",
        )

    def _messages(
        self, values: Any, customer: CustomerRecord | None, created_at: int
    ) -> Iterator[MessageRecord]:
        description = readable(self._text(values, "description"))
        part = self._fields.get("messages")
        listed = self._applied.raw(values, part) if part is not None else None
        if isinstance(listed, str) and listed.strip() and not description:
            description = readable(listed)
        address = next((v for k, v in (customer.contacts if customer else ()) if k == "mail"), "")
        name = customer.name if customer else ""
        if description:
            yield MessageRecord(
                direction="in",
                body=description,
                at=created_at,
                from_name=name,
                from_address=address,
            )
        if part is None or not isinstance(listed, list):
            return
        for number, item in enumerate(listed):
            first = number == 0 and not description
            made = self._message(item, part, customer, created_at, first=first)
            if made is not None and made.body != description:
                yield made

    def _message(
        self,
        item: Any,
        part: Part,
        customer: CustomerRecord | None,
        created_at: int,
        *,
        first: bool,
    ) -> MessageRecord | None:
        if isinstance(item, str):
            body = readable(item)
            return MessageRecord(direction="in", body=body, at=created_at) if body else None
        if not isinstance(item, dict):
            return None
        each = part.each
        body = readable(self._applied.text(item, each.get("body")))
        if not body:
            return None
        author = self._applied.text(item, each.get("author"))
        who = self._applied.text(item, each.get("from_name")) or author
        address = self._applied.text(item, each.get("from_address"))
        direction = self._direction(item, each, customer, (who, address), first=first)
        at = self._applied.date(item, each.get("at"))
        return MessageRecord(
            direction=direction,
            body=body,
            at=min(created_at if at is None else at, self._now),
            author=self._author(author or who, address) if direction != "in" else "",
            from_name=who or (customer.name if customer and direction == "in" else ""),
            from_address=address,
            rfc_id=self._applied.text(item, each.get("message_id")).strip("<> ") or None,
        )

    def _author(self, who: str, address: str) -> str:
        """Return which of us wrote a message: a person's id if they are here, else the name."""
        names = {who.casefold(), address.casefold(), address.casefold().split("@")[0]} - {""}
        for person in self._setup.people:
            own = (person.id, person.name, person.login or person.id)
            if names & {name.casefold() for name in own}:
                return person.id
        return who or address or "imported"

    def _direction(
        self,
        item: Any,
        each: dict[str, Part],
        customer: CustomerRecord | None,
        who: tuple[str, str],
        *,
        first: bool,
    ) -> Direction:
        if "note" in each and yes(self._applied.raw(item, each["note"])):
            return "note"
        public = self._applied.raw(item, each["public"]) if "public" in each else None
        if public is not None and not yes(public):
            return "note"
        word = plain(self._applied.text(item, each.get("direction")))
        for words, direction in ((IN, "in"), (OUT, "out"), (NOTE, "note")):
            if word in words:
                return direction  # type: ignore[return-value]  # the three are its values
        theirs: set[str] = set()
        if customer is not None:
            theirs = {value for _, value in customer.contacts}
            theirs |= {customer.name.casefold(), customer.reference.casefold()}
        names = {text.casefold() for text in who if text}
        if names & (theirs - {""}):
            return "in"
        return "in" if first or not names else "out"


def _first_line(messages: tuple[MessageRecord, ...]) -> str:
    """Return what a case is called that has no subject: how its first message begins."""
    body = messages[0].body if messages else ""
    return text_of(body.split("\n", 1)[0])[:80]
