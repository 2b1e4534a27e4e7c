"""The guide as it is shipped: pages in Markdown, in English and, where there is one, in Chinese."""

import re
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "guide"
INDEX: Final = "index"


def pages(language: str = "en") -> dict[str, str]:
    """Return every page's name with its title, in the order of the index, which comes first."""
    text = path(INDEX).read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([\w-]+)\.md\)", text)
    return {name: title(name, language) for name in (INDEX, *linked)}


def path(page: str, language: str = "en") -> Path:
    """Return the file of a page, the English one where there is none in `language`."""
    own = FOLDER / language / f"{page}.md"
    return own if own.is_file() else FOLDER / f"{page}.md"


def title(page: str, language: str = "en") -> str:
    """Return the heading of a page."""
    first = path(page, language).read_text(encoding="utf-8").partition("\n")[0]
    return first.removeprefix("# ").strip()
