"""Where a report goes: to the terminal, or into a file that gets its name when it is whole."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

import click

from agentdesk.cli.exits import usage
from agentdesk.cli.signs import in_ascii, takes_signs
from agentdesk.ownfiles import refuse_own

if TYPE_CHECKING:
    from agentdesk.board.reports.report import Report

Form = Literal["table", "csv", "json", "jsonl", "parquet", "html"]
FORMS: tuple[Form, ...] = ("table", "csv", "json", "jsonl", "parquet", "html")
_SUFFIXES: dict[str, Form] = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
}
_NEEDS = {"parquet": "pyarrow", "html": "pygal"}


def form_of(output: str | None) -> Form:
    """Return the form that a file's name asks for; a table for any other."""
    return _SUFFIXES.get(Path(output or "").suffix.lower(), "table")


def check(form: Form, output: str | None) -> None:
    """Say before anything is read what is in the way of writing it. Raises ``Failure``."""
    package = _NEEDS.get(form)
    if package is not None:
        from importlib.util import find_spec

        if find_spec(package) is None:
            raise usage(
                f"A report as {form} needs {package}, which is not installed: "
                "install agentdesk[reports]."
            )
    if output in (None, "-"):
        if form == "parquet":
            raise usage("A Parquet file is no text: say where it goes with --output FILE.")
        return
    folder = Path(output or "").absolute().parent
    if not folder.is_dir():
        raise usage(f"There is no folder {folder} to write into.")


def write(report: "Report", form: Form, output: str | None, *, ascii: bool = False) -> None:
    """Write a report in a form, to the terminal or into a file.

    ``ascii`` writes a table's signs with plain ASCII, as does a terminal that has no others.
    """
    if output is None or output == "-":
        _write_text(report, form, sys.stdout, _width(), ascii=ascii or not takes_signs())
        return
    # Only now is it known which files the store has.
    refuse_own(output)
    with new_file(Path(output)) if is_file(output) else nullcontext(Path(output)) as made:
        if form == "parquet":
            from agentdesk.board.reports.writing.parquet import write_parquet

            write_parquet(report, made)
            return
        with made.open("w", encoding="utf-8", newline="") as file:
            _write_text(report, form, file, None, ascii=ascii)


def _write_text(
    report: "Report", form: Form, file: IO[str], cells: int | None, *, ascii: bool
) -> None:
    if form == "csv":
        from agentdesk.board.reports.writing.separated import write_csv

        write_csv(report, file)
    elif form in ("json", "jsonl"):
        from agentdesk.board.reports.writing.jsons import write_document, write_lines

        (write_document if form == "json" else write_lines)(report, file)
    elif form == "html":
        from agentdesk.board.reports.writing.page import write_page

        write_page(report, file)
    else:
        from agentdesk.board.reports.writing.table import write_table

        written = in_ascii if ascii else str
        write_table(report, lambda line: click.echo(written(line), file=file), cells)


def _width() -> int | None:
    """Return how wide the terminal is; ``None`` where lines may be as long as they are."""
    if not sys.stdout.isatty():
        return None
    return os.get_terminal_size(sys.stdout.fileno()).columns or None


def is_file(output: str) -> bool:
    """Say whether a file is there, or nothing: a pipe or terminal is written as it is."""
    return not os.path.exists(output) or os.path.isfile(output)


@contextmanager
def new_file(named: Path) -> Iterator[Path]:
    """Give a file to write that takes its name, where a link leads, when all is in it."""
    path = named.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    made = Path(name)
    try:
        yield made
        made.chmod(_mode(path))
        made.replace(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """Return who may read a file: as before, else as anything this user makes."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
