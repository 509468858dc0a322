"""The texts of faults, read from the one file of texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

TEXTS: Final = "texts.toml"


@dataclass(frozen=True, slots=True)
class FaultText:
    """The words for one fault, or for one kind of it.

    `why` is a clause with ``{value}``, which includes unit and interval, and ``{limit}``; `kinds` has the words for the
    kinds of the fault.
    """

    title: str
    why: str
    cue: str
    kinds: Mapping[str, FaultText]

    def of(self, kind: str | None) -> FaultText:
        """Return the words for a kind of the fault, or the fault's own where the kind has none."""
        return self if kind is None else self.kinds.get(kind, self)


def fault_text(code: str) -> FaultText:
    """Return the words for a fault, by its code."""
    return _texts()[code]


@lru_cache(maxsize=1)
def _texts() -> Mapping[str, FaultText]:
    import tomllib

    read = tomllib.loads(files("hiphinge").joinpath("data", TEXTS).read_text(encoding="utf-8"))
    return MappingProxyType({code: _fault(words) for code, words in read["faults"].items()})


def _fault(words: Mapping[str, Any]) -> FaultText:
    own = {name: str(words[name]) for name in ("title", "why", "cue")}
    kinds = {
        kind: FaultText(**(own | {name: str(text) for name, text in differs.items()}), kinds=MappingProxyType({}))
        for kind, differs in words.items()
        if isinstance(differs, dict)
    }
    return FaultText(**own, kinds=MappingProxyType(kinds))
