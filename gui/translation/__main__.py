"""Renews the translations: `make translations`.

    the code of gui/ ──────────┐
                               ├─ lupdate ─▶ weir_zh_CN.ts ─ lrelease ─▶ weir_zh_CN.qm
    the engine (sources.py) ───┘             (translate here)            (loaded by the window)

Both files are kept with the code: whoever runs Weir from its folder needs no tools.
"""

import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Final

from gui.language import FOLDER
from gui.translation.sources import texts

ROOT: Final = Path(__file__).resolve().parents[2]
NAME: Final = "weir_zh_CN"
OPTIONS: Final = (
    *("-extensions", "py"),
    *("-locations", "none"),  # else every change of the code would change the file
    *("-disable-heuristic", "similartext"),  # a guess looks like a translation
    "-no-obsolete",
    "-silent",
)


def main() -> int:
    """Renew both files and say how much is left to translate."""
    source = FOLDER / f"{NAME}.ts"
    update(source)
    print(release(source, source.with_suffix(".qm")), end="")
    return 0


def update(source: Path) -> None:
    """Bring a .ts file up to date; translations of texts that stayed are kept."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "listed.py"
        lines = (f"translate({context!r}, {text!r})\n" for context, text in texts())
        listed.write_text("".join(lines), encoding="utf-8")
        _run("lupdate", *OPTIONS, str(ROOT / "gui"), str(listed), "-ts", str(source))


def release(source: Path, target: Path) -> str:
    """Make the .qm file that the window loads from a .ts file. Return what lrelease said."""
    return _run("lrelease", str(source), "-qm", str(target))


def _run(tool: str, *arguments: str) -> str:
    """Run one of Qt's tools, as PySide6 ships it. Raises CalledProcessError."""
    program = Path(sysconfig.get_path("scripts")) / f"pyside6-{tool}"
    done = subprocess.run([str(program), *arguments], check=True, capture_output=True, text=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
