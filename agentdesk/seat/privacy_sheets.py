"""What is asked before words are taken out or a customer is erased: sheets, and what they mean."""

from collections.abc import Sequence

from agentdesk.domain.views import CaseView, TimelineItem
from agentdesk.seat import erasing, redacting
from agentdesk.seat.erasing import ErasurePreview
from agentdesk.seat.redacting import Prepared
from agentdesk.sheetplan import Choice, If, Option, SheetPlan, Text

MOST = 9
"""So many messages are offered, the newest first: one a digit."""
WORDS = "words"


def which_sheet(case: CaseView) -> SheetPlan:
    """Ask for the message, whether words or a file of it, and for the words."""
    items = [item for item in reversed(case.items) if item.message.body or item.parts][:MOST]
    what = [Option(WORDS, "words of it"), *_files(items)]
    options = tuple(Option(str(i.message.id), _line(i)) for i in items)
    return SheetPlan(
        title=f"Take out of {case.row.id} for good",
        intro="A mark stays where it stood, in every copy of the case.",
        fields=(
            Choice("message", "Which message", options),
            Choice("what", "What of it", tuple(what), default=WORDS),
            Text("text", "The words", "as they stand there", only_if=If("what", (WORDS,))),
        ),
        apply="shows what goes",
    )


def _line(item: TimelineItem) -> str:
    who = item.message.from_name or item.message.author or "customer"
    kind = "note" if item.message.direction == "note" else who
    first = next((line.strip() for line in item.message.body.splitlines() if line.strip()), "")
    return f"{kind}: {first}"[:60]


def _files(items: Sequence[TimelineItem]) -> list[Option]:
    """Return the files of these messages, each under its own part."""
    parts = [part for item in items for part in item.parts]
    return [Option(part.id, f"the file {part.filename}"[:60]) for part in parts][:8]


def chosen(answers: dict[str, str]) -> tuple[int, str, str]:
    """Return the message, the words and the file that were chosen; a file names its message."""
    what = answers.get("what", WORDS)
    if what != WORDS:
        return int(what.partition(".")[0]), "", what
    return int(answers["message"]), answers.get("text", ""), ""


def sure_sheet(prepared: Prepared) -> SheetPlan:
    """Show what will go, and ask once more."""
    lines = [redacting.said(prepared), prepared.before, redacting.FINAL]
    return _sure("Take it out for good", [line for line in lines if line], "take it out")


def erase_sheet(preview: ErasurePreview) -> SheetPlan:
    """Show what erasing a customer deletes, and ask once more."""
    return _sure("Erase this customer for good", [*preview.lines(), erasing.FINAL], "erase them")


def _sure(title: str, lines: Sequence[str], yes: str) -> SheetPlan:
    options = (Option("no", "leave it as it is"), Option("yes", yes))
    return SheetPlan(
        title=title,
        intro="\n".join(lines),
        fields=(Choice("sure", "Are you sure", options, default="no"),),
        apply="does it",
    )
