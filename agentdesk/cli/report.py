"""``agentdesk report``: any figure over any span, by time and one other thing, in any form."""

import asyncio
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from agentdesk.cli.bars import Bar
from agentdesk.cli.exits import not_found, nothing, usage
from agentdesk.cli.names import QUEUE, Type
from agentdesk.cli.report_file import FORMS, Form, check, form_of, write
from agentdesk.cli.session import Session, watching

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from agentdesk.board.reports.periods import Period
    from agentdesk.board.reports.report import Asked, Report
    from agentdesk.domain.setup import Setup

CHANNELS = ("mail", "web", "call", "chat", "visit")


class FigureName(Type):
    """A figure's name as it was typed; a shell completes it."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name."""
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem]":
        """Return the figures that begin like this."""
        from click.shell_completion import CompletionItem

        from agentdesk.board.figures.registry import FIGURES

        return [
            CompletionItem(figure.id, help=figure.name)
            for figure in FIGURES.values()
            if figure.id.startswith(incomplete)
        ]


@click.command("report")
@click.argument("figures", metavar="[FIGURE]...", nargs=-1, type=FigureName())
@click.option("--list", "listing", is_flag=True, help="Name every figure, with its definition.")
@click.option(
    "--by",
    metavar="DIMENSION",
    multiple=True,
    help="hour, day, week or month; and queue, channel, disposition, root-cause, team, priority "
    "or type. One of time and one other: --by day,queue.",
)
@click.option("--from", "since", metavar="TIME", help="2026-03-02, 2026-W10, 2026-03, 7d.")
@click.option("--to", "until", metavar="TIME", help="Likewise; a day or week is still in it.")
@click.option("--at", "as_of", metavar="TIME", help="As it was known then, instead of now.")
@click.option("--queue", "queues", metavar="QUEUE", multiple=True, type=QUEUE)
@click.option("--channel", "channels", multiple=True, type=click.Choice(CHANNELS))
@click.option("--team", "teams", metavar="TEAM", multiple=True)
@click.option("--site", "sites", metavar="SITE", multiple=True)
@click.option(
    "--as",
    "form",
    type=click.Choice(FORMS),
    help="By default what the file's name says, else a table.",
)
@click.option(
    "--output", metavar="FILE", type=click.Path(dir_okay=False, allow_dash=True), help="Write here."
)
@watching
def report(
    session: Session,
    figures: tuple[str, ...],
    listing: bool,
    by: tuple[str, ...],
    since: str | None,
    until: str | None,
    as_of: str | None,
    form: "Form | None",
    output: str | None,
    **narrowed: tuple[str, ...],
) -> None:
    """Tell figures over any span of time, by day, queue, channel and more.

    Without a FIGURE it tells the usual ones; attainment* is all that begin so, all is every one.
    Without --from it is the last 7 days. Days are those of each queue's own zone, weeks are ISO
    weeks. The store is only read, and no row is left out.
    """
    if listing:
        from agentdesk.cli.report_list import list_figures

        list_figures(session, figures)
        return
    chosen: Form = form or ("jsonl" if session.json else form_of(output))
    check(chosen, output)
    found = asyncio.run(_read(session, _Typed(figures, by, since, until, as_of, narrowed)))
    ascii = click.get_current_context().find_root().params.get("ascii")
    write(found, chosen, output, ascii=session.settings.with_look(ascii, None).ascii)
    if found.empty:
        raise nothing(found.empty)
    if output not in (None, "-"):
        session.told_plain(f"The report is in {output}", output=output, rows=found.length)


class _Typed(NamedTuple):
    """What was typed."""

    figures: tuple[str, ...]
    by: tuple[str, ...]
    since: str | None
    until: str | None
    as_of: str | None
    narrowed: dict[str, tuple[str, ...]]


async def _read(session: Session, typed: _Typed) -> "Report":
    from agentdesk.board.reports.reading import read_report
    from agentdesk.data.open_board import open_board

    store = await open_board(session.url)
    try:
        setup, last, now = await store.setup(), await store.last(), store.clock.now()
        known = max(now, last.recorded_at if last is not None else 0)
        asked, period = _asked(session, setup, now, known, typed)
        with _Reading() as reading:
            return await read_report(store, setup, asked, period, reading.at)
    finally:
        await store.close()


def _asked(
    session: Session, setup: "Setup", now: int, known: int, typed: _Typed
) -> "tuple[Asked, Period]":
    """Understand what was typed; what lies after ``known`` is still to come. Raises ``Failure``."""
    from zoneinfo import ZoneInfo

    from msgspec.structs import replace

    from agentdesk.board.errors import BoardError
    from agentdesk.board.figures.registry import FIGURES
    from agentdesk.board.journey import check_known
    from agentdesk.board.reports.choosing import chosen
    from agentdesk.board.reports.dimensions import by_of
    from agentdesk.board.reports.narrowing import Narrowed, NotThere
    from agentdesk.board.reports.periods import period_of
    from agentdesk.board.reports.report import Asked
    from agentdesk.board.thresholds import check as check_settings
    from agentdesk.board.times import parse_moment, zone_of

    zone, settings = ZoneInfo(zone_of(setup)), session.settings.board
    try:
        # Thresholds are the board's: nothing is judged here.
        check_settings(replace(settings, thresholds=()), FIGURES, setup)
        at = parse_moment(typed.as_of, now, zone) if typed.as_of else now
        period = period_of(typed.since, typed.until, at, zone)
        by = by_of(typed.by)
        figures = chosen(typed.figures, settings.service_level, by)
        narrowed = Narrowed(setup, **typed.narrowed)
    except NotThere as error:
        raise not_found(str(error)) from error
    except BoardError as error:
        raise usage(str(error)) from error
    try:
        for moment in (at, period.until.begins(zone)):
            check_known(moment, known, zone.key)
    except BoardError as error:
        raise not_found(str(error)) from error
    asked = Asked(figures, by, narrowed.scope, at, settings, narrowed.said)
    return asked, period


class _Reading:
    """Says on a terminal how far the log has been read."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._bar: Bar | None = None

    def __enter__(self) -> "_Reading":
        return self

    def __exit__(self, *failure: object) -> None:
        self._stack.close()

    def at(self, done: int, total: int) -> None:
        """Say how many of the log's entries have been read."""
        if self._bar is None:
            self._bar = self._stack.enter_context(Bar("Reading the log", total))
        self._bar.at(done)
