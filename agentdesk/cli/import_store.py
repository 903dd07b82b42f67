"""The store that an import writes into: opened for who may, and asked for the queues named."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from agentdesk.cli.exits import usage
from agentdesk.cli.session import Session, login_of
from agentdesk.records.hinting import hint

if TYPE_CHECKING:
    from agentdesk.data.store import Store
    from agentdesk.domain.setup import Setup


@asynccontextmanager
async def store_for_import(session: Session) -> AsyncIterator[tuple["Store", str]]:
    """Open the store for somebody who may write; who acts is a person, or the desk itself."""
    from agentdesk.cli.identity import may_run_jobs
    from agentdesk.data.open import open_store

    store = await open_store(session.url, create=False)
    try:
        setup = await store.reads.setup()
        login = login_of(store)
        may_run_jobs(setup, login, session.as_)
        yield store, session.actor_in(setup, login)
    finally:
        await store.close()


def check_queues(setup: "Setup", named: Iterable[str]) -> None:
    """Refuse names of queues that there are not. Raises ``Failure``."""
    known = [word for queue in setup.queues for word in (queue.id, queue.name)]
    folded = {word.casefold() for word in known}
    for name in filter(None, named):
        if name.casefold() not in folded:
            raise usage(f"There is no queue {name}. {hint(name, known)}")
