"""The pages of the files that hiphinge writes: every key from its JSON Schema, every column of the table of frames."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

from docs.generate.markdown import page, sentence, table

from hiphinge.result import Analysis
from hiphinge.result.lift import Lift
from hiphinge.result.plan import Plan
from hiphinge.result.progress import Progress

HERE: Final = Path(__file__).parent

Schema = Mapping[str, Any]
Meanings = Mapping[str, Mapping[str, str]]

UNITS: Final = {
    "_deg_s": "degrees per second",
    "_deg": "degrees",
    "_s": "seconds",
    "_hz": "hertz",
    "_kg": "kilograms",
    "_lb": "pounds",
    "_cm": "centimetres",
    "cm_per_px": "centimetres per pixel",
    "centimetres_per_pixel": "centimetres per pixel",
    "_px": "pixels",
    "_m": "metres",
    "_nm": "newton-metres",
    "_n": "newtons",
    "_percent": "per cent",
    "percent_of_range": "per cent",
    "_utc": "ISO 8601, UTC",
    "_share": "0 to 1",
    "_fraction": "0 to 1",
    "_chance": "0 to 1",
    "confidence": "0 to 1",
    "hinge_index": "0 to 1",
    "over_standing": "times",
    "demand": "share of maximal force",
    "_low": "as without `_low`",
    "_high": "as without `_high`",
}
"""Unit of a key by how it ends; the first that fits counts."""

_MEASURE = "[value with interval](#measure)"

_RESULT = """
# The result file

`analysis.json` is the complete result of one recording, in the format `hiphinge.analysis/1`. `hiphinge schema` prints
its JSON Schema, from which this page is made. After `hiphinge analyze deadlift.mp4`:

```python
import json
from pathlib import Path

content = json.loads(Path("deadlift-hinge/analysis.json").read_text(encoding="utf-8"))
for repetition in content["repetitions"]:
    lumbar = repetition["peak"]["lumbar_flexion_deg"]
    if lumbar is None:
        print(repetition["index"], "low back not judged")
    else:
        print(repetition["index"], lumbar["value"], lumbar["low"], lumbar["high"])
```

Rules for readers:

