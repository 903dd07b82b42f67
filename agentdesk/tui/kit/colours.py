"""Whether the terminal is painted in colours."""

import os


def heed(colours: str) -> None:
    """Let the next app be painted without colour if the settings say ``none``.

    It is said as ``NO_COLOR`` is: Textual looks for that when an app is made.
    """
    if colours == "none":
        os.environ["NO_COLOR"] = "1"
