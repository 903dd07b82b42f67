"""``agentdesk answers``: what only looks. Lists, one answer, its versions, how it serves."""

from typing import TYPE_CHECKING, Any

import click

from agentdesk.cli.exits import nothing
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.output import say, say_json, table, when
from agentdesk.cli.session import Session, common

if TYPE_CHECKING:
    from agentdesk.domain.content import Answer

ANSWER = click.argument("id_", metavar="ID")
"""An answer, by its id or shortcut."""


async def answer_of(session: Session, id: str) -> "Answer":
    """Return an answer that whoever acts may read. Raises ``Refused``."""
    from agentdesk.seat.answer_keeping import answer_by

    return await answer_by(session.store.reads, session.person, session.setup, id)


def today(session: Session) -> str:
    """Return the day it is for whoever acts."""
    from agentdesk.seat.answer_keeping import today

    return today(session.person, session.setup, session.now)


@click.command("list")
@click.option("--state", type=click.Choice(("wip", "not_validated", "validated", "archived")))
@click.option("--kind", type=click.Choice(("canned", "article")))
@click.option("--scope", type=click.Choice(("mine", "team", "all")))
@click.option("--find", "typed", default="", metavar="WORDS", help="The nearest first.")
@common
def list_(
    session: Session, state: str | None, kind: str | None, scope: str | None, typed: str
) -> None:
    """List the answers you may read, by name."""

    async def work() -> None:
        from agentdesk.domain.answers import review_due, sees
        from agentdesk.seat.answers import found

        wanted = {"state": state, "kind": kind, "scope": scope}
        every = [
            answer
            for answer in await session.store.reads.answers()
            if sees(answer, session.person, session.setup)
            and all(value in (None, getattr(answer, name)) for name, value in wanted.items())
        ]
        shown = found(every, typed, session.person.languages[0]) if typed else every
        if session.json:
            for answer in shown:
                say_json(answer)
            return
        day = today(session)
        table(
            ("ANSWER", "KIND", "NAME", "SHORTCUT", "LANGUAGE", "USES", "RESOLVED", "SCOPE",
             "STATE", "REVIEW"),
            (
                (one.id, one.kind, one.name, one.shortcut, one.language, one.uses, one.resolves,
                 one.team or one.scope, one.state,
                 one.review_on + (" due" if review_due(one, day) else ""))
                for one in shown
            ),
        )  # fmt: skip

    session.read(work)


@click.command("show")
@ANSWER
@click.option("--markdown", is_flag=True, help="As a file with front matter, as edit takes it.")
@common
def show(session: Session, id_: str, markdown: bool) -> None:
    """Show an answer whole, by its ID or shortcut."""

    async def work() -> None:
        from agentdesk.domain.answer_text import write_answer
        from agentdesk.seat.answer_carrying import carries

        answer = await answer_of(session, id_)
        if session.json:
            say_json(answer)
            return
        if markdown:
            click.echo(write_answer(answer), nl=False)
            return
        who = {"mine": f"{answer.owner} alone", "team": f"the team {answer.team}"}
        lines: dict[str, Any] = {
            "answer": f"{answer.id} ({answer.kind}), {answer.state.replace('_', ' ')}",
            "name": answer.name,
            "shortcut": answer.shortcut,
            "language": answer.language,
            "tags": ", ".join(answer.tags),
            "for": who.get(answer.scope, "everybody"),
            "owner": answer.owner,
            "audience": answer.audience if answer.kind == "article" else "",
            "sent": carries(answer, session.setup),
            "review": answer.review_on,
            "used": f"{answer.uses} times, resolved {answer.resolves} cases",
            "version": f"{answer.version}, {when(answer.updated_at or None)} {answer.updated_by}",
        }
        for name, value in lines.items():
            if value:
                say(f"{name:9} {value}")
        say("")
        say(answer.body)

    session.read(work)


@click.command("history")
@ANSWER
@common
def history(session: Session, id_: str) -> None:
    """List an answer's versions, the newest first, with what each changed."""

    async def work() -> None:
        from agentdesk.seat.answer_history import changed_fields, history

        versions = await history(session.store.reads, await answer_of(session, id_))
        if session.json:
            for version in versions:
                say_json(version)
            return
        rows = []
        for version, before in zip(versions, (*versions[1:], None), strict=True):
            fields = [f[0] for f in changed_fields(before, version)] if before else ["added"]
            if before is not None and before.body != version.body:
                fields.append("text")
            at = when(version.updated_at or None)
            rows.append((version.version, at, version.updated_by, ", ".join(fields)))
        table(("VERSION", "AT", "BY", "CHANGED"), rows)

    session.read(work)


