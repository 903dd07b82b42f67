"""Files that go along with a reply: which, how large, and their bytes when it is sent."""

from collections.abc import Sequence
from os.path import expanduser
from pathlib import Path
from typing import NamedTuple

from agentdesk.data.errors import Refused
from agentdesk.desk.replying import Attachment
from agentdesk.seat.attachments import enclosure
from agentdesk.text import clean_line


class Enclosed(NamedTuple):
    """A file as it was chosen; it is read when the reply is sent."""

    path: Path
    size: int

    @property
    def name(self) -> str:
        """Return its name as the customer will see it."""
        return clean_line(self.path.name, 100) or "file"


def chosen(written: str) -> Enclosed:
    """Look at a file that is to go along, by its path. Raises ``Refused``."""
    path = Path(expanduser(written))
    try:
        if not path.is_file():
            raise Refused(f"{path} is no file.", "invalid")
        return Enclosed(path, path.stat().st_size)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.", "invalid") from None


def with_file(files: Sequence[Enclosed], file: Enclosed, most: int) -> tuple[Enclosed, ...]:
    """Return the files with one more. Raises ``Refused`` when they are too large together."""
    kept = [other for other in files if other.path != file.path]
    size = file.size + sum(other.size for other in kept)
    if size > most:
        raise Refused(
            f"{file.name} was not added: with it the files have {size_words(size)}, and at most "
            f"{size_words(most)} go along. Send a link to it.",
            "invalid",
        )
    return (*kept, file)


def still_there(paths: Sequence[str]) -> tuple[Enclosed, ...]:
    """Return the files of a draft; one that is gone is told when the reply is sent."""
    found = []
    for written in paths:
        path = Path(written)
        try:
            found.append(Enclosed(path, path.stat().st_size))
        except OSError:
            found.append(Enclosed(path, 0))
    return tuple(found)


def read(files: Sequence[Enclosed], most: int) -> tuple[Attachment, ...]:
    """Read the files for sending; ``most`` bytes go along. Raises ``Refused``."""
    made = []
    for file in files:
        try:
            made.append(enclosure(file.path, most))
        except ValueError as error:
            raise Refused(f"{error} Ctrl+P takes it off.", "invalid") from None
    return tuple(made)


def files_line(files: Sequence[Enclosed]) -> str:
    """Return ``2 files: bill.pdf 14 kB, photo.png 2 MB``."""
    if not files:
        return ""
    named = ", ".join(f"{file.name} {size_words(file.size)}" for file in files)
    return f"{len(files)} file{'' if len(files) == 1 else 's'}: {named}"


def size_words(size: int) -> str:
    """Write a number of bytes shortly."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB".replace(".0 ", " ")
    return f"{max(1, size // 1_000)} kB"
