"""In the text box: reply or note, blanks, one's own editor, leaving."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from agentdesk.text import clean
from agentdesk.tui.desk.host import Action, Host

LETTERS = 1_000_000
"""No text of a reply is longer; what an editor leaves may be anything."""


async def _flip(app: Host) -> None:
    box = app.desk.composer
    if box is None or box.writing is None:
        return
    before = box.writing
    if before.kind == "incident":
        app.say("This goes to every linked case. Esc leaves it, the text is kept.")
        return
    bench, after = app.need_bench(), box.flip()
    async with box.storing:
        if after is not None and await bench.keep_draft(
            after.case_id, after.kind, box.text, after.to, after.seen_message
        ):
            live = bench.session.store.live
            await live.drop_draft(bench.session.me.id, before.case_id, before.kind)
    app.show_hints()


async def _leave(app: Host) -> None:
    await app.close_composer()
    app.desk.go("case")
    app.show_hints()


def _blank(by: int) -> Action:
    async def blank(app: Host) -> None:
        box = app.desk.composer
        if box is not None and not box.next_blank(by):
            app.say("There is no blank to fill in.")

    return blank


async def _break(app: Host) -> None:
    box = app.desk.composer
    if box is not None:
        box.put("\n")


async def _editor(app: Host) -> None:
    box = app.desk.composer
    if box is None or box.writing is None:
        return
    written = in_editor(app, box.text, f"case-{box.writing.case_id}.txt")
    if written is not None and written != box.text:
        box.area.text = written
        box.area.move_cursor(box.area.document.end)


def in_editor(app: Host, text: str, name: str) -> str | None:
    """Return what a person made of a text in their editor; ``None`` where nothing came of it, which
    the footer says."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        app.say("No editor is set: put its name into EDITOR.")
        return None
    path = Path(tempfile.mkdtemp(prefix="agentdesk-")) / name
    try:
        path.touch(0o600)
        path.write_text(text, encoding="utf-8")
        code = _run_editor(app, editor, path)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        app.say(f"The editor “{editor}” could not be started: {why}. The text is kept.")
        _clear_away(path)
        return None
    if code != 0:
        app.say(f"The editor ended with an error ({code}). The text is as it was.")
        _clear_away(path)
        return None
    written = _written(path)
    if written is not None and len(written) > LETTERS:
        size = f"{len(written) / 1_000_000:.1f} million letters"
        app.say(f"The editor left {size}, more than a reply can have. They are kept in {path}.")
        return None
    if written is None:
        app.say("The editor left no file. The text is as it was.")
    _clear_away(path)
    return written


def keep_aside(text: str, name: str) -> Path:
    """Keep a text that could not be taken in, in a file of its own. Raises ``OSError``."""
    path = Path(tempfile.mkdtemp(prefix="agentdesk-")) / name
    path.touch(0o600)
    path.write_text(text, encoding="utf-8")
    return path


def _run_editor(app: Host, editor: str, path: Path) -> int:
    """Give the terminal to the editor. The desk stands still meanwhile, as it is not seen."""
    words, failed = [*shlex.split(editor), str(path)], None
    with app.suspend():
        # An error that went through here would leave the terminal with the shell for good.
        try:
            code = subprocess.call(words)
        except (OSError, ValueError) as error:
            failed = error
    if failed is not None:
        raise failed
    return code


def _written(path: Path) -> str | None:
    """Return what the editor left, as far as it may be looked at; ``None`` if it left nothing."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(LETTERS * 8)
    except OSError:
        return None
    return clean(text.removesuffix("\n")) if len(text) <= LETTERS else text


def _clear_away(path: Path) -> None:
    """Delete the file and its folder; an editor may have left others there, which stay."""
    path.unlink(missing_ok=True)
    try:
        path.parent.rmdir()
    except OSError:
        return


ACTIONS: dict[str, Action] = {
    "write.flip": _flip,
    "write.leave": _leave,
    "write.blank": _blank(1),
    "write.blank_back": _blank(-1),
    "write.break": _break,
    "write.editor": _editor,
}