- Keys are added over time, never renamed or dropped. Ignore keys you do not know.
- A key's name carries its unit: `_deg` degrees, `_s` seconds, `_n` newtons, `_nm` newton-metres.
- A measured value is a [value with interval](#measure) or null. **Null means "not judged"**, never zero;
  [`cannot_judge`](#cannotjudge) and `unread_faults` say why.
- Times are seconds since the recording's first frame.
"""

_PLAN = """
# The plan file

`hiphinge plan --json` prints a plan in the format `hiphinge.plan/1`; `hiphinge schema plan` prints its JSON Schema,
from which this page is made. [How a plan is made](../explanation/plan.md) explains the logic.
"""

_LIFT = """
# The lift file

`hiphinge lift --json` prints what the revised NIOSH lifting equation says of one lift, in the format `hiphinge.lift/1`;
`hiphinge schema lift` prints its JSON Schema, from which this page is made. See
[Assess a lift with the NIOSH equation](../how-to/niosh-lift.md).
"""

_PROGRESS = """
# The progress file

`hiphinge progress --json` prints what changed over the sessions of a person, in the format `hiphinge.progress/1`;
`hiphinge schema progress` prints its JSON Schema, from which this page is made. See
[Keep a history and follow progress](../how-to/history.md).
"""

_FRAMES = """
# The table of frames

`frames.parquet` has one row for each analysed frame. In Python, `analysis.to_frame()` is the same table as a polars
DataFrame. After `hiphinge analyze deadlift.mp4`:

```python
import polars as pl

frames = pl.read_parquet("deadlift-hinge/frames.parquet")
bottoms = frames.filter(pl.col("phase") == "bottom")
print(bottoms.select("time_s", "hip_flexion_deg", "hip_flexion_deg_low"))
```

A column with an interval has two more beside it: `hip_flexion_deg_low` and `hip_flexion_deg_high` are the ends of the
90 % interval of `hip_flexion_deg`. Null means "not judged", never zero.
"""


def file_pages() -> dict[str, str]:
    """The pages of the result, the plan, the lift and the progress file, Markdown by their paths."""
    return {
        "reference/result-file.md": page(_RESULT, *_sections("Analysis", Analysis)),
        "reference/plan-file.md": page(_PLAN, *_sections("Plan", Plan)),
        "reference/lift-file.md": page(_LIFT, *_sections("Lift", Lift)),
        "reference/progress-file.md": page(_PROGRESS, *_sections("Progress", Progress)),
    }


def schema_of(model: type[Any]) -> Schema:
    """The JSON Schema of a written file."""
    schema: Schema = model.model_json_schema(by_alias=True, mode="serialization")
    return schema


def objects_of(name: str, schema: Schema) -> dict[str, Schema]:
    """The objects of a file by name, each before those that it refers to, and the measured value last."""
    found: dict[str, Schema] = {}

    def visit(title: str, part: Schema) -> None:
        if title in found:
            return
        found[title] = part
        for below in _references(part.get("properties", {})):
            visit(below, schema["$defs"][below])

    visit(name, schema)
    if "Measure" in found:
        found["Measure"] = found.pop("Measure")
    return found


def meaning(file: str, title: str, key: str, described: Schema) -> str:
    """What a key of an object of a file means: as written beside this module, else as the schema describes it."""
    own = meanings().get(f"{file}.{title}", {}).get(key) or meanings().get(title, {}).get(key)
    return sentence(own or described.get("description", ""))


def unit(key: str) -> str:
    """The unit that a key's name carries; nothing where it carries none."""
    return next((said for end, said in UNITS.items() if key.endswith(end)), "")


def frames_page() -> str:
    """The page of the table of frames, Markdown."""
    parts = []
    for group in _columns():
        rows = [
            (f"`{name}`", unit(name), "yes" if column.get("interval") else "", column["meaning"])
            for column in group["columns"]
            for name in _spelt(column)
        ]
        titles = ("Column", "Unit", "Interval", "Meaning")
        parts += [f"## {group['title']}", group.get("text", ""), table(titles, rows)]
    return page(_FRAMES, *parts)


def columns() -> list[str]:
    """The names of every column that the page describes, those of intervals too."""
    found = []
    for group in _columns():
        for column in group["columns"]:
            ends = ("", "_low", "_high") if column.get("interval") else ("",)
            found += [f"{name}{end}" for name in _spelt(column) for end in ends]
    return found


def _sections(name: str, model: type[Any]) -> Iterator[str]:
    for title, part in objects_of(name, schema_of(model)).items():
        properties = part.get("properties", {})
        yield f"## {title}"
        yield meaning(name, title, "about", {"description": str(part.get("description", "")).split("\n\n")[0]})
        rows = [
            (f"`{key}`", _type(described), _unit_of(key, described), meaning(name, title, key, described))
            for key, described in properties.items()
        ]
        yield table(("Key", "Type", "Unit", "Meaning"), rows)


def _unit_of(key: str, described: Schema) -> str:
    said = _type(described)
    return unit(key) if "number" in said or "interval" in said or key.endswith("_utc") else ""


def _type(described: Schema) -> str:
    """The type of a key in words, with links to the objects it refers to."""
    if "$ref" in described:
        name = str(described["$ref"]).rsplit("/", 1)[-1]
        return _MEASURE if name == "Measure" else f"[{name}](#{name.lower()})"
    parts = described.get("anyOf", described.get("oneOf"))
    if parts is not None:
        return " or ".join(_type(part) for part in parts)
    values = described.get("enum", [described["const"]] if "const" in described else None)
    if values is not None:
        return ", ".join(f"`{value}`" for value in values)
    return _plain_type(described)


def _plain_type(described: Schema) -> str:
    kind = str(described.get("type", "anything"))
    if kind == "array":
        return f"list of {_type(described.get('items', {}))}"
    inside = described.get("additionalProperties")
    if kind == "object" and isinstance(inside, Mapping):
        return f"object of {_type(inside)}"
    return {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(kind, kind)


def _references(part: object) -> Iterator[str]:
    """The names of the objects that a part of a schema refers to, in order."""
    if isinstance(part, Mapping):
        if "$ref" in part:
            yield str(part["$ref"]).rsplit("/", 1)[-1]
        for key, value in part.items():
            if key != "discriminator":
                yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


@cache
def meanings() -> Meanings:
    """What keys mean, by the object that they belong to, as written beside this module."""
    with (HERE / "meanings.toml").open("rb") as stream:
        found: Meanings = tomllib.load(stream)
    return found


def _columns() -> list[dict[str, Any]]:
    with (HERE / "columns.toml").open("rb") as stream:
        groups: list[dict[str, Any]] = tomllib.load(stream)["group"]
    return groups


def _spelt(column: Mapping[str, Any]) -> Iterator[str]:
    """The names that a column's pattern stands for."""
    choices = {key: values for key, values in column.items() if isinstance(values, list)}
    for values in product(*choices.values()):
        yield str(column["name"]).format(**dict(zip(choices, values, strict=True)))
