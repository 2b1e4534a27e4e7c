import faulthandler
import socket
import sys
from pathlib import Path

import pytest

import main
from engine import cli
from gui import display

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux can lack a display"
)

DEBIAN = 'ID=debian\nPRETTY_NAME="Debian GNU/Linux"\n'
UBUNTU = 'ID=ubuntu\nID_LIKE="debian"\n'
FEDORA = "ID=fedora\n"
MANJARO = "ID=manjaro\nID_LIKE=arch\n"

CURSOR = {"libweir-not-there.so.0": ("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor")}


@pytest.fixture
def unused_display() -> str:
    """A display number that no server has."""
    number = next(n for n in range(4000, 5000) if not Path(f"/tmp/.X11-unix/X{n}").exists())
    return f":{number}"


@pytest.mark.parametrize("variables", [{}, {"DISPLAY": ""}, {"DISPLAY": "nonsense"}])
def test_no_display_is_an_obstacle(variables: dict[str, str]) -> None:
    obstacle = display.find_obstacle(variables)
    assert obstacle is not None
    assert not obstacle.is_missing_library
    assert "no display" in obstacle.sentence
    assert "\n" not in obstacle.sentence


def test_dead_display_counts_as_none(unused_display: str) -> None:
    obstacle = display.find_obstacle({"DISPLAY": unused_display})
    assert obstacle is not None
    assert not obstacle.is_missing_library


def test_dead_remote_display_counts_as_none(unused_display: str) -> None:
    assert display.reachable_platforms({"DISPLAY": f"127.0.0.1{unused_display}"}) == ()


def test_dead_wayland_display_counts_as_none(tmp_path: Path) -> None:
    variables = {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert display.reachable_platforms(variables) == ()


def test_wayland_display_that_answers_is_found(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "w"))
        server.listen()
        variables = {"WAYLAND_DISPLAY": "w", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert display.reachable_platforms(variables) == ("wayland",)


def test_chosen_platform_is_respected() -> None:
    assert display.reachable_platforms({"QT_QPA_PLATFORM": "offscreen"}) == ("offscreen",)
    assert display.reachable_platforms({"QT_QPA_PLATFORM": "vnc:size=1x1"}) == ("vnc",)
    assert display.find_obstacle({"QT_QPA_PLATFORM": "offscreen"}) is None


def test_missing_library_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(display, "_GUI", CURSOR)
    obstacle = display.find_obstacle({"QT_QPA_PLATFORM": "xcb"})
    assert obstacle is not None
    assert obstacle.is_missing_library
    assert "libweir-not-there.so.0" in obstacle.sentence
    assert "libxcb-cursor0" in obstacle.sentence or "xcb-util-cursor" in obstacle.sentence


@pytest.mark.parametrize(
    ("os_release", "command"),
    [
        (DEBIAN, "sudo apt install libxcb-cursor0"),
        (UBUNTU, "sudo apt install libxcb-cursor0"),
        (FEDORA, "sudo dnf install xcb-util-cursor"),
        (MANJARO, "sudo pacman -S xcb-util-cursor"),
        ("", "sudo apt install libxcb-cursor0"),
    ],
)
def test_install_command_is_the_one_of_the_system(os_release: str, command: str) -> None:
    assert display.install_command(CURSOR.values(), os_release) == command


def test_a_closed_standard_error_keeps_nothing_from_starting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(faulthandler, "enable", lambda: sys.stderr.fileno())
    monkeypatch.setattr(cli, "main", lambda *_: 0 if sys.stderr.writable() else 1)
    assert main.main() == 0
    sys.stderr.close()
