"""``agentdesk kb``: find answers that are near to some words, and teach solved cases in bulk."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

import click

from agentdesk.cli.exits import NOTHING, Failure, nothing, usage
from agentdesk.cli.output import say, say_json, table
from agentdesk.cli.session import Session, acting, common

if TYPE_CHECKING:
    from agentdesk.domain.content import Answer
    from agentdesk.seat.suggesting import Suggester, Suggestion


TOLD = 20
"""So many lines that are no query are told each; the others are counted."""


@click.group("kb")
def kb() -> None:
    """Find answers as the answers pane does, and teach past solved cases."""


@kb.command("search")
@click.argument("query", required=False)
@click.option("--queries", metavar="FILE", help='JSON lines {"qid", "query"}; - for a pipe.')
@click.option("-k", "most", type=click.IntRange(1, 1000), default=5, show_default=True)
@click.option("--language", default="", metavar="CODE", help="The customer's, if words don't tell.")
@common
def search(
    session: Session, query: str | None, queries: str | None, most: int, language: str
) -> None:
    """Find the answers nearest to QUERY, ranked as the answers pane ranks them.

    The score is between 0 and 1 and means the same for every query: from 0.5 on an answer is near.
    Where no answer has any of the words the exit code is 4. With --queries each line gives {"qid",
    "results": [{"id", "score"}]}, and the exit code is 0 whatever they find.
    """
    empty = False
    if (query is None) == (queries is None):
        raise usage("Name what to look for, or a file of --queries.")

    async def work() -> None:
        nonlocal empty
        suggester = await _suggester(session)
        usable = _usable(session)

        def near(text: str) -> "list[Suggestion]":
            return suggester.near(text, most, language=language, usable=usable)

        if queries is None:
            found = near(query or "")
            _tell(session, query or "", found)
            empty = not found
            return
        failed = 0
        for number, asked in _asked(queries):
            if isinstance(asked, str):
                failed += 1
                if failed <= TOLD:
                    click.echo(f"{queries}, line {number}: {asked}.", err=True)
                continue
            qid, text = asked
            say_json({"qid": qid, "results": [_result(one) for one in near(text)]})
        if failed:
            lines = "1 line was" if failed == 1 else f"{failed:,} lines were"
            raise Failure(f"{lines} no query and left out.", 1, "refused")

    session.run(work, read_only=True)
    if empty:
        click.get_current_context().exit(NOTHING)


@kb.command("learn")
@click.argument("file", type=click.Path(path_type=Path))
@acting
def learn(session: Session, file: Path) -> None:
    """Teach what past solved cases tell: FILE has JSON lines {"text", "answer"}.

    A text is what the customer wrote, an answer the id of the one that settled it. A line that
    cannot be learned is told and kept aside in FILE.rejected.jsonl; the others go on, and the exit
    code is 1. Teaching the same again adds nothing.
    """
    from agentdesk.cli.kb_learn import teach

    if not file.exists():
        raise usage(f"There is no file {file}.")
    if session.run(lambda: teach(session, file)):
        click.get_current_context().exit(1)


async def _suggester(session: Session) -> "Suggester":
    from agentdesk.seat.suggesting import Suggester

    suggester = Suggester(session.store.reads)
    await suggester.fill()
    return suggester


def _usable(session: Session) -> "Callable[[Answer], bool]":
    """Return which answers the person who asks may use: those that their pane offers.

    Somebody whom the set-up does not know, a script perhaps, finds those that are for everybody:
    no customer's words are shown.
    """
    from agentdesk.domain.answers import for_everybody, usable

    setup = session.setup
    try:
        person = session.person
    except Failure:
        return for_everybody
    return lambda answer: usable(answer, person, setup)


def _asked(name: str) -> Iterator[tuple[int, tuple[str | int, str] | str]]:
    """Yield the number of each line of a file, with its query's id, by default the number, and
    its words; or why it is no query."""
    from agentdesk.records import jsons
    from agentdesk.records.found import Bad, Unreadable, why_unreadable

    try:
        with _opened(name) as lines:
            for found in jsons.records(jsons.lines(lines)):
                if isinstance(found, Bad):
                    yield found.line, found.reason
                    continue
                qid, words = found.values.get("qid", found.line), found.values.get("query")
                if isinstance(words, str):
                    yield found.line, (qid if isinstance(qid, str | int) else str(qid), words)
                else:
                    yield found.line, 'there is no "query" with words in it'
    except (Unreadable, OSError) as error:
        raise usage(why_unreadable(name, error)) from None


def _opened(name: str) -> TextIO:
    from agentdesk.records.source import open_text

    if name == "-" or Path(name).is_fifo():
        return cast(TextIO, click.open_file(name, encoding="utf-8-sig", errors="replace"))
    return open_text(Path(name))


def _result(found: "Suggestion") -> dict[str, Any]:
    return {"id": found.answer.id, "score": found.score}


def _tell(session: Session, query: str, found: "Sequence[Suggestion]") -> None:
    """Print what was found for one query."""
    from agentdesk.domain.ranking.searching import NEAR

    if session.json:
        say_json({"query": query, "results": [_result(one) for one in found]})
        return
    if not found:
        raise nothing("No answer has any of these words.")
    if found[0].score < NEAR:
        say("Nothing is near. These have some of the words:")
    table(
        ("SCORE", "ANSWER", "KIND", "NAME"),
        ((f"{one.score:.2f}", one.answer.id, one.answer.kind, one.answer.name) for one in found),
    )
