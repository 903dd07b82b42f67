"""The desk as one person uses it: say what to do, and it is done as one unit.

Screens, the command line, channels and replays hold a :class:`Desk`; nobody else writes.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from msgspec.structs import replace

from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Outcome, Refused
from agentdesk.desk.common import written, written_line
from agentdesk.desk.recalling import Recall
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.replying import (
    SENT_BY_MAIL,
    Composer,
    Letter,
    Reply,
    blanks_in,
    channel_of,
)
from agentdesk.domain.cards import mask
from agentdesk.domain.views import Draft
from agentdesk.text import clean

C = TypeVar("C", bound=Command)


def random_id() -> str:
    """Return a new command id that nobody else has."""
    return uuid4().hex


class Desk:
    """A store, and who works with it. ``new_id`` is the source of command ids."""

    def __init__(self, store: Store, person: str, *, new_id: Callable[[], str] = random_id) -> None:
        self.store = store
        self.person = person
        self._new_id = new_id

    def command(self, kind: type[C], **fields: Any) -> C:
        """Make a command of this person with an id of its own.

        Doing the same command twice does it once, so make it before the first try and keep it.
        """
        return kind(command_id=self._new_id(), actor=self.person, **fields)

    async def do(self, command: Command) -> Outcome:
        """Carry a command out. Raises ``Refused`` with nothing written."""
        if self.store.read_only is not None:
            raise Refused(self.store.read_only)
        return await self.store.act(use_case_of(command), command)

    async def act(self, kind: type[C], **fields: Any) -> Outcome:
        """Make a command and carry it out."""
        return await self.do(self.command(kind, **fields))

    async def prepare_reply(self, compose: Composer | None, **fields: Any) -> Reply:
        """Make a reply: its text cleaned, card numbers masked, and frozen into the bytes of a mail.

        ``compose`` makes those bytes; other channels need none. The fields are those of
        :class:`~agentdesk.desk.replying.Reply`. What cannot be sent is not frozen: doing it says
        why.
        """
        command = self.command(Reply, **fields)
        command = replace(
            command, body=written(command.body), subject=written_line(command.subject)
        )
        row = await self.store.reads.case_row(command.case_id)
        if compose is None or row is None or channel_of(row, command.channel) not in SENT_BY_MAIL:
            return command
        if not command.body or blanks_in(command.body) or not command.to:
            return command
        frozen = compose(
            Letter(
                to=command.to,
                cc=command.cc,
                subject=command.subject,
                body=command.body,
                case_id=command.case_id,
                in_reply_to=command.in_reply_to,
                attachments=command.attachments,
            )
        )
        return replace(command, rfc_id=frozen.rfc_id, raw=frozen.raw)

    async def reply(self, compose: Composer | None, **fields: Any) -> Outcome:
        """Send a reply, and delete its draft once it is kept."""
        return await self.send(await self.prepare_reply(compose, **fields))

    async def send(self, reply: Reply) -> Outcome:
        """Send a reply that was prepared, and delete its draft once it is kept."""
        outcome = await self.do(reply)
        await self.store.live.drop_draft(self.person, reply.case_id, "reply")
        return outcome

    async def save_draft(self, draft: Draft) -> None:
        """Keep unsent text, its card numbers masked; an empty body deletes it."""
        await self.store.live.save_draft(replace(draft, body=mask(clean(draft.body)).text))

    async def recall(self, case_id: int, message_id: int) -> Outcome:
        """Keep a held message from leaving; everything else stands."""
        return await self.act(Recall, case_id=case_id, message_id=message_id)
