"""What recording, reviewing and importing share: names, refusals, files, what is told."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from agentdesk.cli.exits import Failure, nothing, refused, usage
from agentdesk.cli.output import say, say_json
from agentdesk.cli.session import Session

if TYPE_CHECKING:
    from agentdesk.training.recording.recorder import Options, Recorded
    from agentdesk.training.recording.window import Window

T = TypeVar("T")


def name_of(out: Path) -> str:
    """Return what a scenario is called: its file without the ending. Raises ``Failure``."""
    name = out.name.removesuffix(".yaml").removesuffix(".yml")
    if not name or name != name.lower() or not all(c.isalnum() or c == "-" for c in name):
        raise usage(
            "The scenario is called as its file: name that of small letters, digits and hyphens, "
            "like --out monday-rush.yaml."
        )
    return name


def new_file(*paths: Path | None) -> None:
    """Refuse files that are there already, or cannot be. Raises ``Failure``."""
    for path in paths:
        if path is None:
            continue
        if path.exists():
            raise refused(f"{path} is there already: choose another name.")
        if not path.parent.is_dir():
            raise usage(f"There is no folder {path.parent}.")


def write_new(out: Path, text: str) -> None:
    """Write a new file. Raises ``Failure``."""
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise refused(f"{out} is there already: choose another name.") from None
    except OSError as error:
        raise usage(f"{out} cannot be written: {error.strerror}.") from None


def made(window: "Window", options: "Options") -> "Recorded":
    """Make a scenario of a window. Raises ``Failure`` where it is refused."""
    from agentdesk.training.recording.recorder import record

    return refusing(lambda: record(window, options))


def refusing(work: Callable[[], T]) -> T:
    """Do something that may be refused for the sake of privacy. Raises ``Failure``."""
    from agentdesk.training.recording.recorder import Leak, TooFew

    try:
        return work()
    except TooFew as error:
        raise Failure("\n".join(error.lines), 1, "too_few") from None
    except Leak as error:
        raise Failure(str(error), 1, "leak") from None
    except ValueError as error:
        raise nothing(str(error)) from None


def tell(
    session: Session,
    recorded: "Recorded",
    out: Path,
    *,
    left_out: Mapping[str, int],
    review: Path | None = None,
) -> None:
    """Say what was made, and what to do next."""
    scenario = recorded.made.scenario
    counted = {"customers": len(scenario.arrivals), "expected": len(scenario.expected)}
    left = {**left_out, **({"would stand alone": recorded.dropped} if recorded.dropped else {})}
    if session.json:
        file = str(review or out)
        say_json({"ok": True, "file": file, "name": scenario.name, **counted, "left_out": left})
        return
    if review is None:
        say(
            f"{out} is written: {len(scenario.arrivals)} arrivals, "
            f"{len(scenario.expected)} expected acts."
        )
    else:
        say(
            f"{review} holds what customers wrote, for your eyes only: agentdesk train review "
            f"{review} goes through it and then writes {out}."
        )
    for why, count in left.items():
        say(f"  left out: {count} ({why})")
    if review is None:
        say(
            "Look through it before others work with it; "
            f"agentdesk train check {out} finds mistakes."
        )
