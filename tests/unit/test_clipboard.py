"""The machine's clipboard: which program is used, and that a broken one is told."""

import sys

from agentdesk.tui.kit.clipboard import copy_here, tool


def test_the_program_fits_the_screen_one_sits_at() -> None:
    def everywhere(name: str) -> str:
        return f"/bin/{name}"

    assert tool({"WAYLAND_DISPLAY": "w"}, everywhere) == ("wl-copy",)
    assert tool({"TMUX": "x", "DISPLAY": ":0"}, everywhere) == ("tmux", "load-buffer", "-w", "-")
    assert tool({"DISPLAY": ":0"}, lambda name: name if name == "xsel" else None) == (
        "xsel", "--clipboard", "--input"
    )  # fmt: skip
    assert tool({"DISPLAY": ":0"}, lambda name: None) is None


async def test_a_clipboard_that_fails_is_a_sentence() -> None:
    assert await copy_here("x", ("no-such-clipboard",)) == (
        "no-such-clipboard could not be started (No such file or directory)"
    )
    assert (await copy_here("x", (sys.executable, "-c", "exit(3)"))).endswith("refused it")


async def test_the_text_arrives() -> None:
    check = "import sys; sys.exit(sys.stdin.read() != '1042')"
    assert await copy_here("1042", (sys.executable, "-c", check)) == ""
