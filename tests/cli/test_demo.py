"""The command `hiphinge demo`: the bundled clip is analysed like any other, and described as synthetic."""

from __future__ import annotations

from hiphinge.pipeline.delivery import RESULT_NAMES
from hiphinge.result import Analysis
from tests.body_model import from_the_top
from tests.cli.conftest import Call
from tests.conftest import DEMO, Remember


def test_the_bundled_clip_is_analysed(call: Call, remember: Remember) -> None:
    remember(from_the_top(3))
    run = call("demo", "--no-video")
    assert run.status == 0
    folder = run.folder / "demo-hinge"
    assert {path.name for path in folder.iterdir()} == set(RESULT_NAMES) - {"annotated.mp4"}
    analysis = Analysis.model_validate_json((folder / "analysis.json").read_text(encoding="utf-8"))
    assert analysis.source.path.endswith(DEMO.name)
    assert len(analysis.repetitions) == 3
    assert "report.html" in run.out


def test_it_says_that_the_lifter_is_synthetic_and_what_to_run_next(call: Call, remember: Remember) -> None:
    remember()
    run = call("demo", "-o", "elsewhere", "--no-video")
    assert (run.folder / "elsewhere" / "report.html").is_file()
    assert "synthetic" in run.err
    assert "hiphinge analyze YOUR_VIDEO.mp4" in run.err
    assert "synthetic" not in run.out