@click.command("diff")
@ANSWER
@click.argument("a", type=NUMBER, required=False)
@click.argument("b", type=NUMBER, required=False)
@common
def diff(session: Session, id_: str, a: int | None, b: int | None) -> None:
    """Show what changed between two versions of an answer, word by word.

    Without numbers: what the last change was; with one: what has changed since that version.
    """

    async def work() -> None:
        from agentdesk.seat import answer_history as history

        versions = await history.history(session.store.reads, await answer_of(session, id_))
        newest = versions[0].version
        if newest == 1 and a is None:
            raise nothing(f"“{versions[0].name}” has not been changed.")
        old = history.version_of(versions, newest - 1 if a is None else a)
        new = history.version_of(versions, newest if b is None else b)
        fields = history.changed_fields(old, new)
        lines = history.diff(old.body, new.body)
        if session.json:
            say_json(
                {
                    "id": new.id,
                    "from": old.version,
                    "to": new.version,
                    "fields": [
                        dict(zip(("field", "before", "after"), f, strict=True)) for f in fields
                    ],
                    "text": [[piece._asdict() for piece in line] for line in lines],
                }
            )
            return
        if not fields and not lines:
            raise nothing(f"Versions {old.version} and {new.version} are the same.")
        say(f"{new.id}: version {old.version} to {new.version}")
        for name, before, after in fields:
            say(f"{name}: [-{before}-]{{+{after}+}}")
        for line in lines:
            _say_line(line)

    session.read(work)


def _say_line(line: Any) -> None:
    """Print a line of a difference: coloured at a terminal, with marks elsewhere."""
    import sys

    from agentdesk.seat.answer_history import plainly
    from agentdesk.text import clean

    if not sys.stdout.isatty() or not line:
        say(plainly(line))
        return
    styles: dict[str, dict[str, Any]] = {
        "same": {},
        "gone": {"fg": "red", "strikethrough": True},
        "new": {"fg": "green", "underline": True},
    }
    click.echo("".join(click.style(clean(p.words), **styles[p.change]) for p in line))


@click.command("review")
@click.option("--by", metavar="DATE", help="Due by then instead of today, like 2026-05-31.")
@common
def review(session: Session, by: str | None) -> None:
    """List the answers that somebody should read again, the longest overdue first."""

    async def work() -> None:
        from agentdesk.cli.exits import usage
        from agentdesk.domain.answer_text import is_date
        from agentdesk.domain.answers import review_due, sees

        if by is not None and not is_date(by):
            raise usage("Write the date like 2026-05-31.")
        day = by or today(session)
        due = [
            answer
            for answer in await session.store.reads.answers()
            if review_due(answer, day) and sees(answer, session.person, session.setup)
        ]
        due.sort(key=lambda answer: (answer.review_on, answer.name))
        if session.json:
            for answer in due:
                say_json(answer)
            return
        if not due:
            raise nothing("No answer is due for review.")
        table(
            ("REVIEW", "ANSWER", "NAME", "OWNER", "STATE", "USES"),
            ((a.review_on, a.id, a.name, a.owner, a.state, a.uses) for a in due),
        )

    session.read(work)


@click.command("used")
@ANSWER
@click.option("-n", "limit", type=NUMBER, default=100, show_default=True, help="At most so many.")
@common
def used(session: Session, id_: str, limit: int) -> None:
    """List the cases that an answer was sent in, the newest first."""

    async def work() -> None:
        answer = await answer_of(session, id_)
        found = await session.store.reads.answer_used(answer.id, limit)
        if session.json:
            for one in found:
                say_json(one)
            return
        if not found:
            raise nothing(f"“{answer.name}” has not been sent.")
        table(
            ("CASE", "AT", "BY", "STATE", "SUBJECT"),
            ((u.case_id, when(u.at), u.by, u.state, u.subject) for u in found),
        )

    session.read(work, words=True)


@click.command("unanswered")
@common
def unanswered(session: Session) -> None:
    """List the searches for an answer that found nothing, the newest first."""

    async def work() -> None:
        found = await session.store.reads.unanswered()
        if session.json:
            for one in found:
                say_json(one)
            return
        if not found:
            raise nothing("Every search for an answer found one.")
        table(
            ("AT", "BY", "CASE", "SEARCHED FOR"),
            ((when(one.at), one.by, one.case_id or "", one.query) for one in found),
        )

    session.read(work, words=True)
