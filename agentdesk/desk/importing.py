"""An import begins and ends: who brought in what, and how much of it, for the audit."""

from typing import Literal

from agentdesk.data.unit import Command, Decision, Found, Needs, State, UseCase
from agentdesk.desk.incoming import safe_line
from agentdesk.desk.story import Story
from agentdesk.domain.content import ImportText
from agentdesk.domain.events import ImportBegan, ImportEnded

What = Literal["cases", "customers", "organisations", "answers", "articles", "mail"]


class BeginImport(Command, frozen=True, kw_only=True):
    """Say that records are about to come in. The command's group is the import's id."""

    import_id: str
    what: What
    source: str = ""
    files: tuple[str, ...] = ()


class EndImport(Command, frozen=True, kw_only=True):
    """Say what became of an import."""

    import_id: str
    came: int
    known: int
    left_out: int


def _needs(command: BeginImport | EndImport, found: Found) -> Needs:
    return Needs()


def _begin(state: State, command: BeginImport) -> Decision:
    story = Story(state, command, quiet=True)
    story.tell(ImportBegan(import_id=command.import_id, what=command.what))
    files = tuple(safe_line(file) for file in command.files)
    story.keep(ImportText(command.import_id, command.what, safe_line(command.source), files))
    return story.end(f"began to import {command.what}")


def _end(state: State, command: EndImport) -> Decision:
    story = Story(state, command, quiet=True)
    story.tell(
        ImportEnded(
            import_id=command.import_id,
            came=command.came,
            known=command.known,
            left_out=command.left_out,
        )
    )
    return story.end("ended an import")


USE_CASES = (
    UseCase("begin_import", BeginImport, _needs, _begin),
    UseCase("end_import", EndImport, _needs, _end),
)
