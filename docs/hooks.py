"""What mkdocs does besides its own work: root documents become pages, links hold, and nothing is loaded from outside.

A link from a page to a document at the root (``../../CONTRIBUTING.md``) works in the repository as it is, and in the
site after this. A link to a file that the site does not have becomes its plain text.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]

ROOT_DOCUMENTS: Final = {
    "ARCHITECTURE.md": "project/architecture.md",
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CONVENTIONS.md": "reference/conventions.md",
}
"""Documents at the root, and the pages that they become."""

_LINK: Final = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s#]*)(?P<anchor>#[^)\s]*)?\)")
_LOADED: Final = re.compile(r"<(?:script|img|iframe|source|video)\b[^>]*\bsrc=[\"']?((?:https?:)?//[^\"'\s>]+)")
_LINKED: Final = re.compile(
    r"<link\b(?![^>]*\brel=[\"']?(?:canonical|next|prev))[^>]*\bhref=[\"']?((?:https?:)?//[^\"'\s>]+)"
)


def linked(markdown: str, source: str, page: str) -> str:
    """The text with links that hold in the site.

    Parameters
    ----------
    markdown
        Text of a document.
    source
        Where the document is, from the repository's root.
    page
        The page that it becomes, from the site's root.
    """

    def held(link: re.Match[str]) -> str:
        target = link["target"]
        if not target or ":" in target:
            return link[0]
        place = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        found = ROOT_DOCUMENTS.get(place) or (place.removeprefix("docs/") if place.startswith("docs/") else None)
        if found is None:
            return link["text"]
        way = posixpath.relpath(found, posixpath.dirname(page) or ".")
        return f"{link['image']}[{link['text']}]({way}{link['anchor'] or ''})"

    return _LINK.sub(held, markdown)


def loaded_from_outside(html: str) -> list[str]:
    """The addresses outside the site from which a page would load scripts, styles or pictures."""
    return _LOADED.findall(html) + _LINKED.findall(html)


def on_files(files: Any, config: Any) -> Any:  # noqa: ANN401  (mkdocs is an extra, and may not be there)
    """Make pages of the documents at the root."""
    from mkdocs.structure.files import File  # type: ignore[import-not-found, unused-ignore]

    for name, page in ROOT_DOCUMENTS.items():
        files.append(File.generated(config, page, content=(ROOT / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:  # noqa: ANN401
    """Make the links of a page hold."""
    place = page.file.src_uri
    source = next((name for name, made in ROOT_DOCUMENTS.items() if made == place), f"docs/{place}")
    return linked(markdown, source, place)


def on_post_page(output: str, *, page: Any, **_: object) -> str:  # noqa: ANN401
    """Refuse a page that would load something from outside."""
    found = loaded_from_outside(output)
    if found:
        msg = f"expected {page.file.src_uri} to load nothing from outside, found {', '.join(found)}"
        raise ValueError(msg)
    return output
