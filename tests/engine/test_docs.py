"""The guide and the code say the same.

The table of settings is made from engine.config: `python -m tests.engine.test_docs` renews it.
"""

import re
from pathlib import Path

import pytest

from engine import scenario
from engine.config import FIELDS, Field, needs_restart
from engine.export.csv_file import COLUMNS
from engine.export.rows import RESULT_WORDS
from engine.states import State
from engine.version import VERSION
from tests.engine.test_layers import LAYERS

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
SETTINGS = GUIDE / "settings.md"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
BEGIN = "<!-- settings: python -m tests.engine.test_docs -->"
END = "<!-- end of settings -->"


def settings_table() -> str:
    """Return the table of settings as the guide shows it."""
    lines = ["| key | label | values | default | acts |", "|---|---|---|---|---|"]
    for spec in FIELDS.values():
        default = spec.default if isinstance(spec.default, str) else f"{spec.default:,g}"
        unit = f" {spec.unit}" if spec.unit else ""
        lines.append(
            f"| `{spec.key}` | {spec.label} | {spec.bounds} | {default}{unit} | {acts(spec)} |"
        )
    return "\n".join(lines)


def acts(spec: Field) -> str:
    """Return when a change of a setting acts, in words."""
    if spec.acts == "live" and spec.zero and needs_restart(spec.key, 1, 0):
        return f"live; to and from 0 ({spec.zero}): restart"
    return spec.acts


def settings_in(text: str) -> str:
    """Return what stands between the two lines that mark the table."""
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def renew() -> None:
    """Write the table of settings into the guide."""
    text = SETTINGS.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    SETTINGS.write_text(
        f"{before}{BEGIN}\n{settings_table()}\n{END}{after}", encoding="utf-8", newline="\n"
    )


def test_guide_lists_the_settings_as_they_are() -> None:
    assert settings_in(SETTINGS.read_text(encoding="utf-8")) == settings_table()


@pytest.mark.parametrize("state", State)
def test_guide_names_each_state_and_its_family(state: State) -> None:
    text = (GUIDE / "states.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S.*?) \| (\S+) \|", text, re.MULTILINE)
    assert (state.word, state.family) in rows


@pytest.mark.parametrize("name", scenario.BUILTIN)
def test_guide_shows_each_scenario(name: str) -> None:
    assert f"`{name}`" in (GUIDE / "scenarios.md").read_text(encoding="utf-8")


def test_formats_names_every_column_result_and_field() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    wanted = [*COLUMNS, *filter(None, RESULT_WORDS)]
    assert not [word for word in wanted if f"`{word}`" not in text]


def test_architecture_shows_the_layers_that_are_enforced() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert "\n".join(" " + "  ".join(layer) for layer in LAYERS) in text


def test_changelog_begins_with_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[(\d\S*)\]", text, re.MULTILINE)[0] == VERSION


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_of_this_folder(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)", text) + re.findall(r'(?:src|srcset)="([^"]+)"', text)
    local = [target for target in targets if "://" not in target]
    assert not [target for target in local if not (page.parent / target).exists()]


if __name__ == "__main__":
    renew()
