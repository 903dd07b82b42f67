"""``agentdesk answers``: list and add answers to insert."""

import click

from agentdesk.cli.case_write import text_of
from agentdesk.cli.output import say_json, table
from agentdesk.cli.session import Session, acting, common


@click.group("answers")
def answers() -> None:
    """List and add answers to insert."""


@answers.command("list")
@common
def list_(session: Session) -> None:
    """List every answer, by name."""

    async def work() -> None:
        found = await session.store.reads.answers()
        if session.json:
            for answer in found:
                say_json(answer)
            return
        table(
            ("ANSWER", "KIND", "NAME", "SHORTCUT", "LANGUAGE", "USES"),
            ((one.id, one.kind, one.name, one.shortcut, one.language, one.uses) for one in found),
        )

    session.read(work)


@answers.command("add")
@click.argument("id_", metavar="ID")
@click.argument("name")
@click.argument("text", required=False)
@click.option("--file", metavar="PATH", help="Take the text from a file; - for a pipe.")
@click.option("--shortcut", default="", help="A short word to find it by.")
@click.option("--article", is_flag=True, help="An article rather than a canned response.")
@click.option("--language", default="en", show_default=True, metavar="CODE")
@click.option("--tag", "tags", multiple=True, metavar="TAG")
@acting
def add(
    session: Session,
    id_: str,
    name: str,
    text: str | None,
    file: str | None,
    shortcut: str,
    article: bool,
    language: str,
    tags: tuple[str, ...],
) -> None:
    """Keep an answer under ID; one that has the ID already is replaced.

    A blank ‹like this› must be filled before a mail with it can go.
    """
    session.do(
        "keep_answer",
        id=id_,
        name=name,
        body=text_of(text, file),
        shortcut=shortcut,
        kind="article" if article else "canned",
        language=language,
        tags=tags,
    )
