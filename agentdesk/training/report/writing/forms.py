"""Writes an attempt's report, or a class's, in the form that was asked for."""

from typing import IO, Literal

import msgspec

from agentdesk.training.report.cohort import Cohort
from agentdesk.training.report.report import Report
from agentdesk.training.report.writing.attempt_page import outline_of
from agentdesk.training.report.writing.cohort_page import cohort_outline, cohort_records
from agentdesk.training.report.writing.markdown import write_markdown

Form = Literal["md", "html", "csv", "json"]
FORMS: tuple[Form, ...] = ("md", "html", "csv", "json")


def write(found: Report | Cohort, form: Form, file: IO[str]) -> None:
    """Write into a text file."""
    if form == "json":
        file.write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n")
    elif form == "csv":
        _write_csv(found, file)
    else:
        page = cohort_outline(found) if isinstance(found, Cohort) else outline_of(found)
        if form == "md":
            write_markdown(page, file)
            return
        # What lays out HTML and plots is imported only where a page is asked for.
        from agentdesk.training.report.writing.page import write_page
        from agentdesk.training.report.writing.plots import drawings_of

        write_page(page, file, drawings_of(found) if isinstance(found, Report) else {})


def _write_csv(found: Report | Cohort, file: IO[str]) -> None:
    from agentdesk.training.report.writing.separated import write_csv, write_records

    if isinstance(found, Cohort):
        columns, records = cohort_records(found)
        write_records(columns, records, file)
    else:
        write_csv(found, file)
