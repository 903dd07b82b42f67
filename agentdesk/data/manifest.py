"""What a backup says of itself, and the proof that it is whole; the same for both engines."""

import hashlib
from pathlib import Path

import msgspec

from agentdesk.data.errors import StoreDamaged, StoreMissing

MANIFEST = "backup.json"


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup holds; the digests prove that it is whole."""

    schema: int
    last_seq: int
    hash: str
    """The hash of the newest entry of the log."""
    digests: dict[str, str]
    """sha256 by path inside the folder."""


def digests_of(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file of a backup but the manifest, by path inside the folder."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[str(path.relative_to(folder))] = digest
    return found


def verified(folder: Path) -> Manifest:
    """Return a backup's manifest if every file is as it says.

    Raises ``StoreError`` or ``OSError``.
    """
    try:
        raw = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreMissing(f"There is no backup in {folder}. Name a folder with one.") from error
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
    except msgspec.MsgspecError as error:
        raise StoreDamaged(
            f"The backup in {folder} is damaged: {MANIFEST} is unreadable."
        ) from error
    found = digests_of(folder)
    for name in sorted({*found, *manifest.digests}):
        if found.get(name) != manifest.digests.get(name):
            raise StoreDamaged(f"The backup in {folder} is damaged: {name}. Use another backup.")
    return manifest
