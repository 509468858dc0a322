"""Compare two recorded versions: changed numbers, changed names, missing keys."""

from __future__ import annotations

import json
import math
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

import polars as pl

TOLERANCE: Final = 1e-6
"""Largest absolute difference of two equal numbers."""

IGNORED: Final = frozenset(
    {"source.path", "provenance.created_utc", "provenance.arguments.recording", "provenance.hiphinge"}
)
"""Keys that always differ."""

PROSE: Final = frozenset(
    {
        "why",
        "cue",
        "text",
        "because",
        "reason",
        "mend",
        "what",
        "reasons",
        "warnings",
        "means",
        "notes",
        "next_step",
        "source",
        "summary",
        "title",
    }
)
"""Keys whose values are sentences, whose wording may change; they are counted separately."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs.

    Attributes
    ----------
    recording
        Name of the entry.
    key
        Place of the value: keys joined by points, lists by index; ``frames.`` before a column of the table.
    kind
        ``number``, ``name``, ``prose``, ``gone`` (not in the newer version) or ``new``.
    old, new
        The values, or for a column the first frame in which they differ.
    """

    recording: str
    key: str
    kind: str
    old: object
    new: object


def compare(old: Path, new: Path) -> tuple[list[str], list[Difference]]:
    """Return the recordings in both folders, and every difference between them."""
    names = sorted(
        entry.parent.name for entry in old.glob("*/run.json") if (new / entry.parent.name / "run.json").exists()
    )
    return names, [difference for name in names for difference in _entry(name, old / name, new / name)]


def _entry(name: str, old: Path, new: Path) -> Iterator[Difference]:
    runs = [json.loads((folder / "run.json").read_text(encoding="utf-8")) for folder in (old, new)]
    if runs[0]["status"] != runs[1]["status"]:
        yield Difference(name, "exit status", "name", runs[0]["status"], runs[1]["status"])
    for file in ("analysis.json", "frames.parquet"):
        there = [(folder / file).exists() for folder in (old, new)]
        if there[0] != there[1]:
            yield Difference(name, file, "gone" if there[0] else "new", *there)
        elif all(there):
            yield from (_values if file.endswith("json") else _columns)(name, old / file, new / file)


def _values(name: str, old: Path, new: Path) -> Iterator[Difference]:
    before, after = (dict(_flat(json.loads(path.read_text(encoding="utf-8")))) for path in (old, new))
    for key in before.keys() | after.keys():
        if key in IGNORED:
            continue
        if key not in after or key not in before:
            here = before.get(key, after.get(key))
            yield Difference(name, key, "gone" if key in before else "new", here, None)
        elif not _same(before[key], after[key]):
            yield Difference(name, key, _kind(key, before[key], after[key]), before[key], after[key])


def _flat(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401  (JSON)
    if isinstance(value, dict | list) and value:
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for name, part in inside:
            yield from _flat(part, f"{key}.{name}" if key else str(name))
    else:
        yield key, value


def _same(old: object, new: object) -> bool:
    if _number(old) and _number(new):
        return math.isclose(old, new, rel_tol=0.0, abs_tol=TOLERANCE)  # type: ignore[arg-type]
    return old == new


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _kind(key: str, old: object, new: object) -> str:
    if _number(old) or _number(new):
        return "number"
    parts = key.split(".")
    return "prose" if parts[-1] in PROSE or (len(parts) > 1 and parts[-2] in PROSE) else "name"


def _columns(name: str, old: Path, new: Path) -> Iterator[Difference]:
    before, after = pl.read_parquet(old), pl.read_parquet(new)
    if len(before) != len(after):
        yield Difference(name, "frames", "number", len(before), len(after))
        return
    for column in [*before.columns, *(other for other in after.columns if other not in before.columns)]:
        if column not in after.columns or column not in before.columns:
            yield Difference(name, f"frames.{column}", "gone" if column in before.columns else "new", None, None)
            continue
        pairs = zip(before[column].to_list(), after[column].to_list(), strict=True)
        for frame, (was, now) in enumerate(pairs):
            if not _same(was, now):
                yield Difference(name, f"frames.{column}", "number" if _number(was) else "name", f"{frame}: {was}", now)
                break


@dataclass(frozen=True, slots=True)
class Explanation:
    """The fixed fault that explains why some values changed."""

    fault: str
    recordings: str
    keys: tuple[str, ...]

    def covers(self, difference: Difference) -> bool:
        """Return whether the fault explains this difference."""
        return fnmatch(difference.recording, self.recordings) and any(fnmatch(difference.key, key) for key in self.keys)


def explanations(path: Path) -> list[Explanation]:
    """Return the explanations in a TOML file: tables ``[[moved]]`` with ``fault``, ``recordings`` and ``keys``."""
    tables = tomllib.loads(path.read_text(encoding="utf-8")).get("moved", [])
    return [Explanation(table["fault"], table.get("recordings", "*"), tuple(table["keys"])) for table in tables]


def summary(names: list[str], differences: list[Difference], known: list[Explanation]) -> tuple[str, int]:
    """Return a summary, and the number of unexplained differences (new keys and sentences need no explanation)."""
    open_, explained = defaultdict(list), defaultdict(set)
    for difference in differences:
        explanation = next((move for move in known if move.covers(difference)), None)
        if explanation is not None:
            explained[explanation.fault].add(difference.recording)
        else:
            open_[difference.kind].append(difference)
    lines = [f"{len(names)} recordings compared"]
    lines += [f"  explained by '{fault}': in {len(where)} recordings" for fault, where in explained.items()]
    for kind in ("new", "prose"):
        keys = {_general(difference.key) for difference in open_[kind]}
        lines.append(
            f"  {'new keys' if kind == 'new' else 'sentences reworded'}: {len(keys)} ({', '.join(sorted(keys))})"
        )
    serious = [difference for kind in ("number", "name", "gone") for difference in open_[kind]]
    where = {difference.recording for difference in serious}
    lines.append(f"  not explained: {len(serious)} values in {len(where)} recordings")
    lines += [f"    {angle.recording} {angle.key}: {angle.old!r} -> {angle.new!r}" for angle in serious[:200]]
    return "\n".join(lines), len(serious)


def _general(key: str) -> str:
    return ".".join("*" if part.isdigit() else part for part in key.split("."))
