"""``agentdesk answers``: list and add answers to insert, and see which are wanted."""

import click

from agentdesk.cli.case_write import text_of
from agentdesk.cli.exits import nothing
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.output import say_json, table, when
from agentdesk.cli.session import Session, acting, common


@click.group("answers")
def answers() -> None:
    """List and add answers to insert, and see which are wrong or missing."""


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


@answers.command("wanted")
@common
def wanted(session: Session) -> None:
    """List the answers that agents found wrong or missing, the oldest first."""

    async def work() -> None:
        found = await session.store.reads.wanted_answers()
        if session.json:
            for want in found:
                say_json(want)
            return
        if not found:
            raise nothing("No answer is wanted.")
        table(
            ("WANT", "SINCE", "BY", "CASE", "ANSWER", "WORDS"),
            (
                (
                    want.row.message_id,
                    when(want.row.at),
                    want.row.by,
                    want.row.case_id,
                    want.row.answer or "missing",
                    want.words,
                )
                for want in found
            ),
        )

    session.read(work, words=True)


@answers.command("want")
@click.argument("case_id", metavar="CASE", type=NUMBER)
@click.argument("words", required=False)
@click.option("--file", metavar="PATH", help="Take the words from a file; - for a pipe.")
@click.option("--answer", "answer_id", default="", metavar="ID", help="The answer that is wrong.")
@acting
def want(
    session: Session, case_id: int, words: str | None, file: str | None, answer_id: str
) -> None:
    """Tell the editors which answer a CASE would have needed, or what is wrong with one."""
    session.do("want_answer", case_id=case_id, words=text_of(words, file), answer_id=answer_id)


@answers.command("settle")
@click.argument("want", metavar="WANT", type=NUMBER)
@acting
def settle(session: Session, want: int) -> None:
    """Take a WANT off the editors' list: it is written, or needs not be."""
    session.do("settle_want", message_id=want)
