"""``agentdesk answers``: keep answers to insert, see how they serve, and which are wanted."""

import click

from agentdesk.cli.answers_keep import add, edit, remove, restore, state
from agentdesk.cli.answers_look import diff, history, list_, review, show, unanswered, used
from agentdesk.cli.case_write import text_of
from agentdesk.cli.exits import nothing
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.output import say_json, table, when
from agentdesk.cli.session import Session, acting, common


@click.group("answers")
def answers() -> None:
    """Keep answers to insert, and see how they serve, which are wrong and which are missing."""


for command in (
    list_, show, add, edit, state, remove, history, diff, restore, review, used, unanswered,
):  # fmt: skip
    answers.add_command(command)


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
