"""A report as CSV: a line a value, written as it is made, however many there are."""

import csv
from typing import IO

from agentdesk.board.reports.report import Report
from agentdesk.board.reports.writing.tidy import Cell, columns, records

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(report: Report, file: IO[str]) -> None:
    """Write a report into a text file."""
    names = columns(report)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    for record in records(report):
        writer.writerow([safe(record[name]) for name in names])


def safe(cell: Cell) -> str | int | float:
    """Return a cell that no spreadsheet takes for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
