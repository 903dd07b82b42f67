"""A report as CSV, a line a value; no spreadsheet takes a cell of it for a formula."""

import csv
from collections.abc import Iterable, Iterator
from typing import IO

from agentdesk.board.reports.writing.separated import safe
from agentdesk.clock import iso
from agentdesk.text import clean_line
from agentdesk.training.report.report import Report
from agentdesk.training.report.writing.words import passed_words

COLUMNS = (
    "attempt",
    "scenario",
    "version",
    "mode",
    "row",
    "part",
    "id",
    "customer",
    "at",
    "got",
    "points",
    "of",
    "told",
    "better",
    "read",
    "replay",
)
"""``row`` says what a line is: total, part, item, miss, pick or moment."""
LONGEST = 4_000

Value = str | int | float | None
Record = dict[str, Value]


def write_csv(report: Report, file: IO[str]) -> None:
    """Write an attempt: its total, parts, items, what was missed, its picks and its timeline."""
    head = report.head
    same: Record = {
        "attempt": head.attempt,
        "scenario": head.scenario,
        "version": head.version,
        "mode": head.mode,
    }
    write_records(COLUMNS, (same | record for record in _records(report)), file)


def write_records(columns: Iterable[str], records: Iterable[Record], file: IO[str]) -> None:
    """Write records under their columns; what one does not have stays empty."""
    names = tuple(columns)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    for record in records:
        writer.writerow([_cell(record.get(name)) for name in names])


def _cell(value: Value) -> str | int | float:
    return safe(clean_line(value, LONGEST) if isinstance(value, str) else value)


def _records(report: Report) -> Iterator[Record]:
    head = report.head
    told = passed_words(report)
    yield {"row": "total", "points": head.points, "of": head.out_of, "told": told}
    for part in report.parts:
        yield {"row": "part", "part": part.part, "points": part.points, "of": part.out_of}
    for part in report.parts:
        for item in part.items:
            yield {
                "row": "item",
                "part": item.part,
                "id": item.id,
                "customer": item.customer,
                "at": _at(item.at),
                "got": item.got,
                "points": item.points,
                "of": item.of,
                "told": item.told,
                "replay": item.replay,
            }
    yield from _misses(report)
    yield from _picks(report)
    for one in report.timeline:
        yield {
            "row": "moment",
            "id": one.kind,
            "customer": one.who,
            "at": _at(one.at),
            "told": f"{one.told} | {one.text}" if one.text else one.told,
            "replay": one.replay,
        }


def _misses(report: Report) -> Iterator[Record]:
    for miss in report.misses:
        yield {
            "row": "miss",
            "part": " ".join(miss.parts),
            "id": miss.id,
            "customer": miss.customer,
            "at": _at(miss.at),
            "points": -miss.lost,
            "told": miss.told,
            "better": miss.better,
            "read": ", ".join(article.title for article in miss.read),
            "replay": miss.replay,
        }


def _picks(report: Report) -> Iterator[Record]:
    for pick in report.picks:
        yield {
            "row": "pick",
            "id": str(pick.number),
            "customer": pick.taken,
            "at": _at(pick.at),
            "got": pick.cost,
            "of": pick.least,
            "told": f"costs {pick.regret} more than the best" if pick.regret else "the best",
            "better": pick.best,
            "replay": pick.replay,
        }


def _at(instant: int | None) -> str | None:
    return None if instant is None else iso(instant)
