"""A scripted trainee: takes what comes next, does what is expected in time, finishes every case.

It looks at the desk, at what customers wrote and at what the scenario expects, and draws no lots:
the same scenario gives the same inputs. With another order of taking and without looking ahead it
is a naive trainee.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.data.telling import Asked, Do, Telling, tell
from agentdesk.data.unit import Outcome
from agentdesk.desk.registry import USE_CASES
from agentdesk.domain.routing import Lane, eligible, live_due, order_key
from agentdesk.domain.rows import LIVE_CHANNELS, AgentRow, CaseRow
from agentdesk.training.happenings import Guest
from agentdesk.training.outstanding import Outstanding, outstanding
from agentdesk.training.play import deeds
from agentdesk.training.play.away import LOOK, Look, Looked
from agentdesk.training.play.inputs import Did, Input, did
from agentdesk.training.play.phrasing import TEXTS, Judge, Phrasing
from agentdesk.training.play.play import Play, SettableClock
from agentdesk.training.scenario import Scenario
from agentdesk.training.scoring import Attempt, attempt
from agentdesk.training.words import Wanted, wanted

Order: TypeAlias = Callable[[CaseRow], Any]
"""What cases are taken by: the least first."""

URGENT = 5 * MINUTE
WORD = 6 * MINUTE
"""So long a customer is given to say something more before their case is resolved."""
LIVE_WORD = 45 * SECOND
"""The same in a talk."""
END = 4 * MINUTE
"""So long before the end of the shift everything is finished."""
FIRST = ("took", "connected", "redacted", "prioritised", "verified", "classified", "linked",
         "merged", "declared")  # fmt: skip
"""What is done before anything is written."""
LAST = ("escalated", "transferred", "returned", "released", "closed", "ended")
"""What takes a case out of one's hands."""


def oldest_first(row: CaseRow) -> tuple[int, int]:
    """Take who has waited longest."""
    return (row.waiting_since, row.id)


def highest_priority_first(row: CaseRow) -> tuple[int, int, int]:
    """Take the highest priority, then who has waited longest."""
    return (row.priority, row.waiting_since, row.id)


POLICIES: dict[str, Order] = {
    "oldest first": oldest_first,
    "highest priority first": highest_priority_first,
}
"""Orders of naive trainees, by what they are called."""


class Candidate(msgspec.Struct, frozen=True):
    """A customer for whom something can be done now."""

    guest: Guest
    row: CaseRow
    items: tuple[Outstanding, ...]
    due_at: int
    is_live: bool
    """Somebody waits on the line."""

    @property
    def is_new(self) -> bool:
        """Whether nobody has the case yet."""
        return self.row.owner is None


