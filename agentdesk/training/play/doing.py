"""How the scripted trainee carries an act out: takes, writes, does what is owed, brings to an end.

Everything takes its time, which passes on the memory's clock.
"""

from collections.abc import Generator, Mapping
from typing import Any, TypeAlias

from agentdesk.clock import MINUTE, SECOND
from agentdesk.data.telling import Asked, Telling
from agentdesk.data.unit import Outcome
from agentdesk.desk.registry import USE_CASES
from agentdesk.domain.routing import order_key
from agentdesk.domain.rows import LIVE_CHANNELS, AgentRow, CaseRow
from agentdesk.training.happenings import Guest
from agentdesk.training.outstanding import Outstanding
from agentdesk.training.play import deeds
from agentdesk.training.play.ending import disposition_of
from agentdesk.training.play.inputs import did
from agentdesk.training.play.looking import Looked, looked
from agentdesk.training.play.memory import Memory, is_last
from agentdesk.training.play.owed import Candidate, is_within_reach
from agentdesk.training.play.phrasing import TEXTS
from agentdesk.training.words import wanted

FIRST = ("took", "connected", "redacted", "prioritised", "verified", "classified", "linked",
         "merged", "declared")  # fmt: skip
"""What is done before anything is written."""
LAST = ("escalated", "transferred", "returned", "released", "closed", "ended")
"""What takes a case out of one's hands."""
LONGEST = 1_000
"""So many characters a message of a talk has at most."""

Done: TypeAlias = Generator[Asked, Any, Outcome | None]
"""Ends with what came of it; ``None`` where it was not done."""


