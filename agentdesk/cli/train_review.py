"""``agentdesk train review``: go through a recording's texts, and write the scenario."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.exits import not_found, refused, usage
from agentdesk.cli.session import Session, common

if TYPE_CHECKING:
    from agentdesk.training.recording.reviewing import Reviewing


@click.command("review")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--write", is_flag=True, help="Open no screen: write the scenario as reviewed so far."
)
@click.option("--keep", is_flag=True, help="Keep the private file once the scenario is written.")
@common
def review(session: Session, file: Path, write: bool, keep: bool) -> None:
    """Go through what customers wrote, text by text, and write the scenario.

    Every replaced and every suspicious place is shown. What you do not let through stays in
    invented words. When the scenario is written the private FILE is deleted.
    """
    from agentdesk.training.recording.reviewing import (
        Reviewing,
        Unreadable,
        read_review,
        write_review,
    )

    try:
        found = read_review(file)
    except FileNotFoundError:
        raise not_found(f"There is no file {file}.") from None
    except Unreadable as error:
        raise usage(str(error)) from None
    except OSError as error:
        raise usage(f"{file} cannot be read: {error.strerror}.") from None
    reviewing = Reviewing(found, lambda changed: write_review(file, changed))
    if not write:
        from agentdesk.tui.training.review import run_review

        settings = session.settings
        if run_review(reviewing, settings) != "write":
            session.told_plain(f"Kept as it is in {file}; nothing is written yet", file=str(file))
            return
    _finish(session, reviewing, file, keep=keep)


def _finish(session: Session, reviewing: "Reviewing", file: Path, *, keep: bool) -> None:
    from agentdesk.cli.train_written import new_file, refusing, write_new

    out = Path(reviewing.review.out)
    new_file(out)
    write_new(out, refusing(reviewing.text))
    through, all_ = len(reviewing.through()), len(reviewing.drafts)
    if not keep:
        try:
            file.unlink()
        except OSError as error:
            raise refused(
                f"{out} is written, but {file} could not be deleted: {error.strerror}. Delete it "
                "yourself: it holds what customers wrote."
            ) from None
    session.told_plain(
        f"{out} is written: {through} of {all_} texts came through in their own words",
        file=str(out), through=through, texts=all_,
    )  # fmt: skip
