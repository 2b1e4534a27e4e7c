"""Whether a window can be opened here, found out before Qt is asked.

Qt aborts the process when it finds no display or cannot load a system library of its platform
plugin. On Linux both are probed first; elsewhere there is nothing to find. No Qt in this module.
"""

import ctypes
import os
import socket
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CONNECT_TIMEOUT_S: Final = 1.0

# System library → package on Debian, Fedora, Arch. What QtGui needs on any platform, then what
# the two platform plugins add, as `objdump -p` lists it.
_Packages = tuple[str, str, str]
_GUI: Final[dict[str, _Packages]] = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd-glx", "libglvnd"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype", "freetype2"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2", "glib2"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs", "dbus"),
    "libX11.so.6": ("libx11-6", "libX11", "libx11"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon", "libxkbcommon"),
}
_XCB: Final[dict[str, _Packages]] = {
    "libxcb.so.1": ("libxcb1", "libxcb", "libxcb"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb", "libx11"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb", "libxcb"),
    "libxcb-render-util.so.0": (
        "libxcb-render-util0",
        "xcb-util-renderutil",
        "xcb-util-renderutil",
    ),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
}
_WAYLAND: Final[dict[str, _Packages]] = {
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client", "wayland"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor", "wayland"),
}
_PLATFORMS: Final = {"xcb": _XCB, "wayland": _WAYLAND}

_INSTALL: Final = (
    (("debian", "ubuntu"), "sudo apt install", 0),
    (("fedora", "rhel", "centos"), "sudo dnf install", 1),
    (("arch",), "sudo pacman -S", 2),
)


@dataclass(frozen=True)
class Obstacle:
    """Why no window can be opened. `sentence` is one line for the user."""

    sentence: str
    is_missing_library: bool


def find_obstacle(environment: Mapping[str, str] | None = None) -> Obstacle | None:
    """Return why no window can be opened here, or None. Takes at most two seconds."""
    if not sys.platform.startswith("linux"):
        return None
    known = os.environ if environment is None else environment
    platforms = reachable_platforms(known)
    if not platforms:
        return Obstacle("There is no display to open a window on: running in the terminal.", False)
    lacks = [missing(_GUI | _PLATFORMS.get(name, {})) for name in platforms]
    return None if not all(lacks) else _lacking(lacks[-1])


def reachable_platforms(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the Qt platforms that can show a window, the one that Qt was told to use alone."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        return tuple(name.split(":")[0] for name in chosen.split(";"))
    found = []
    if _answers(_wayland_addresses(environment)):
        found.append("wayland")
    display = environment.get("DISPLAY", "")
    if _answers(_x11_addresses(display)) and _admits(display):
        found.append("xcb")
    return tuple(found)


def missing(libraries: Mapping[str, _Packages]) -> dict[str, _Packages]:
    """Return those of `libraries` that the dynamic linker cannot load."""
    return {name: packages for name, packages in libraries.items() if not _loads(name)}


def install_command(packages: Iterable[_Packages], os_release: str) -> str:
    """Return the command that installs `packages` on the system that os_release(5) describes.

    An unknown system gets Debian's names.
    """
    fields = dict(line.partition("=")[::2] for line in os_release.splitlines())
    words = f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}".replace('"', "").split()
    command, column = next(
        ((command, column) for names, command, column in _INSTALL if set(names) & set(words)),
        (_INSTALL[0][1], 0),
    )
    return f"{command} {' '.join(sorted({names[column] for names in packages}))}"


def _lacking(libraries: Mapping[str, _Packages]) -> Obstacle:
    try:
        os_release = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        os_release = ""
    command = install_command(libraries.values(), os_release)
    named = ", ".join(libraries)
    return Obstacle(
        f"The window needs system libraries that are missing ({named}). Install them: {command}",
        True,
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


_Address = tuple[socket.AddressFamily, str | tuple[str, int]]


def _x11_addresses(display: str) -> list[_Address]:
    """Return where the X server of `[host]:number[.screen]` listens. See X(7)."""
    host, colon, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not colon or not number.isdecimal():
        return []
    if host.strip("/") in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"  # where every X server of a Unix listens
        return [(socket.AF_UNIX, path), (socket.AF_UNIX, f"\0{path}")]
    return [(socket.AF_INET, (host, 6000 + int(number)))]


def _wayland_addresses(environment: Mapping[str, str]) -> list[_Address]:
    name = environment.get("WAYLAND_DISPLAY", "")
    if not name:
        return []
    return [(socket.AF_UNIX, str(Path(environment.get("XDG_RUNTIME_DIR", "/")) / name))]


def _answers(addresses: Iterable[_Address]) -> bool:
    """True when something accepts a connection at one of `addresses`."""
    for family, address in addresses:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(CONNECT_TIMEOUT_S)
            try:
                probe.connect(address)
            except OSError:
                continue
            return True
    return False


def _admits(display: str) -> bool:
    """True when the X server lets this user in, or that cannot be found out without libxcb."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    has_error = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not has_error
