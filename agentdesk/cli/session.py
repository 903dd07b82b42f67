"""What every command shares: its common options, the open store, who acts, one act at a time."""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import click

from agentdesk.cli.exits import failure_of
from agentdesk.cli.names import PERSON
from agentdesk.cli.numbers import COMMAND_ID
from agentdesk.config import Settings, load_settings

if TYPE_CHECKING:
    from agentdesk.data.store import Store
    from agentdesk.data.unit import Outcome
    from agentdesk.desk.desk import Desk
    from agentdesk.desk.groups import CaseResult
    from agentdesk.domain.setup import PersonSetup, Setup

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def login_of(store: "Store") -> str | None:
    """Return the login role of a PostgreSQL store; ``None`` where the user counts."""
    return getattr(store, "login", None)


class Session:
    """A command's run: its options, and once it is open, the store and who acts."""

    store: "Store"
    setup: "Setup"

    def __init__(self, *, store: str | None, as_: str | None, json: bool, command_id: str | None):
        self._given, self.as_, self.json, self.command_id = store, as_, json, command_id
        self._settings: Settings | None = None
        self._person: PersonSetup | None = None

    @property
    def settings(self) -> Settings:
        """The settings that count, the command line included."""
        if self._settings is None:
            self._settings = load_settings(store=self._given)
        return self._settings

    @property
    def url(self) -> str:
        """The address of the store."""
        return self.settings.store

    @property
    def is_new(self) -> bool:
        """Whether the store is the default one, and nobody has made it yet."""
        from pathlib import Path

        from agentdesk.config import default_store

        return self.url == default_store() and not Path(self.url).exists()

    @property
    def shown_url(self) -> str:
        """The address of the store without user name and password."""
        from agentdesk.cli.exits import without_login

        return without_login(self.url)

    @property
    def person(self) -> "PersonSetup":
        """Who acts. Raises :class:`~agentdesk.cli.exits.Failure` if that cannot be said."""
        if self._person is None:
            self._person = self.person_in(self.setup, login_of(self.store))
        return self._person

    def person_in(self, setup: "Setup", role: str | None = None) -> "PersonSetup":
        """Return who acts in a set-up; ``role`` is the PostgreSQL login role, if there is one.

        Raises :class:`~agentdesk.cli.exits.Failure`.
        """
        from agentdesk.cli.identity import person_for, system_user

        login = system_user() if role is None else role
        return person_for(setup, login, as_=self.as_, role_login=role is not None)

    def actor_in(self, setup: "Setup", role: str | None = None) -> str:
        """Return in whose name something is done: a person's, or the desk's own."""
        from agentdesk.cli.exits import Failure

        try:
            return self.person_in(setup, role).id
        except Failure:
            return "system"

    def run(
        self,
        work: Callable[[], Awaitable[T]],
        *,
        read_only: bool = False,
        create: bool = False,
    ) -> T:
        """Open the store, do the work, close the store; return what the work returned."""
        return asyncio.run(self._run(work, read_only=read_only, create=create))

    async def _run(self, work: Callable[[], Awaitable[T]], *, read_only: bool, create: bool) -> T:
        from agentdesk.data.open import open_store

        self.store = await open_store(self.url, read_only=read_only, create=create)
        try:
            self.setup = await self.store.reads.setup()
            return await work()
        finally:
            await self.store.close()

    def read(
        self, work: Callable[[], Awaitable[T]], *, words: bool = False, writes: bool = False
    ) -> T:
        """Do work that only reads, as somebody who may read.

        ``words`` says that it shows who customers are or what was written: not every role may.
        ``writes`` says that the look itself is recorded, where that can be.
        """

        async def checked() -> T:
            from agentdesk.cli.exits import refused
            from agentdesk.domain.case import READS_NO_WORDS

            sentence = READS_NO_WORDS.get(self.person.role)
            if words and sentence is not None:
                raise refused(sentence)
            return await work()

        return self.run(checked, read_only=not writes)

    def job(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do work that is nobody's act: what is due, out-going mail."""

        async def checked() -> T:
            from agentdesk.cli.identity import may_run_jobs

            may_run_jobs(self.setup, login_of(self.store), self.as_)
            return await work()

        return self.run(checked)

    async def act(self, kind: str, /, **fields: Any) -> "Outcome":
        """Do one thing as the person who acts, under ``--command-id`` or a new id.

        Raises ``Refused``.
        """
        from agentdesk.desk.registry import USE_CASES

        known = USE_CASES[kind]
        command = known.command(command_id=self.id_of_command, actor=self.person.id, **fields)
        outcome = await self.store.act(known, command)
        # Who acts is here: without a sign of life the case would go back as abandoned.
        await self.store.live.beat(self.person.id, self.now)
        return outcome

    @property
    def id_of_command(self) -> str:
        """The id of this run's command: the one given, or a new one."""
        if self.command_id is None:
            self.command_id = uuid4().hex
        return self.command_id

    @property
    def desk(self) -> "Desk":
        """The desk as the person who acts; its first command has the id given, if one was."""
        from agentdesk.desk.desk import Desk

        given = iter((self.id_of_command,))
        return Desk(self.store, self.person.id, new_id=lambda: next(given, "") or uuid4().hex)

    @property
    def now(self) -> int:
        """The store's time."""
        return self.store.clock.now()

    def instant(self, text: str) -> int:
        """Read a time as the person who acts means it. Raises ``Failure``."""
        from agentdesk.cli.times import instant_of

        return instant_of(text, self.now, self.person.zone or self.setup.zone)

    def do(self, kind: str, said: str = "", /, **fields: Any) -> None:
        """Open the store, do one thing, and say what became of it."""

        async def work() -> "Outcome":
            return await self.act(kind, **fields)

        self.told(self.run(work), said)

    async def load_setup(self, found: "Setup") -> "Outcome":
        """Put a set-up in force; the first one may come from somebody it makes known."""
        from agentdesk.cli.setup_file import load_setup

        known = bool(self.setup.version)
        actor = self.person.id if known else self.actor_in(found, login_of(self.store))
        return await load_setup(self.store, found, actor=actor, command_id=self.id_of_command)

    def told_plain(self, sentence: str, **values: Any) -> None:
        """Say that something was done which is no act of the log."""
        from agentdesk.cli.output import say, say_json

        say_json({"ok": True, **values}) if self.json else say(f"{sentence}.")

    def told_many(self, label: str, results: "Iterable[CaseResult]") -> None:
        """Say what became of an act of several parts; a part that was left out says why."""
        from agentdesk.cli.output import say, say_json

        parts = tuple(results)
        if self.json:
            kept = [
                {"case_id": part.case_id, "done": part.done, "said": part.sentence}
                for part in parts
            ]
            say_json({"ok": True, "label": label, "results": kept})
            return
        say(f"{label[:1].upper()}{label[1:]}.")
        for part in parts:
            if not part.done:
                say(f"  left out: {part.sentence}")

    def told(self, outcome: "Outcome", said: str = "") -> None:
        """Say what became of a command."""
        from agentdesk.cli.output import say, say_json

        if self.json:
            say_json(
                {
                    "ok": True,
                    "command_id": outcome.command_id,
                    "cases": outcome.cases,
                    "result": outcome.result,
                    "label": outcome.label,
                    "undo_until": outcome.undo_until,
                    "repeated": outcome.repeated,
                    "seq": outcome.last_seq,
                }
            )
            return
        words = said or outcome.label or "done"
        sentence = words[0].upper() + words[1:]
        say(f"{sentence} (done before).") if outcome.repeated else say(f"{sentence}.")


def common(function: F) -> F:
    """Give a command ``--store``, ``--as`` and ``--json``, and a :class:`Session` as argument."""
    return _with_options(function, acting=False)


def watching(function: F) -> F:
    """Give a command that only watches ``--store``, ``--json`` and a :class:`Session`.

    Nobody acts in it, so it has no ``--as PERSON``.
    """
    return _with_options(function, acting=False, somebody=False)


def acting(function: F) -> F:
    """Give a command that changes something the common options and ``--command-id``."""
    return _with_options(function, acting=True)


def _with_options(function: F, *, acting: bool, somebody: bool = True) -> F:
    @functools.wraps(function)
    def wrapped(*args: Any, **options: Any) -> Any:
        given = click.get_current_context().find_root().obj or {}
        session = Session(
            store=options.pop("store") or given.get("store"),
            as_=(options.pop("as_") if somebody else None) or given.get("as_"),
            json=options.pop("json"),
            command_id=options.pop("command_id", None),
        )
        try:
            return function(session, *args, **options)
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except Exception as error:
            failure = failure_of(error)
            if session.json and failure.exit_code:
                from agentdesk.cli.output import say_failure

                say_failure(failure.code, failure.sentence)
            raise

    wrapped = click.option("--json", is_flag=True, help="Print JSON, one object a line.")(wrapped)
    if somebody:
        wrapped = click.option(
            "--as", "as_", metavar="PERSON", type=PERSON, help="Act as this person."
        )(wrapped)
    wrapped = click.option("--store", metavar="PATH|URL", help="The store.")(wrapped)
    if acting:
        wrapped = click.option(
            "--command-id",
            metavar="ID",
            type=COMMAND_ID,
            help="A second run with the same id does nothing more.",
        )(wrapped)
    return wrapped  # type: ignore[return-value]  # click's options keep the signature's meaning
