"""Finds the style files, from a checkout and from an installed wheel."""

from pathlib import Path, PurePath

import agentdesk


def styles_folder() -> Path:
    """Return the folder of the ``.tcss`` files.

    In a wheel it lies inside the package, in a checkout beside it. Raises ``FileNotFoundError``
    when neither is there, which means a broken installation.
    """
    package = Path(agentdesk.__file__).parent
    for folder in (package / "styles", package.parent / "styles"):
        if (folder / "base.tcss").is_file():
            return folder
    raise FileNotFoundError("The style files are missing. Install agentdesk again.")


def style_paths(*names: str) -> list[str | PurePath]:
    """Return the paths of ``base.tcss`` and then the named sheets, for ``App.CSS_PATH``.

    A name is given without its ending: ``style_paths("desk")``.
    """
    folder = styles_folder()
    return [folder / f"{name}.tcss" for name in ("base", *names)]
