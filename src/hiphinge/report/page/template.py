"""Pages filled from templates: one file each, with style and script inlined."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from hiphinge.core import quantities
from hiphinge.core.files import atomic_write
from hiphinge.report import numbers, words

_PARTS: Final = ".html.j2"


def fill(template: str, styles: Sequence[str], scripts: Sequence[str] = (), **context: object) -> str:
    """Return the text of a page.

    Parameters
    ----------
    template
        The template, as `report` for `report.html.j2`; others of this folder may be included by it.
    styles, scripts
        Files of this folder that are inlined in the page, in this order.
    context
        Values for the template, besides the words, the numbers and the table of quantities.
    """
    folder = files("hiphinge.report.page")
    parts = {
        part.name.removesuffix(_PARTS): part.read_text("utf-8")
        for part in folder.iterdir()
        if part.name.endswith(_PARTS)
    }
    environment = Environment(
        loader=DictLoader(parts), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    own = [folder.joinpath(script).read_text("utf-8") for script in scripts]
    return environment.get_template(template).render(
        w=words,
        n=numbers,
        quantity=quantities.quantity,
        style=Markup("\n".join([colours(), *(folder.joinpath(style).read_text("utf-8") for style in styles)])),  # noqa: S704 - our own files
        script=Markup("\n".join(own)),  # noqa: S704 - our own files
        **context,
    )


def colours() -> str:
    """Return the style sheet of the quantities' colours: one variable each, for light and for dark ground."""
    shown = [of for of in quantities.QUANTITIES.values() if of.colour is not None]
    light, dark = (
        " ".join(f"--{of.key}: {getattr(of.colour, ground)};" for of in shown) for ground in ("light", "dark")
    )
    names = "\n".join(f'[data-quantity="{of.key}"] .name {{ color: var(--{of.key}); }}' for of in shown)
    return f":root {{ {light} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n{names}"


def save(page: str, path: Path) -> Path:
    """Write a page to its file and return the path; an earlier file stays where that fails (`OutputError`)."""
    with atomic_write(path) as temporary:
        temporary.write_text(page, encoding="utf-8")
    return path


def script_json(values: Mapping[str, Any]) -> Markup:
    """Return values as JSON for a script element, which no text in them can end early."""
    text = json.dumps(values, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - escaped above


def own_markup(text: str) -> Markup:
    """Return a drawing that this program made of its own words and numbers only, marked as safe markup."""
    return Markup(text)  # noqa: S704 - made by `body_map`, `load_disc` and `load_scene`
