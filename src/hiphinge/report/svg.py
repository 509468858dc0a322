"""Elements of SVG drawings as text: numbers to one decimal, colours by class, words escaped."""

from __future__ import annotations

from html import escape

from hiphinge.core.measure import FloatArray


def element(name: str, look: str, inner: str = "", **attributes: float | str) -> str:
    """Return one element of the class `look`; numbers have one decimal, `_` in a name becomes `-`.

    `inner` is markup that was made here or is escaped.
    """
    written = " ".join(
        f'{key.replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f'<{name} class="{look}" {written}>{inner}</{name}>' if inner else f'<{name} class="{look}" {written}/>'


def circle(look: str, at: FloatArray, radius: float) -> str:
    """Return a circle around a point, y downward, shape (2,)."""
    return element("circle", look, cx=float(at[0]), cy=float(at[1]), r=radius)


def line(look: str, start: FloatArray, end: FloatArray) -> str:
    """Return a straight line between two points, y downward, shape (2,) each."""
    return element("line", look, x1=float(start[0]), y1=float(start[1]), x2=float(end[0]), y2=float(end[1]))


def polygon(look: str, corners: FloatArray) -> str:
    """Return a filled polygon, y downward, shape (corners, 2)."""
    return element("polygon", look, points=" ".join(f"{number(x)},{number(y)}" for x, y in corners.tolist()))


def text(look: str, at: FloatArray, words: str, anchor: str = "middle") -> str:
    """Return a line of text at a point, y downward."""
    return element("text", look, escape(words), x=float(at[0]), y=float(at[1]), text_anchor=anchor)


def drawing(look: str, box: tuple[float, float, float, float], description: str, inner: str) -> str:
    """Return a whole drawing with a `description` for screen readers; `box` is left, top, width and height."""
    view = " ".join(number(part) for part in box)
    return f'<svg viewBox="{view}" class="{look}" role="img" aria-label="{escape(description)}">{inner}</svg>'


def number(value: float) -> str:
    """Return a coordinate with one decimal, without a trailing zero."""
    return f"{round(value, 1) + 0.0:g}"
