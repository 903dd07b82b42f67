"""One unit of work: lock and load in one statement, plan, write and commit in one message."""

import asyncio
import contextlib
import random
from typing import TypeVar

import asyncpg
import msgspec

from agentdesk.data.postgres.belongings import CONTENT, ROWS, belongings
from agentdesk.data.postgres.connection import Database, Session
from agentdesk.data.postgres.loading import (
    SQL,
    Loaded,
    SetupCache,
    ask,
    edits,
    find_question,
    found,
    learning,
    load_question,
    one_by_one,
    outgoing,
    past,
    state_of,
)
from agentdesk.data.postgres.log import repeated
from agentdesk.data.postgres.trouble import AGAIN, FAILURES, is_away, refusal, translate
from agentdesk.data.postgres.writing import Document, document, pieces, quoted, text
from agentdesk.data.unit import Command, Found, Needs, Outcome, Plan, UseCase, completed, plan
from agentdesk.domain.routing import eligible_lanes
from agentdesk.domain.setup import Setup

C = TypeVar("C", bound=Command)

TRIES, AWAY_TRIES = 30, 3
PAUSE_S, LONGEST_S = 0.002, 0.1


class Units:
    """What every unit of one open store shares."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._setup = SetupCache()
        self._lanes = Lanes()

    async def run(self, use_case: UseCase[C], command: C) -> Outcome:
        """Do one unit, again if others were quicker or the connection was lost.

        Doing it again is safe: the command's id says whether it was done. Raises ``Refused`` or
        :class:`~agentdesk.data.errors.StoreError`.
        """
        lost = 0
        for attempt in range(1, TRIES + 1):
            try:
                async with self._db.session() as session:
                    done = await self._once(session, use_case, command)
                # Our own commit may be what a lost connection kept us from hearing of.
                return msgspec.structs.replace(done, repeated=False) if lost else done
            except AGAIN as error:
                if attempt == TRIES:
                    raise translate(error, self._db.url) from error
            except FAILURES as error:
                lost += is_away(error)
                if not is_away(error) or lost == AWAY_TRIES:
                    raise self._explain(error, command) from error
                await self._db.renew()
            await asyncio.sleep(random.uniform(0, min(PAUSE_S * 2**attempt, LONGEST_S)))
        raise AssertionError("the loop returns or raises")

    def _explain(self, error: Exception, command: Command) -> Exception:
        if isinstance(error, asyncpg.PostgresError):
            own = refusal(error, command.actor)
            if own is not None:
                return own
        return translate(error, self._db.url)

    async def _once(self, session: Session, use_case: UseCase[C], command: C) -> Outcome:
        await session.execute(SQL["begin"])
        try:
            done = await self._in_transaction(session, use_case, command)
        except BaseException:
            if not session.is_closed() and session.is_in_transaction():
                # A connection that cannot roll back is dropped, and the server rolls back.
                with contextlib.suppress(*FAILURES):
                    await session.execute("ROLLBACK")
            raise
        if session.is_in_transaction():
            await session.execute("ROLLBACK")
        return done

    async def _in_transaction(self, session: Session, use_case: UseCase[C], command: C) -> Outcome:
        wanted = use_case.find(command) if use_case.find else None
        looked_up, first = Found(), Loaded()
        if wanted is not None:
            first = await ask(session, "find", find_question(command, wanted))
            if "done" in first:
                return repeated(first["done"][0], use_case.kind, command)
            looked_up = await past(session, wanted, found(wanted, first))
        needs = use_case.needs(command, looked_up)
        if needs.active:
            await session.execute(SQL["patient"])
        needs = completed(needs, self._setup.setup)
        answer = await self._load(session, needs, load_question(command, needs, looked_up))
        if "done" in answer:
            return repeated(answer["done"][0], use_case.kind, command)
        setup = await self._setup.of(session, answer)
        if (more := completed(needs, setup)) != needs:
            # A set-up that was not known before has rules that ask for words.
            needs = more
            answer = await self._load(session, needs, load_question(command, needs, looked_up))
            if "done" in answer:
                return repeated(answer["done"][0], use_case.kind, command)
        now = self._db.clock.now()
        state = state_of(answer, needs, looked_up, setup, now)
        if needs.all_of or needs.all_in:
            for row in await belongings(session, needs.all_of, needs.all_in, ROWS):
                state.table.put(row)
            state.belongings += await belongings(session, needs.all_of, needs.all_in, CONTENT)
        if needs.outgoing:
            state.outgoing = await outgoing(session, needs.outgoing)
        if needs.learning:
            await learning(session, state)
        await one_by_one(session, needs, state)
        if needs.edits_of:
            await edits(session, needs.edits_of, state)
        worked = plan(use_case, state, command)
        unit = document(use_case.kind, command, worked, now, answer["setup"][0])
        if wanted is not None:
            unit |= {"find": msgspec.to_builtins(wanted), "digest": first["digest"][0]}
        return await self._write(session, unit, command, worked)

    async def _load(self, session: Session, needs: Needs, question: Document) -> Loaded:
        if needs.next_for is None:
            return await ask(session, "load", question)
        while True:
            answer = await ask(session, "next", question | self._lanes.question(needs.next_for))
            if "stale" not in answer:
                return answer
            self._lanes = Lanes(
                answer["setup"][0],
                await self._setup.of(session, answer),
                tuple(answer.get("lane", ())),
            )

    async def _write(
        self, session: Session, unit: Document, command: Command, worked: Plan
    ) -> Outcome:
        decision = worked.decision
        for blob in sorted(decision.blobs, key=lambda blob: blob.sha256):
            for number, piece in pieces(blob.data):
                await session.execute(SQL["put_blob"], blob.sha256, number, piece)
        message = SQL["write"].replace("{unit}", quoted(text(unit)))
        if "content" in unit or "find" in unit:
            await session.execute(SQL["bring"], text(unit))
            message = SQL["write_brought"]
        await session.execute(message)
        told = str(session.get_settings().application_name).removeprefix("agentdesk ")
        return Outcome(
            command.command_id,
            decision.result,
            int(told) if told.isdecimal() else await self._last_seq(session, command),
            cases=worked.cases,
            undo_until=decision.undo_until,
            label=decision.label,
        )

    async def _last_seq(self, session: Session, command: Command) -> int:
        # Something between us and the server kept its word about the setting to itself.
        seq: int = await session.fetchval(SQL["last_seq"], command.command_id)
        return seq


class Lanes(msgspec.Struct, frozen=True):
    """Which lanes had something in them when this desk last heard, and under which set-up."""

    version: int = -1
    setup: Setup = msgspec.field(default_factory=Setup)
    known: tuple[str, ...] = ()

    def question(self, agent: str) -> Document:
        """Write what ``unit_next`` is asked for a person."""
        mine: list[str] = []
        channels: tuple[str, ...] = ()
        capacity = 0
        try:
            person = self.setup.person(agent)
        except KeyError:
            pass
        else:
            mine = eligible_lanes(person, self.known)
            channels, capacity = person.channels, person.capacity
        return {
            "next_for": agent,
            "setup": self.version,
            "known": self.known,
            "lanes": mine,
            "channels": channels,
            "capacity": capacity,
        }
