"""A report as one JSON document, or as a JSON object a line."""

from typing import IO

import msgspec

from agentdesk.board.reports.report import Report
from agentdesk.board.reports.writing.tidy import about, records
from agentdesk.clock import iso

_encode = msgspec.json.Encoder(enc_hook=str).encode


def write_lines(report: Report, file: IO[str]) -> None:
    """Write each value as a JSON object on a line of its own."""
    for record in records(report):
        file.write(_encode(record).decode() + "\n")


def write_document(report: Report, file: IO[str]) -> None:
    """Write one object: what was asked, the figures with their formulas and totals, the values."""
    head = _encode(_head(report)).decode()
    file.write(head[:-1] + ',"values":[')
    between = "\n"
    for record in records(report):
        # The figures' formulas stand in the head.
        del record["formula"]
        file.write(between + _encode(record).decode())
        between = ",\n"
    file.write("\n]}\n")


def _head(report: Report) -> dict[str, object]:
    asked = report.asked
    return {
        "desk": report.setup.name,
        "at": iso(asked.at),
        "from": iso(report.span.start),
        "to": iso(report.span.end),
        "by": asked.by.words,
        "only": [{"what": what, "of": of} for what, of in asked.said],
        "zones": report.zones,
        "empty": report.empty,
        "figures": [about(grid) for grid in report.grids],
    }
