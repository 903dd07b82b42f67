"""One unit of work: lock and load in one statement, plan, write and commit in one message."""

import asyncio
import contextlib
import random
from typing import TypeVar

import asyncpg
import msgspec

from agentdesk.data.postgres.connection import Database, Session
from agentdesk.data.postgres.loading import (
    SQL,
    Loaded,
    SetupCache,
    ask,
    find_question,
    found,
    load_question,
    outgoing,
    state_of,
)
from agentdesk.data.postgres.log import repeated
from agentdesk.data.postgres.trouble import AGAIN, FAILURES, is_away, refusal, translate
from agentdesk.data.postgres.writing import Document, document, pieces, text
from agentdesk.data.unit import Command, Found, Outcome, Plan, UseCase, completed, plan
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
        needs = use_case.needs(command, Found()) if wanted is None else None
        lanes: tuple[str, ...] = ()
        looked_up, first = Found(), Loaded()
        if needs is None or needs.next_for is not None:
            first = await ask(session, "find", find_question(command, wanted))
            if "done" in first:
                return repeated(first["done"][0], use_case.kind, command)
            looked_up = found(wanted, first)
            needs = needs or use_case.needs(command, looked_up)
        if needs.next_for is not None:
            lanes = lanes_for(await self._setup.of(session, first), needs.next_for, first)
        if needs.active:
            await session.execute(SQL["patient"])
        needs = completed(needs, self._setup.setup)
        answer = await ask(session, "load", load_question(command, needs, looked_up, lanes))
        if "done" in answer:
            return repeated(answer["done"][0], use_case.kind, command)
        setup = await self._setup.of(session, answer)
        if (more := completed(needs, setup)) != needs:
            # A set-up that was not known before has rules that ask for words.
            needs = more
            answer = await ask(session, "load", load_question(command, needs, looked_up, lanes))
            if "done" in answer:
                return repeated(answer["done"][0], use_case.kind, command)
        now = self._db.clock.now()
        state = state_of(answer, needs, looked_up, setup, now)
        if needs.outgoing:
            state.outgoing = await outgoing(session, needs.outgoing)
        worked = plan(use_case, state, command)
        unit = document(use_case.kind, command, worked, now, answer["setup"][0])
        if wanted is not None:
            unit |= {"find": msgspec.to_builtins(wanted), "digest": first["digest"][0]}
        return await self._write(session, unit, command, worked)

    async def _write(
        self, session: Session, unit: Document, command: Command, worked: Plan
    ) -> Outcome:
        decision = worked.decision
        for blob in sorted(decision.blobs, key=lambda blob: blob.sha256):
            for number, piece in pieces(blob.data):
                await session.execute(SQL["put_blob"], blob.sha256, number, piece)
        await session.execute(SQL["bring"], text(unit))
        await session.execute(SQL["write"])
        return Outcome(
            command.command_id,
            decision.result,
            await session.fetchval(SQL["last_seq"], command.command_id),
            cases=worked.cases,
            undo_until=decision.undo_until,
            label=decision.label,
        )


def lanes_for(setup: Setup, agent: str, answer: Loaded) -> tuple[str, ...]:
    """Return the lanes with something in them that a person may take from."""
    try:
        person = setup.person(agent)
    except KeyError:
        return ()
    return tuple(eligible_lanes(person, answer.get("lane", ())))
