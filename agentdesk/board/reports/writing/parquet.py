"""A report as a Parquet file, a row a value, in blocks as they are made."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentdesk.board.reports.report import Report
from agentdesk.board.reports.writing.tidy import Cell, about, columns, records

if TYPE_CHECKING:
    import pyarrow

BLOCK = 50_000
"""Rows in memory at a time."""


def write_parquet(report: Report, path: Path) -> None:
    """Write a report into a file. Raises ``ImportError`` without the package."""
    import msgspec
    import pyarrow
    from pyarrow import parquet

    schema = _schema(pyarrow, report)
    figures = msgspec.json.encode([about(grid) for grid in report.grids], enc_hook=str)
    with parquet.ParquetWriter(path, schema.with_metadata({"figures": figures})) as writer:
        for block in _blocks(report):
            writer.write_table(pyarrow.Table.from_pylist(block, schema=schema))


def _schema(pyarrow: Any, report: Report) -> "pyarrow.Schema":
    kinds = {
        "version": pyarrow.int32(),
        "value": pyarrow.float64(),
        "numerator": pyarrow.float64(),
        "denominator": pyarrow.float64(),
        "median": pyarrow.float64(),
        "longest": pyarrow.float64(),
        "provisional": pyarrow.bool_(),
        "from": pyarrow.timestamp("ms", tz="UTC"),
        "to": pyarrow.timestamp("ms", tz="UTC"),
    }
    # What repeats in every row takes no room in a dictionary.
    words = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    return pyarrow.schema([(name, kinds.get(name, words)) for name in columns(report)])


def _blocks(report: Report) -> Iterator[list[dict[str, Cell]]]:
    block: list[dict[str, Cell]] = []
    for record in records(report, lambda at: at):
        block.append(record)
        if len(block) >= BLOCK:
            yield block
            block = []
    if block:
        yield block
