"""Where the mouse is listened to."""

from agentdesk.tui.kit.mouse import wants_mouse


def test_screen_is_not_asked_for_the_mouse_because_it_would_keep_escape_back() -> None:
    assert wants_mouse({"TERM": "xterm-256color", "TMUX": "/tmp/tmux-0/default,1,0"})
    assert not wants_mouse({"TERM": "screen.xterm-256color", "STY": "4711.desk"})
