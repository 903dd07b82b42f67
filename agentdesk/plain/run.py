"""Opening the desk as a conversation on standard input and output."""

import sys
from contextlib import suppress
from io import TextIOWrapper

from agentdesk.clock import Clock
from agentdesk.config import Settings
from agentdesk.data.errors import StoreError
from agentdesk.data.open import open_store
from agentdesk.plain.backstage import Backstage
from agentdesk.plain.news import News
from agentdesk.plain.table import Table
from agentdesk.plain.talk import Talk
from agentdesk.plain.voice import Source, Typed, Voice
from agentdesk.seat.session import Session
from agentdesk.seat.who import Who, seeing


def run_plain(
    settings: Settings, who: Who, *, greeting: str = "", clock: Clock | None = None
) -> None:
    """Talk until the person leaves or the lines end.

    Raises ``StoreError``, whatever ``who`` raises, ``Refused`` for a role that may not see
    customers' words; and, where nobody types, ``Refused``, ``StoreError`` and ``ValueError`` for
    the first line that could not be done.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        # A letter that this terminal does not know must not end the talk.
        sys.stdout.reconfigure(errors="replace")
    with Backstage() as behind:
        session = behind.wait(open_session(settings, who, clock))
        try:
            talk_over(session, behind, settings, greeting)
        finally:
            behind.wait(session.store.close())


def talk_over(session: Session, behind: Backstage, settings: Settings, greeting: str) -> None:
    """Talk on an open session, following its store meanwhile."""
    talks: list[Talk] = []
    source: Source = Typed(sys.stdout, lambda before: talks[0].complete(before))
    voice = Voice(source, sys.stdout, ascii_only=settings.ascii)
    talk(session, behind, voice, talks, greeting)


def talk(
    session: Session, behind: Backstage, voice: Voice, talks: list[Talk], greeting: str = ""
) -> None:
    """Talk with a voice; ``talks`` gets the conversation, for whoever completes its words."""
    news = News(session)
    held = Talk(Table(session, voice, news, behind))
    talks.append(held)
    behind.wait(news.start())
    try:
        held.begin(greeting)
        held.go_on()
    finally:
        voice.flush()
        with suppress(StoreError):
            behind.wait(news.stop())


async def open_session(settings: Settings, who: Who, clock: Clock | None = None) -> Session:
    """Open a store for a person who may see customers' words."""
    store = await open_store(settings.store, clock=clock, create=False)
    try:
        setup = await store.reads.setup()
        me = seeing(who)(setup, getattr(store, "login", None))
        return Session(store, setup, me, settings.views, settings.macros)
    except BaseException:
        await store.close()
        raise
