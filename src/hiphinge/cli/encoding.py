"""Output in encodings that lack some of our characters: a pipe on Windows, a terminal without UTF-8."""

from __future__ import annotations

import codecs
import io
import json
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TextIO

import typer

SUBSTITUTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "°": " deg",
        "±": "+/-",
        "×": "x",
        "·": "*",
        "²": "2",
        "–": "-",
        "—": "-",
        "−": "-",
        "…": "...",
        "→": "->",
        "≤": "<=",
        "≥": ">=",
        "≈": "~",
        "✓": "+",
        "✗": "x",
        "•": "*",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "│": "|",
        "▶": ">",
    }
)
"""What is written instead of characters that the encoding of the output lacks; any other becomes a question mark."""

_HANDLER: Final = "hiphinge.substitute"


def print_what_can_be_shown() -> None:
    """Make standard output and standard error substitute characters that their encoding lacks, instead of failing."""
    codecs.register_error(_HANDLER, _substitute)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and (stream.errors == "strict" or not _is_utf8(stream)):
            stream.reconfigure(errors=_HANDLER)


def print_json(text: str) -> None:
    """Print JSON on standard output; where that is not UTF-8, with all other characters than ASCII as escapes."""
    if not _is_utf8(sys.stdout):
        text = "".join(character if character.isascii() else json.dumps(character)[1:-1] for character in text)
    typer.echo(text)


def _is_utf8(stream: TextIO) -> bool:
    return codecs.lookup(stream.encoding or "utf-8").name == "utf-8"


def _substitute(error: UnicodeError) -> tuple[str, int]:
    """Return substitutes for the characters that could not be encoded, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(SUBSTITUTES.get(character, "?") for character in lacking), error.end