class Expert:
    """Works a shift on a play; ``inputs`` is what it did so far."""

    def __init__(
        self,
        scenario: Scenario,
        play: Play,
        *,
        order: Order = order_key,
        ahead: bool = True,
        pace: float = 1,
    ) -> None:
        """``ahead``: look at what will be due, and change over to what cannot wait.

        ``pace``: how many times as long everything takes.
        """
        self.pace = pace
        self.scenario, self.play, self.order, self.ahead = scenario, play, order, ahead
        self.me = scenario.setup.person(scenario.trainee)
        self.inputs: list[Input] = []
        self.at = play.crowd.start
        self._phrasing = Phrasing(scenario)
        self._tried: Counter[tuple[str, str, str]] = Counter()
        self._read: dict[str, int] = {}
        """The newest message of each customer that was read."""
        self._wrote: dict[str, int] = {}
        """When each customer was last written to."""
        self._not_before: dict[str, int] = {}
        self._now = attempt(play.crowd, play.found, self.at)
        self._judges: dict[str, Judge] = {}
        """As things stand at this turn."""
        self._passed_on: set[int] = set()
        """Cases that were handed on to others."""
        self._current = ""

    def telling(self) -> Telling:
        """Tell the whole shift from its beginning."""
        yield from self.play.begin()
        yield from self.working()

    def working(self) -> Telling:
        """Work until the end of the shift."""
        end = self.play.crowd.end
        while self.at < end:
            yield from self.play.until(self.at)
            seen = yield from _looked(self.me.id)
            now = self._now = attempt(self.play.crowd, self.play.found, self.at).indexed()
            self._judges.clear()
            found = self._choice(list(self._candidates(now, seen)))
            if found is not None:
                yield from self._turn(found, seen)
            elif not (yield from self._tidy(seen)):
                self._wait()
        yield from self.play.until(end)

    def _wait(self) -> None:
        """Look again when something has happened, after a moment to notice it."""
        next_at = self.play.next_at
        soon = self.at + MINUTE if next_at is None else min(next_at, self.at + MINUTE)
        self.at = max(self.at + SECOND, soon + 3 * SECOND)

    # ---- whom to turn to

    def _candidates(self, now: Attempt, seen: Looked) -> Iterator[Candidate]:
        rows = {row.id: row for row in seen.rows}
        shift = tuple(outstanding(now, ""))
        for guest in self.play.crowd.guests.values():
            row = rows.get(self.play.case_of(guest.key) or 0)
            if row is None or not row.active or not self._is_mine(row):
                continue
            if row.owner is None and row.id in self._passed_on:
                continue
            if self._not_before.get(guest.key, 0) > self.at:
                continue
            items = tuple(
                item
                for item in (*outstanding(now, guest.key), *(() if row.owner is None else shift))
                if self._option(item, guest, row, seen) is not None
            )
            waits = row.wrote_at is not None and not guest.ended
            if not (row.owner is None or items or waits or self._is_finished(guest, row)):
                continue
            if row.owner is not None and not waits and not self._is_finished(guest, row):
                items = tuple(item for item in items if not self._is_lazy(item, guest, row))
                if not items:
                    continue
            is_live = row.channel in LIVE_CHANNELS and waits
            yield Candidate(guest, row, items, self._due(guest, row, items), is_live)

    def _is_mine(self, row: CaseRow) -> bool:
        """Say whether a case is the trainee's, or could be."""
        if row.owner is not None:
            return row.owner == self.me.id
        lane = Lane(row.queue, row.tier, row.language, row.skills)
        free = row.claimable and row.reserved_for in (None, self.me.id)
        return free and eligible(self.me, lane, row.channel) is None

    def _due(self, guest: Guest, row: CaseRow, items: tuple[Outstanding, ...]) -> int:
        dues = [item.due_at for item in items if item.due_at is not None]
        if row.due_at is not None:
            dues.append(row.due_at)
        if row.wrote_at is not None and not guest.ended:
            since = row.unanswered_since or row.wrote_at
            dues += [since + guest.patience]
            live = live_due(self.scenario.setup.limits, row.channel, since)
            dues += [] if live is None else [live]
        return min(dues, default=row.rank_at)

    def _choice(self, found: list[Candidate]) -> Candidate | None:
        if not found:
            return None
        if not self.ahead:
            key = lambda c: (c.is_new, self.order(c.row))  # noqa: E731  # short, and used once
            return min(found, key=key)
        return min(found, key=self._urgency)

    def _urgency(self, one: Candidate) -> tuple[Any, ...]:
        urgent = one.due_at - self.at < URGENT
        current = one.guest.key == self._current
        by = (one.due_at,) if urgent else (one.is_new, self.order(one.row))
        return (not one.is_live, not current and not urgent, not urgent, by)

    # ---- one deed

    def _turn(self, one: Candidate, seen: Looked) -> Telling:
        self._current = one.guest.key
        if one.is_new:
            yield from self._take(one, seen)
            return
        guest, row = one.guest, one.row
        options = {item: self._option(item, guest, row, seen) for item in one.items}
        lazy = [item for item in one.items if self._is_lazy(item, guest, row)]
        now = {item: text for item, text in options.items() if text and item not in lazy}
        texts = [text for text in now.values() if wanted(text).word in TEXTS]
        for words in (FIRST, None, LAST):
            if words is None and (texts or (row.wrote_at is not None and not guest.ended)):
                yield from self._reply(guest, row, texts, now, seen)
                return
            for item, text in now.items():
                word = wanted(text).word
                if word in TEXTS or (word in LAST if words is None else word not in words):
                    continue
                yield from self._deed(guest, row, item, text, seen)
                return
        yield from self._finish(guest, row, options, seen)

    def _take(self, one: Candidate, seen: Looked) -> Telling:
        free = [row for row in seen.rows if row.owner is None and row.active and self._is_mine(row)]
        agent = seen.table.get(AgentRow, self.me.id)
        if agent is not None and agent.state == "wrap_up" and one.is_live:
            yield from self._do(SECOND, "set_agent_state", state="available")
        if min(free, key=order_key).id == one.row.id:
            came = yield from self._do(4 * SECOND, "take_next")
        else:
            came = yield from self._do(4 * SECOND, "take", case_id=one.row.id)
        if came is None:
            # Hands full: somebody who was answered can wait without us.
            yield from self._set_aside(seen)
            self._not_before[one.guest.key] = self.at + 10 * SECOND

    def _set_aside(self, seen: Looked) -> Telling:
        mine = [row for row in seen.rows if row.owner == self.me.id and row.active]
        for row in (row for row in mine if row.channel not in LIVE_CHANNELS):
            if row.state in ("new", "open") and row.wrote_at is None and row.replied_at is not None:
                yield from self._do(SECOND, "wait", case_id=row.id, waits_for="customer")
                return

    def _deed(
        self, guest: Guest, row: CaseRow, item: Outstanding, text: str, seen: Looked
    ) -> Telling:
        """Do something that is no writing to the customer."""
        one = wanted(text)
        words = yield from _looked(self.me.id, (row.id,)) if one.word == "redacted" else _nothing()
        made = deeds.make(one.word, one.detail, self._case(guest, row, seen, words))
        if one.word in LAST and row.state in ("waiting_customer", "waiting_third_party"):
            yield from self._do(2 * SECOND, "resume", case_id=row.id)
        came = None
        if made is not None:
            came = yield from self._do(
                self._reading(guest) + 8 * SECOND, made[0], **_on(made[0], row.id, made[1])
            )
        if came is None:
            self._tried[guest.key, item.one.id, text] += 1
        elif one.word in LAST:
            self._passed_on.add(row.id)

    def _reply(
        self,
        guest: Guest,
        row: CaseRow,
        texts: list[str],
        now: dict[Outstanding, str],
        seen: Looked,
    ) -> Telling:
        judge = self._judge(guest)
        answers = self._phrasing.answers(guest, texts, judge)
        if answers is None:
            # Not all of it fits into one message: as much as can be, one after the other.
            for text in texts:
                answers = self._phrasing.answers(guest, [text], judge)
                if answers is not None:
                    break
        if answers is None and any(wanted(text).word == "asked" for text in texts):
            yield from self._write(guest, row, (), then="wait")
        else:
            yield from self._write(guest, row, answers or ())
        for item, text in now.items():
            if wanted(text).word in TEXTS:
                self._tried[guest.key, item.one.id, text] += 1

    def _finish(
        self,
        guest: Guest,
        row: CaseRow,
        options: dict[Outstanding, str | None],
        seen: Looked,
    ) -> Telling:
        """Resolve a case, with a last word if the customer has had none."""
        disposition = self._disposition(guest, row, options)
        made = deeds.make("resolved", disposition, self._case(guest, row, seen, None))
        came: Outcome | None = None
        if made is not None and disposition:
            fields = made[1]
            if row.wrote_at is not None and row.replied_at is not None:
                came = yield from self._write(guest, row, (), then="resolve", **fields)
            else:
                came = yield from self._do(8 * SECOND, "resolve", case_id=row.id, **fields)
        if came is None:
            self._not_before[guest.key] = self.at + 3 * MINUTE
            waits = row.wrote_at is None and row.replied_at and row.state in ("new", "open")
            if waits and row.channel not in LIVE_CHANNELS:
                yield from self._do(SECOND, "wait", case_id=row.id, waits_for="customer")

    # ---- small parts

    def _write(
        self, guest: Guest, row: CaseRow, answers: tuple[str, ...], **fields: Any
    ) -> Generator[Asked, Any, Outcome | None]:
        live = row.channel in LIVE_CHANNELS
        body = self._phrasing.body(guest, answers, self.me.name)
        pause = (10 if live else 25 + 5 * len(answers)) * SECOND
        mail: dict[str, Any] = {}
        if not live and row.channel != "visit":
            id = f"{self._next_id()}@desk.example"
            subject = f"Re: {guest.filled(guest.arrival.subject)}"
            to = (guest.address,)
            mail = {"to": to, "subject": subject, "rfc_id": id, "raw": body.encode()}
        came = yield from self._do(
            self._reading(guest) + pause,
            "reply",
            case_id=row.id,
            body=body[:1_000] if live else body,
            answer_ids=answers,
            **mail,
            **fields,
        )
        if came is not None:
            self._wrote[guest.key] = self.at
        return came

    def _do(self, cost: int, kind: str, **fields: Any) -> Generator[Asked, Any, Outcome | None]:
        """Do something that takes so long.

        ``None`` if the desk refuses it, or the shift ends meanwhile: it was not done then.
        """
        self.at += int(cost * self.pace)
        if self.at > self.play.crowd.end:
            return None
        use_case = USE_CASES[kind]
        command = use_case.command(command_id=self._next_id(), actor=self.me.id, **fields)
        given = did(len(self.inputs) + 1, self.at, use_case, command)
        yield from self.play.act(self.at, use_case, command)
        if not isinstance(self.play.came, Outcome):
            return None
        self.inputs.append(given)
        return self.play.came

    def _next_id(self) -> str:
        return f"trainee-{len(self.inputs) + 1}"

    def _reading(self, guest: Guest) -> int:
        """Return how long it takes to read what is new of a customer, in ms."""
        if self._read.get(guest.key) == guest.numbered:
            return 0
        self._read[guest.key] = guest.numbered
        return 4 * SECOND if guest.arrival.channel in LIVE_CHANNELS else 15 * SECOND

    def _judge(self, guest: Guest) -> Judge:
        """Return what must not be done for a customer as things stand."""
        if guest.key in self._judges:
            return self._judges[guest.key]
        forbidden: list[Wanted] = []
        mine = [act for act in self._now.acts_of(guest.key) if act.by == self.me.id]
        for bad in self.scenario.forbidden:
            if bad.arrival not in ("", guest.arrival.id):
                continue
            free = wanted(bad.before) if bad.before else None
            done = free is not None and any(
                free.fits(act.word, act.detail) and act.guest == guest.key for act in mine
            )
            if not done:
                forbidden += [wanted(text) for text in bad.any_of]
        self._judges[guest.key] = Judge(forbidden)
        return self._judges[guest.key]

    def _option(self, item: Outstanding, guest: Guest, row: CaseRow, seen: Looked) -> str | None:
        """Return how to do something that is expected; ``None`` if it cannot be done now."""
        judge = self._judge(guest)
        for text in item.one.any_of:
            one = wanted(text)
            if self._tried[guest.key, item.one.id, text] >= 2 or judge(one):
                continue
            if one.word in TEXTS:
                if text == "asked" or self._phrasing.can(guest, text, judge):
                    return text
                continue
            made = deeds.make(one.word, one.detail, self._case(guest, row, seen, None))
            # What is to be taken out is seen once the case is read.
            if made is not None or one.word == "redacted":
                return text
        return None

    def _is_lazy(self, item: Outstanding, guest: Guest, row: CaseRow) -> bool:
        """Say whether something is done only when the case is finished."""
        return any(wanted(text).word == "resolved" for text in item.one.any_of) and not any(
            wanted(text).word in TEXTS for text in item.one.any_of
        )

    def _is_finished(self, guest: Guest, row: CaseRow) -> bool:
        """Say whether a case of the trainee's is to be brought to its end."""
        if row.owner != self.me.id or self._judge(guest)(Wanted("resolved")):
            return False
        if guest.ended or self.play.crowd.end - self.at < END:
            return True
        wrote = self._wrote.get(guest.key)
        word = LIVE_WORD if row.channel in LIVE_CHANNELS else WORD
        return wrote is not None and row.wrote_at is None and self.at - wrote >= word

    def _disposition(
        self, guest: Guest, row: CaseRow, options: dict[Outstanding, str | None]
    ) -> str:
        """Return what a case is resolved under: what is expected, else what fits."""
        judge = self._judge(guest)
        named = [wanted(text) for text in options.values() if text]
        named += [
            wanted(text)
            for one in self.scenario.expected
            if one.arrival == guest.arrival.id
            for text in one.any_of
        ]
        codes = [code for code in self.scenario.setup.dispositions]
        offered = self.scenario.setup.queue(row.queue).dispositions
        good = [
            code
            for code in codes
            if (not offered or code.id in offered)
            and not judge(Wanted("resolved", code.id))
            and (row.replied_at is not None or not code.needs_answer)
        ]
        ids = [code.id for code in good]
        likely = [one.detail for one in named if one.word == "resolved"]
        used = [act.detail for act in self._now.acts_of(guest.key)
                if act.guest == guest.key and act.word == "used"]  # fmt: skip
        likely.append(self._phrasing.disposition_of(used))
        likely += [code.id for code in good if not code.needs_root_cause]
        return next((id for id in likely if id in ids), ids[0] if ids else "")

    def _case(self, guest: Guest, row: CaseRow, seen: Looked, words: Looked | None) -> deeds.Case:
        messages = {} if words is None else {m.id: m.body for m in words.messages
                                             if m.direction == "in"}  # fmt: skip
        twins = [
            other.id
            for other in seen.rows
            if other.active and other.customer_id == row.customer_id and other.id != row.id
        ]
        twin = min(twins, default=None)
        incident = self.play.incident
        return deeds.Case(self.scenario, guest, row, self.at, messages, incident, twin)

    def _tidy(self, seen: Looked) -> Generator[Asked, Any, bool]:
        """Place a held mail when there is nothing else to do."""
        for held_id, guest in list(self.play.held.items()):
            if self._tried["", str(held_id), ""]:
                continue
            self._tried["", str(held_id), ""] += 1
            loops = {one.arrival for one in self.scenario.injects if one.what == "mail_loop"}
            found = self.play.crowd.guests.get(guest)
            spam = found is not None and found.arrival.id in loops
            case = self.play.case_of(guest)
            placed = "spam" if spam else "new" if case is None else "suggested"
            fields = {"held_id": held_id, "placed_as": placed, "case_id": None if spam else case}
            yield from self._do(10 * SECOND, "place_held", **fields)
            return True
        return False


