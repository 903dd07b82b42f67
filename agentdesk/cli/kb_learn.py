"""Teaching past solved cases in bulk: each text of a customer with the answer that settled it."""

from pathlib import Path
from uuid import uuid4

from agentdesk.cli.bars import Bar
from agentdesk.cli.import_tell import Teller
from agentdesk.cli.session import Session
from agentdesk.desk.learning import Learn, Taught, id_of
from agentdesk.desk.registry import use_case_of
from agentdesk.records.found import Bad, Record, Unreadable, why_unreadable
from agentdesk.records.reading import Reading
from agentdesk.records.taking import Aside

BATCH = 200
"""So many texts are taught at a time."""


async def teach(session: Session, file: Path) -> int:
    """Teach what a file holds; return how many of its lines were kept aside."""
    answers = {answer.id for answer in await session.store.reads.answers()}
    with Teller(session.json, (file,)) as teller:
        learner = _Learner(session, teller)
        try:
            reading = Reading(file)
            with teller.reading(file, reading) as bar:
                for item in reading:
                    await learner.take(file, item, answers, bar, reading)
        except (OSError, Unreadable) as error:
            teller.cannot_read(why_unreadable(file, error))
        await learner.end()
    return teller.aside


class _Learner:
    """Gathers texts into batches; what is known already is left out and counted."""

    def __init__(self, session: Session, teller: Teller) -> None:
        self._session, self._teller = session, teller
        self._batch: dict[str, Taught] = {}
        self._batches = 0

    async def take(
        self, file: Path, item: Record | Bad, answers: set[str], bar: Bar, reading: Reading
    ) -> None:
        """Take in one line of a file."""
        if isinstance(item, Bad):
            self._teller.keep(file, Aside(item.line, item.reason, item.raw))
            return
        taught, why = _taught(item, answers)
        if taught is None:
            self._teller.keep(file, Aside(item.line, why, item.values))
            return
        key = id_of(taught)
        self._teller.known += key in self._batch
        self._batch[key] = taught
        bar.at(reading.done)
        if len(self._batch) >= BATCH:
            await self.end()

    async def end(self) -> None:
        """Teach what was gathered."""
        batch, self._batch = self._batch, {}
        known = await self._session.store.reads.learned_known(tuple(batch))
        texts = tuple(taught for key, taught in batch.items() if key not in known)
        self._teller.known += len(known)
        if not texts:
            return
        self._batches += 1
        given = self._session.command_id
        command_id = f"{given}.{self._batches}" if given else uuid4().hex
        command = Learn(command_id=command_id, actor=self._session.person.id, texts=texts)
        await self._session.store.act(use_case_of(command), command)
        self._teller.came += len(texts)


def _taught(record: Record, answers: set[str]) -> tuple[Taught | None, str]:
    """Return what a line teaches, else why it cannot be learned, without a full stop."""
    text, answer = record.values.get("text"), record.values.get("answer")
    if not isinstance(text, str) or not text.strip():
        return None, 'there is no "text" with words in it'
    if isinstance(answer, int):
        answer = str(answer)
    if not isinstance(answer, str) or not answer.strip():
        return None, 'there is no "answer" with an id in it'
    answer = answer.strip()
    if answer not in answers:
        return None, f"there is no answer “{answer[:60]}”"
    return Taught(text, answer), ""