class Doing:
    """Does one thing after the other, for whoever it is turned to."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def turn(self, one: Candidate, seen: Looked) -> Telling:
        """Do the next thing for a customer."""
        memory, guest, row = self._memory, one.guest, one.row
        memory.current = guest.key
        if one.is_new:
            yield from self._take(one, seen)
            return
        options = {item: memory.option(item, guest, row, seen) for item in one.items}
        now = {item: text for item, text in options.items() if text and not is_last(item)}
        writes = any(wanted(text).word in TEXTS for text in now.values())
        for words in (FIRST, None, LAST):
            if words is None and (writes or (row.wrote_at is not None and not guest.ended)):
                yield from self._reply(guest, row, now)
                return
            for item, text in now.items():
                word = wanted(text).word
                if word in TEXTS or (word in LAST if words is None else word not in words):
                    continue
                yield from self._deed(guest, row, item, text, seen)
                return
        yield from self._finish(guest, row, options, seen)

    def tidy(self, seen: Looked) -> Generator[Asked, Any, bool]:
        """Place a held mail when there is nothing else to do; say whether there was one."""
        memory = self._memory
        crowd = memory.play.crowd
        for held_id, guest in list(memory.play.held.items()):
            if memory.has_tried("", str(held_id)):
                continue
            memory.tried("", str(held_id))
            loops = {one.arrival for one in memory.scenario.injects if one.what == "mail_loop"}
            found = crowd.guests.get(guest)
            spam = found is not None and found.arrival.id in loops
            case = memory.play.case_of(guest)
            placed = "spam" if spam else "new" if case is None else "suggested"
            fields = {"held_id": held_id, "placed_as": placed, "case_id": None if spam else case}
            yield from self._do(10 * SECOND, "place_held", **fields)
            return True
        return False

    # ---- taking

    def _take(self, one: Candidate, seen: Looked) -> Telling:
        memory = self._memory
        free = [row for row in seen.rows if row.owner is None and is_within_reach(memory, row)]
        agent = seen.table.get(AgentRow, memory.me.id)
        if agent is not None and agent.state == "wrap_up" and one.is_live:
            yield from self._do(SECOND, "set_agent_state", state="available")
        if min(free, key=order_key).id == one.row.id:
            came = yield from self._do(4 * SECOND, "take_next")
        else:
            came = yield from self._do(4 * SECOND, "take", case_id=one.row.id)
        if came is None:
            # Hands full: somebody who was answered can wait without us.
            yield from self._set_aside(seen)
            memory.not_before[one.guest.key] = memory.at + 10 * SECOND

    def _set_aside(self, seen: Looked) -> Telling:
        me = self._memory.me.id
        mine = [row for row in seen.rows if row.owner == me and row.active]
        for row in (row for row in mine if row.channel not in LIVE_CHANNELS):
            if row.state in ("new", "open") and row.wrote_at is None and row.replied_at is not None:
                yield from self._do(SECOND, "wait", case_id=row.id, waits_for="customer")
                return

    # ---- one act

    def _deed(
        self, guest: Guest, row: CaseRow, item: Outstanding, text: str, seen: Looked
    ) -> Telling:
        """Do something that is no writing to the customer."""
        memory, one = self._memory, wanted(text)
        words: Looked | None = None
        if one.word == "redacted":
            words = yield from looked(memory.me.id, (row.id,))
        made = deeds.make(one.word, one.detail, memory.case(guest, row, seen, words))
        if one.word in LAST and row.state in ("waiting_customer", "waiting_third_party"):
            yield from self._do(2 * SECOND, "resume", case_id=row.id)
        came = None
        if made is not None:
            cost = memory.reading(guest) + 8 * SECOND
            came = yield from self._do(cost, made[0], **_on(made[0], row.id, made[1]))
        if came is None:
            memory.tried(guest.key, item.one.id, text)
        elif one.word in LAST:
            memory.passed_on.add(row.id)

    def _reply(self, guest: Guest, row: CaseRow, now: Mapping[Outstanding, str]) -> Telling:
        """Write everything to a customer that is owed in writing."""
        memory = self._memory
        judge = memory.judge(guest)
        texts = [text for text in now.values() if wanted(text).word in TEXTS]
        answers = memory.phrasing.answers(guest, texts, judge)
        if answers is None:
            # Not all of it fits into one message: as much as can be, one after the other.
            each = (memory.phrasing.answers(guest, [text], judge) for text in texts)
            answers = next((found for found in each if found is not None), None)
        if answers is None and any(wanted(text).word == "asked" for text in texts):
            yield from self._write(guest, row, (), then="wait")
        else:
            yield from self._write(guest, row, answers or ())
        for item, text in now.items():
            if wanted(text).word in TEXTS:
                memory.tried(guest.key, item.one.id, text)

    def _finish(
        self, guest: Guest, row: CaseRow, options: Mapping[Outstanding, str | None], seen: Looked
    ) -> Telling:
        """Resolve a case, with a last word if the customer has had none."""
        memory = self._memory
        disposition = disposition_of(memory, guest, row, options)
        made = deeds.make("resolved", disposition, memory.case(guest, row, seen))
        came: Outcome | None = None
        if made is not None and disposition:
            fields = made[1]
            if row.wrote_at is not None and row.replied_at is not None:
                came = yield from self._write(guest, row, (), then="resolve", **fields)
            else:
                came = yield from self._do(8 * SECOND, "resolve", case_id=row.id, **fields)
        if came is None:
            memory.not_before[guest.key] = memory.at + 3 * MINUTE
            waits = row.wrote_at is None and row.replied_at and row.state in ("new", "open")
            if waits and row.channel not in LIVE_CHANNELS:
                yield from self._do(SECOND, "wait", case_id=row.id, waits_for="customer")

    # ---- commands

    def _write(self, guest: Guest, row: CaseRow, answers: tuple[str, ...], **fields: Any) -> Done:
        memory = self._memory
        live = row.channel in LIVE_CHANNELS
        body = memory.phrasing.body(guest, answers, memory.me.name)
        pause = (10 if live else 25 + 5 * len(answers)) * SECOND
        mail: dict[str, Any] = {}
        if not live and row.channel != "visit":
            id = f"{self._next_id()}@desk.example"
            subject = f"Re: {guest.filled(guest.arrival.subject)}"
            to = (guest.address,)
            mail = {"to": to, "subject": subject, "rfc_id": id, "raw": body.encode()}
        came = yield from self._do(
            memory.reading(guest) + pause,
            "reply",
            case_id=row.id,
            body=body[:LONGEST] if live else body,
            answer_ids=answers,
            **mail,
            **fields,
        )
        if came is not None:
            memory.wrote[guest.key] = memory.at
        return came

    def _do(self, cost: int, kind: str, **fields: Any) -> Done:
        """Do something that takes so long.

        ``None`` if the desk refuses it, or the shift ends meanwhile: it was not done then.
        """
        memory = self._memory
        memory.at += int(cost * memory.pace)
        if memory.at > memory.play.crowd.end:
            return None
        use_case = USE_CASES[kind]
        command = use_case.command(command_id=self._next_id(), actor=memory.me.id, **fields)
        given = did(len(memory.inputs) + 1, memory.at, use_case, command)
        yield from memory.play.act(memory.at, use_case, command)
        if not isinstance(memory.play.came, Outcome):
            return None
        memory.inputs.append(given)
        return memory.play.came

    def _next_id(self) -> str:
        return f"trainee-{len(self._memory.inputs) + 1}"


def _on(kind: str, case_id: int, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a command on a case."""
    return fields if kind == "read_fields" else {"case_id": case_id, **fields}
