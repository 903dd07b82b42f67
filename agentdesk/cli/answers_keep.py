"""``agentdesk answers add``, ``edit``, ``state``, ``remove``, ``restore``."""

from collections.abc import Callable
from typing import Any

import click

from agentdesk.cli.answers_look import ANSWER, answer_of
from agentdesk.cli.case_write import text_of
from agentdesk.cli.exits import nothing, usage
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.session import Session, acting

_STATES = ("wip", "not_validated", "validated", "archived")
_OPTIONS = (
    click.option("--shortcut", help="A short word to find it by."),
    click.option("--language", metavar="CODE", help="The language it is written in."),
    click.option("--tag", "tags", multiple=True, metavar="TAG", help="A word to find it by."),
    click.option("--scope", type=click.Choice(("mine", "team", "all")), help="Who is offered it."),
    click.option("--owner", metavar="WHO", help="Who answers for it; you, if not given."),
    click.option("--team", metavar="TEAM", help="Of --scope team: which, if not your own."),
    click.option("--disposition", metavar="CODE", help="How a case ends in which it is sent."),
    click.option("--set-tag", "set_tags", multiple=True, metavar="TAG",
                 help="What a case is tagged with when it is sent there."),
    click.option("--next", "next_state", type=click.Choice(("wait", "resolve", "stay")),
                 help="What is proposed to follow the sending."),
    click.option("--review", "review_on", metavar="DATE", help="When to read it again."),
    click.option("--audience", type=click.Choice(("agents", "public")),
                 help="Of an article: who may read it."),
)  # fmt: skip


def _answer_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given, by field; an empty text empties a field."""
    fields = {name: value for name, value in options.items() if value not in (None, ())}
    for name in ("tags", "set_tags"):
        if name in fields:
            fields[name] = tuple(filter(None, fields[name]))
    if fields.get("next_state") == "stay":
        fields["next_state"] = ""
    return fields


@click.command("add")
@click.argument("id_", metavar="ID")
@click.argument("name")
@click.argument("text", required=False)
@click.option("--file", metavar="PATH", help="Take the text from a file; - for a pipe.")
@click.option("--article", is_flag=True, help="An article rather than a canned response.")
@click.option("--state", type=click.Choice(_STATES), help="What an agent keeps waits for a lead.")
@_answer_options
@acting
def add(
    session: Session, id_: str, name: str, text: str | None, file: str | None, article: bool,
    state: str | None, **options: Any,
) -> None:  # fmt: skip
    """Keep an answer under ID; one that has the ID already is replaced whole.

    A blank ‹like this› must be filled before a mail with it can go; {{ customer.first_name |
    default: "there" }} is filled in by the desk.
    """
    session.do(
        "keep_answer",
        id=id_,
        name=name,
        body=text_of(text, file),
        kind="article" if article else "canned",
        state=state,
        **_given(options),
    )


@click.command("edit")
@ANSWER
@click.option("--name", help="Another name.")
@click.option("--text", help="Another text.")
@click.option("--file", metavar="PATH", help="A Markdown file with front matter; - for a pipe.")
@click.option("--from-version", type=NUMBER, metavar="N", help="Refuse if it has changed since.")
@_answer_options
@acting
def edit(
    session: Session, id_: str, name: str | None, text: str | None, file: str | None,
    from_version: int | None, **options: Any,
) -> None:  # fmt: skip
    """Change an answer: by options, by a file, or in your editor when neither is given."""
    fields = _given({**options, "name": name, "body": text})
    if file is not None and fields:
        raise usage("Give a file or options, not both.")
    whole = text_of(None, file) if file is not None else None

    async def work() -> Any:
        from agentdesk.domain.answer_text import write_answer
        from agentdesk.seat.answer_keeping import edited, fields_of

        answer = await answer_of(session, id_)
        if fields:
            return await session.act(
                "keep_answer",
                **{**fields_of(answer), **fields},
                seen_version=answer.version if from_version is None else from_version,
            )
        written = whole
        if written is None:
            written = click.edit(write_answer(answer, complete=True), extension=".md")
        made = edited(answer, written) if written is not None else None
        if made is None:
            raise nothing("Nothing was changed.")
        if from_version is not None:
            made["seen_version"] = from_version
        return await session.act("keep_answer", **made)

    session.told(session.run(work))


@click.command("state")
@ANSWER
@click.argument("to", type=click.Choice(_STATES))
@acting
def state(session: Session, id_: str, to: str) -> None:
    """Bring an answer into another state.

    wip, then not_validated (its author submits it), then validated (a lead has read it), then
    archived; what is archived can come back as not_validated.
    """

    async def work() -> Any:
        answer = await answer_of(session, id_)
        return await session.act("move_answer", id=answer.id, to=to, seen_version=answer.version)

    session.told(session.run(work))


@click.command("remove")
@ANSWER
@click.option("--for-good", is_flag=True, help="Delete it; only one that was never sent.")
@acting
def remove(session: Session, id_: str, for_good: bool) -> None:
    """Take an answer out of use: it is archived, and can come back."""

    async def work() -> Any:
        answer = await answer_of(session, id_)
        if for_good:
            return await session.act("remove_answer", id=answer.id)
        return await session.act("move_answer", id=answer.id, to="archived")

    session.told(session.run(work))


@click.command("restore")
@ANSWER
@click.argument("version", type=NUMBER)
@acting
def restore(session: Session, id_: str, version: int) -> None:
    """Make an answer what it was in a VERSION; that is one more version, and its state stays."""

    async def work() -> Any:
        from agentdesk.seat.answer_history import history, version_of
        from agentdesk.seat.answer_keeping import fields_of

        versions = await history(session.store.reads, await answer_of(session, id_))
        old = version_of(versions, version)
        return await session.act("keep_answer", **fields_of(old), seen_version=versions[0].version)

    session.told(session.run(work))