def _on(kind: str, case_id: int, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a command on a case."""
    return fields if kind == "read_fields" else {"case_id": case_id, **fields}


def _looked(who: str, cases: tuple[int, ...] | None = None) -> Generator[Asked, Any, Looked]:
    """Look at every open case, or at some with their words."""
    look = Look(command_id="look", actor=who, cases=cases, words=cases is not None)
    try:
        yield Do(LOOK, look)
    except Looked as looked:
        return looked
    raise AssertionError("a look ends with what it saw")


def _nothing() -> Generator[Asked, Any, None]:
    return
    yield


async def expert_run(
    scenario: Scenario,
    store: Store,
    clock: SettableClock,
    *,
    order: Order = order_key,
    ahead: bool = True,
    pace: float = 1,
) -> tuple[tuple[Did, ...], Play]:
    """Let the scripted trainee work a shift on an empty store that is open on ``clock``."""
    play = Play(scenario, clock)
    expert = Expert(scenario, play, order=order, ahead=ahead, pace=pace)
    await tell(store, expert.telling())
    return tuple(one for one in expert.inputs if isinstance(one, Did)), expert.play


async def expert_inputs(scenario: Scenario) -> tuple[Did, ...]:
    """Return what the scripted trainee does in a scenario; works it in a store of its own."""
    clock = ManualClock(0)
    with tempfile.TemporaryDirectory(prefix="agentdesk-") as folder:
        store = await open_store(str(Path(folder) / "expert.db"), clock=clock)
        try:
            inputs, _ = await expert_run(scenario, store, clock)
        finally:
            await store.close()
    return inputs
