"""Unusable input is refused in one sentence: what was expected, what was found, how to fix it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hiphinge import cli
from tests import clips
from tests.conftest import DEMO, Remember, Run, run_command
from tests.heif import write_heic

Make = Callable[[Path], Path | str]


def text(folder: Path) -> Path:
    path = folder / "shopping list.mp4"
    path.write_text("milk, bread, a hip hinge\n" * 40, encoding="utf-8")
    return path


def noise(folder: Path) -> Path:
    path = folder / "noise.mov"
    path.write_bytes(np.random.default_rng(1).integers(0, 256, 50_000, dtype=np.uint8).tobytes())
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.mp4"
    path.touch()
    return path


def cut_short(folder: Path) -> Path:
    return clips.truncate(clips.write_clip(folder / "cut.mp4", noise=True), 0.6)


def header_only(folder: Path) -> Path:
    path = folder / "demo.mp4"
    path.write_bytes(DEMO.read_bytes()[:64])
    return path


def sound_only(folder: Path) -> Path:
    return clips.write_sound(folder / "song.m4a")


def playlist(folder: Path) -> Path:
    path = folder / "list.m3u8"
    path.write_text("#EXTM3U\n#EXTINF:10,\nfirst.ts\n", encoding="utf-8")
    return path


def missing(folder: Path) -> Path:
    return folder / "not here.mp4"


def empty_folder(folder: Path) -> Path:
    path = folder / "pictures"
    path.mkdir()
    return path


def folder_of_text(folder: Path) -> Path:
    path = empty_folder(folder)
    (path / "a.txt").write_text("no picture", encoding="utf-8")
    return path


def broken_picture(folder: Path) -> Path:
    path = folder / "photo.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    return path


def photo_in_tiles(folder: Path) -> Path:
    return write_heic(folder / "IMG_0001.HEIC", clips.picture(300, 400), tile_px=256)


def folder_of_photos_in_tiles(folder: Path) -> Path:
    path = empty_folder(folder)
    photo_in_tiles(path)
    return path


def no_camera(_: Path) -> str:
    return "97"


BAD: list[Make] = [
    text,
    noise,
    empty,
    cut_short,
    header_only,
    sound_only,
    playlist,
    missing,
    empty_folder,
    folder_of_text,
    broken_picture,
    photo_in_tiles,
    pytest.param(no_camera, marks=pytest.mark.skipif(sys.platform != "linux", reason="asks other systems for one")),  # type: ignore[list-item]
]


def one_sentence(run: Run) -> str:
    assert run.status == cli.EXIT_UNUSABLE == 2
    assert run.out == ""
    assert "Traceback" not in run.err
    sentence = run.err.strip()
    assert "\n" not in sentence
    assert sentence.startswith("hiphinge: Expected ")
    assert ", but found " in sentence
    assert "; " in sentence
    assert sentence.endswith(".")
    assert not sentence.endswith("..")
    return sentence


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Run]:
    """Run `analyze` in this process, in a separate folder with earlier results."""
    here = tmp_path / "here"
    (here / "out").mkdir(parents=True)
    (here / "out" / "analysis.json").write_text("earlier", encoding="utf-8")

    def run(*arguments: str | Path) -> Run:
        monkeypatch.chdir(here)
        monkeypatch.setattr(sys, "argv", ["hiphinge", "analyze", *map(str, arguments), "-o", "out"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capfd.readouterr()
        assert [str(path.relative_to(here)) for path in sorted(here.rglob("*"))] == ["out", f"out{os.sep}analysis.json"]
        assert (here / "out" / "analysis.json").read_text(encoding="utf-8") == "earlier"
        return Run(int(ended.value.code or 0), said.out, said.err, here)

    return run


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__.replace("_", " "))
def test_unusable_recordings(make: Make, call: Callable[..., Run], tmp_path: Path, remember: Remember) -> None:
    fake = remember()
    folder = tmp_path / "given"
    folder.mkdir()
    recording = make(folder)
    sentence = one_sentence(call(recording))
    assert Path(recording).name in sentence
    assert fake.calls == 0


def test_a_folder_of_photos_in_tiles_is_refused_like_one_photo(call: Callable[..., Run], tmp_path: Path) -> None:
    sentence = one_sentence(call(folder_of_photos_in_tiles(tmp_path)))
    assert sentence == one_sentence(call(tmp_path / "pictures" / "IMG_0001.HEIC"))
    assert "Most Compatible" in sentence


def test_the_same_in_a_separate_process(tmp_path: Path) -> None:
    one_sentence(run_command("analyze", text(tmp_path), folder=tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["shopping list.mp4"]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["--exercise", "plank"], ["plank", "auto", "deadlift"]),
        (["--load-kg", "-5"], ["-5"]),
        (["--height-m", "178"], ["178", "--height-m"]),
        (["--seconds", "0"], ["above 0 s", "found 0 s", "--seconds"]),
        (["--seconds", "-3"], ["above 0 s", "found -3 s", "--seconds"]),
        (["--seconds", "nan"], ["above 0 s", "found nan s", "--seconds"]),
        (["--mass-kg", "2"], ["2", "--mass-kg"]),
        (["--pose", "crystal-ball"], ["crystal-ball", "blazepose"]),
        (["--pose-model", "no such folder"], ["no such folder", "--pose-model"]),
    ],
    ids=" ".join,
)
def test_unusable_arguments(
    arguments: list[str], names: list[str], call: Callable[..., Run], lifter_clip: Path
) -> None:
    sentence = one_sentence(call(lifter_clip, *arguments))
    assert all(name in sentence for name in names)


@pytest.mark.parametrize("arguments", [["--sex", "x"], ["--load-kg", "heavy"], ["--no-such-option"]], ids=" ".join)
def test_mistyped_options(arguments: list[str], call: Callable[..., Run], lifter_clip: Path) -> None:
    run = call(lifter_clip, *arguments)
    assert run.status == 2
    assert run.out == ""
    assert "Traceback" not in run.err
    assert arguments[0] in run.err


def test_a_recording_that_ends_early_is_judged_as_far_as_it_goes_or_refused(
    tmp_path: Path,
    remember: Remember,
    lifter_clip: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A clip whose table of contents comes first, cut off in the middle, has readable frames."""
    remember()
    clip = clips.write_clip(tmp_path / "cut.mkv", clips.even_times(90), size=(250, 210), noise=True)
    clips.truncate(clip, 0.5)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["hiphinge", "analyze", str(clip), "--no-video", "--json"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capfd.readouterr()
    assert ended.value.code in {0, 3}
    assert "Traceback" not in said.err
    assert '"warnings": []' not in said.out


def test_a_recording_without_read_permission(call: Callable[..., Run], lifter_clip: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked.mp4"
    shutil.copy(lifter_clip, locked)
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("root reads everything")
    one_sentence(call(locked))
