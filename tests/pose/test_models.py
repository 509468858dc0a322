"""The model file: its checksum, the order of the search, and no download without a request."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from hiphinge.core.errors import ModelError
from hiphinge.pose import models
from hiphinge.pose.models import POSE_MODEL_NAME, POSE_MODEL_SHA256, find_pose_model


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test its own cache and no environment variable."""
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.delenv(models.POSE_MODEL_VARIABLE, raising=False)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Make a few bytes the right model, so that copies are cheap."""
    content = b"a model"
    monkeypatch.setattr(models, "POSE_MODEL_SHA256", hashlib.sha256(content).hexdigest())
    return content


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture
def absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the package's copy of the model."""
    monkeypatch.setattr(models, "shipped_pose_model", lambda: tmp_path / "absent.task")


def test_the_copy_in_the_package_is_found_and_correct() -> None:
    model = find_pose_model()
    assert (model.origin, model.sha256, model.path.name) == ("package", POSE_MODEL_SHA256, POSE_MODEL_NAME)
    assert hashlib.sha256(model.path.read_bytes()).hexdigest() == POSE_MODEL_SHA256


def test_finding_the_model_imports_no_heavy_package() -> None:
    code = (
        "import sys; from hiphinge.pose.models import find_pose_model; find_pose_model(); "
        "print(sorted({'cv2', 'mediapipe'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_places_are_searched_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: bytes) -> None:
    shipped = tmp_path / "shipped.task"
    monkeypatch.setattr(models, "shipped_pose_model", lambda: shipped)
    with pytest.raises(ModelError, match="nowhere"):
        find_pose_model()
    cached = put(tmp_path / "cache" / POSE_MODEL_NAME, small)
    assert (find_pose_model().origin, find_pose_model().path) == ("cache", cached)
    put(shipped, small)
    assert (find_pose_model().origin, find_pose_model().path) == ("package", shipped)
    named = put(tmp_path / "named.task", small)
    monkeypatch.setenv(models.POSE_MODEL_VARIABLE, str(named))
    assert (find_pose_model().origin, find_pose_model().path) == ("environment", named)
    explicit = put(tmp_path / "explicit.task", small)
    assert (find_pose_model(explicit).origin, find_pose_model(explicit).path) == ("argument", explicit)


def test_a_damaged_file_in_the_package_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: bytes
) -> None:
    damaged = put(tmp_path / "shipped.task", b"half of it")
    monkeypatch.setattr(models, "shipped_pose_model", lambda: damaged)
    with pytest.raises(ModelError, match="reinstall hiphinge"):
        find_pose_model()
    put(tmp_path / "cache" / POSE_MODEL_NAME, small)
    assert find_pose_model().origin == "cache"


@pytest.mark.parametrize("content", [b"another model", None])
@pytest.mark.parametrize("through", ["argument", "environment"])
def test_a_named_file_must_be_the_right_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, through: str, content: bytes | None
) -> None:
    path = tmp_path / "mine.task"
    if content is not None:
        put(path, content)
    if through == "environment":
        monkeypatch.setenv(models.POSE_MODEL_VARIABLE, str(path))
    with pytest.raises(ModelError, match=r"mine\.task") as caught:
        find_pose_model(path if through == "argument" else None)
    assert ("SHA-256" in caught.value.found) == (content is not None)
    assert ("HIPHINGE_POSE_MODEL names it" in caught.value.expected) == (through == "environment")


@pytest.mark.usefixtures("absent")
def test_a_download_puts_the_right_file_into_the_cache(tmp_path: Path, small: bytes) -> None:
    official = put(tmp_path / "official.task", small)
    fetched = models.download_pose_model(official.as_uri())
    assert fetched.path == tmp_path / "cache" / POSE_MODEL_NAME
    assert fetched.path.read_bytes() == small
    assert find_pose_model().origin == "cache"
    assert [p.name for p in fetched.path.parent.iterdir()] == [POSE_MODEL_NAME]


def test_a_wrong_download_leaves_the_cache_unchanged(tmp_path: Path) -> None:
    wrong = put(tmp_path / "official.task", b"an error page")
    with pytest.raises(ModelError, match="SHA-256"):
        models.download_pose_model(wrong.as_uri())
    assert not list((tmp_path / "cache").iterdir())


def test_a_failed_download_advises_to_check_the_connection(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="connection"):
        models.download_pose_model((tmp_path / "absent").as_uri())


def test_finding_the_model_never_downloads(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("finding the model must not use the network")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    find_pose_model()


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [
        ("linux", "XDG_CACHE_HOME", "there/hiphinge"),
        ("win32", "LOCALAPPDATA", "there/hiphinge"),
        ("darwin", "XDG_CACHE_HOME", "Library/Caches/hiphinge"),
    ],
)
def test_the_cache_is_in_the_platforms_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, variable: str, expected: str
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path / "there"))
    assert models.cache_folder().as_posix().endswith(expected)
