"""The desk as one person uses it: say what to do, and it is done as one unit.

Screens, the command line, channels and replays hold a :class:`Desk`; nobody else writes.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from msgspec.structs import replace

from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Outcome, Refused
from agentdesk.desk.registry import use_case_of
from agentdesk.domain.cards import mask
from agentdesk.domain.views import Draft
from agentdesk.text import clean, clean_line

C = TypeVar("C", bound=Command)


def random_id() -> str:
    """Return a new command id that nobody else has."""
    return uuid4().hex


class Desk:
    """A store, and who works with it. ``new_id`` is the source of command ids."""

    def __init__(self, store: Store, person: str, *, new_id: Callable[[], str] = random_id) -> None:
        self.store = store
        self.person = person
        self.new_id = new_id

    def command(self, kind: type[C], **fields: Any) -> C:
        """Make a command of this person with an id of its own.

        Doing the same command twice does it once, so make it before the first try and keep it.
        """
        return kind(command_id=self.new_id(), actor=self.person, **fields)

    async def do(self, command: Command) -> Outcome:
        """Carry a command out. Raises ``Refused`` with nothing written."""
        if self.store.read_only is not None:
            raise Refused(self.store.read_only)
        return await self.store.act(use_case_of(command), command)

    async def act(self, kind: type[C], **fields: Any) -> Outcome:
        """Make a command and carry it out."""
        return await self.do(self.command(kind, **fields))

    async def save_draft(self, draft: Draft) -> None:
        """Keep unsent text, its card numbers masked; an empty body deletes it."""
        await self.store.live.save_draft(
            replace(draft, body=mask(clean(draft.body)).text, to=mask(clean_line(draft.to)).text)
        )
