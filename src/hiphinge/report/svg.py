"""Elements of SVG drawings as text: numbers to a tenth, classes for colours, words escaped."""

from __future__ import annotations

from html import escape

from hiphinge.core.measure import FloatArray


def element(name: str, look: str, inner: str = "", **attributes: float | str) -> str:
    """One element of a class; numbers are written to a tenth, `_` in a name stands for `-`.

    `inner` is markup that was made here or escaped.
    """
    written = " ".join(
        f'{key.replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f'<{name} class="{look}" {written}>{inner}</{name}>' if inner else f'<{name} class="{look}" {written}/>'


def circle(look: str, at: FloatArray, radius: float) -> str:
    """A circle around a place, y down, shape (2,)."""
    return element("circle", look, cx=float(at[0]), cy=float(at[1]), r=radius)


def line(look: str, start: FloatArray, end: FloatArray) -> str:
    """A straight line between two places, y down, shape (2,) each."""
    return element("line", look, x1=float(start[0]), y1=float(start[1]), x2=float(end[0]), y2=float(end[1]))


def polygon(look: str, corners: FloatArray) -> str:
    """A filled polygon, y down, shape (corners, 2)."""
    return element("polygon", look, points=" ".join(f"{number(x)},{number(y)}" for x, y in corners.tolist()))


def text(look: str, at: FloatArray, words: str, anchor: str = "middle") -> str:
    """A line of words, y down."""
    return element("text", look, escape(words), x=float(at[0]), y=float(at[1]), text_anchor=anchor)


def drawing(look: str, box: tuple[float, float, float, float], description: str, inner: str) -> str:
    """A whole drawing with a `description` for those who do not see it; `box` is left, top, width and height."""
    view = " ".join(number(part) for part in box)
    return f'<svg viewBox="{view}" class="{look}" role="img" aria-label="{escape(description)}">{inner}</svg>'


def number(value: float) -> str:
    """A coordinate to a tenth, without a zero that says nothing."""
    return f"{round(value, 1) + 0.0:g}"
