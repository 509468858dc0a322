"""Load Anny bodies in the project's axes: shape, rig and skinning weights as plain arrays.

The Anny model (https://github.com/naver/anny, Apache-2.0; its MakeHuman assets are CC0) gives the rest mesh, the
bone heads and linear-blend weights. Posing and skinning are done here in numpy, so that torch is needed once
per body and not once per frame.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]

BODY_DENSITY_KG_M3 = 1010.0
ADULT_AGE_PARAMETER = 0.667  # Anny: 2/3 is a young adult, 1 is old
SIDES = ("L", "R")
HIP_DEPTH = 0.38
"""Depth of the femoral heads behind the front of the body at their level, share of the body's depth there. They lie
4.7 cm behind the ASIS of a pelvis 15.5 cm deep (Harrington 2007, J Biomech 40:595), which with the skin before it and
the buttocks behind is about a third; real hips marked by eye (`validation/frames`) lie 2.5 cm before half of the rig's
depth, which is 0.38."""


@dataclass(frozen=True)
class BodySpec:
    """What is asked of a body.

    `muscle`, `weight` and `proportions` are Anny's 0–1 scales; `local` its −1–1 local changes.
    """

    sex: str = "male"
    age_years: float = 30.0
    muscle: float = 0.6
    weight: float = 0.5
    proportions: float = 0.6
    height_m: float = 1.75
    local: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Body:
    """A body at rest.

    vertices (V, 3) m, faces (F, 3), weights sparse (V, B), heads (B, 3) m (bone heads = joint centres), parents (B,),
    texture coordinates per vertex (V, 2). Lowest vertex at y = 0.
    """

    spec: BodySpec
    vertices: Array
    faces: Index
    weights: sparse.csr_matrix
    names: tuple[str, ...]
    parents: Index
    heads: Array
    uv: Array
    height_m: float
    mass_kg: float

    def bone(self, name: str) -> int:
        """Index of a bone."""
        return self.names.index(name)

    def head(self, name: str) -> Array:
        """Rest position (3,) of a bone's head, metres."""
        return np.asarray(self.heads[self.bone(name)])

    def weight_of(self, prefixes: tuple[str, ...]) -> Array:
        """Return summed skinning weight (V,) of the bones whose names begin with one of the prefixes."""
        columns = [i for i, name in enumerate(self.names) if name.startswith(prefixes)]
        return np.asarray(self.weights[:, columns].sum(axis=1)).ravel()


@functools.lru_cache(maxsize=1)
def load_model() -> Any:  # noqa: ANN401 - Anny carries no types
    """Return the Anny model.

    The first call on a machine builds a cache (one to two minutes), later ones take seconds. Works offline.
    """
    import anny  # type: ignore[import-not-found]
    import torch  # type: ignore[import-not-found]

    return anny.Anny(local_changes="default").to(dtype=torch.float32)


def age_parameter(age_years: float) -> float:
    """Anny's age scale for an adult: 2/3 at 25 years, 1 at 85 years."""
    return float(np.clip(ADULT_AGE_PARAMETER + (age_years - 25.0) / 60.0 / 3.0, 0.6, 1.0))


def to_world(points: Array) -> Array:
    """Anny's axes (x left, y back, z up) to ours (x forward, y up, z right); (..., 3) to (..., 3)."""
    return np.stack([-points[..., 1], points[..., 2], -points[..., 0]], axis=-1)


def rest_shape(spec: BodySpec, height_parameter: float) -> tuple[Array, Array]:
    """Vertices (V, 3) and bone heads (B, 3) at rest, metres, our axes."""
    import torch

    model = load_model()
    values = {
        "gender": 0.0 if spec.sex == "male" else 1.0,
        "age": age_parameter(spec.age_years),
        "muscle": spec.muscle,
        "weight": spec.weight,
        "height": height_parameter,
        "proportions": spec.proportions,
    }
    with torch.no_grad():
        pose = torch.eye(4)[None, None].repeat(1, model.bone_count, 1, 1)
        local = {key: torch.tensor([value]) for key, value in spec.local.items()}
        kwargs = {key: torch.tensor([value]) for key, value in values.items()}
        out = model(pose_parameters=pose, phenotype_kwargs=kwargs, local_changes_kwargs=local)
    vertices = out["rest_vertices"][0].numpy().astype(float)
    heads = out["rest_bone_heads"][0].numpy().astype(float)
    return to_world(vertices), to_world(heads)


def stature(vertices: Array) -> float:
    """Height in metres of rest vertices (V, 3)."""
    return float(np.ptp(vertices[:, 1]))


def fitted_shape(spec: BodySpec, rounds: int = 6) -> tuple[Array, Array]:
    """Rest shape whose stature is `spec.height_m`.

    Anny's height scale by bisection, the remainder by uniform scaling.
    """
    low, high = 0.05, 0.95
    for _ in range(rounds):
        middle = 0.5 * (low + high)
        if stature(rest_shape(spec, middle)[0]) < spec.height_m:
            low = middle
        else:
            high = middle
    vertices, heads = rest_shape(spec, 0.5 * (low + high))
    scale = spec.height_m / stature(vertices)
    vertices, heads = vertices * scale, heads * scale
    floor = vertices[:, 1].min()
    return vertices - [0.0, floor, 0.0], heads - [0.0, floor, 0.0]


def femoral_heads(vertices: Array, heads: Array, names: Sequence[str]) -> Array:
    """Bone heads (B, 3) with the hip joints moved to where femoral heads lie.

    The rig's hips are wide apart (0.24 m in a man) and, in men, 2 cm behind the middle of the pelvis. Height stays;
    the distance becomes 0.72 of the rig's (about 0.17 m, as in Dumas 2007 and de Leva 1996), and the depth `HIP_DEPTH`
    of the body's cross-section at their level.
    """
    moved = heads.copy()
    for side in SIDES:
        index = list(names).index(f"upperleg01.{side}")
        level = np.abs(vertices[:, 1] - heads[index, 1]) < 0.012
        pelvis = vertices[level & (np.abs(vertices[:, 2]) < 0.11 * stature(vertices))]
        moved[index, 0] = pelvis[:, 0].max() - HIP_DEPTH * float(np.ptp(pelvis[:, 0]))
        moved[index, 2] *= 0.72
    return moved


def enclosed_volume(vertices: Array, faces: Index) -> float:
    """Volume in m³ of a (nearly) closed triangle mesh."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    return float(abs(np.einsum("ij,ij->i", a, np.cross(b, c)).sum()) / 6.0)


def vertex_uv(model: Any) -> Array:  # noqa: ANN401 - Anny carries no types
    """One texture coordinate (V, 2) per vertex: at seams the last one wins."""
    uv = np.zeros((len(model.template_vertices), 2))
    faces = model.faces.numpy()
    uv[faces.ravel()] = model.texture_coordinates.numpy()[model.face_texture_coordinate_indices.numpy().ravel()]
    return uv


def make_body(spec: BodySpec, rounds: int = 6) -> Body:
    """Build a body; deterministic. Fewer rounds of fitting its height scale are faster and leave more to scaling."""
    model = load_model()
    vertices, heads = fitted_shape(spec, rounds)
    # two of Anny's axes change sign and all three are permuted: orientation is preserved, so the winding stays as it is
    faces = model.faces.numpy().astype(np.int64)
    rows = np.repeat(np.arange(len(vertices)), model.vertex_bone_indices.shape[1])
    columns = model.vertex_bone_indices.numpy().ravel()
    data = model.vertex_bone_weights.numpy().astype(float).ravel()
    weights = sparse.csr_matrix((data, (rows, columns)), shape=(len(vertices), len(heads)))
    weights.sum_duplicates()
    return Body(
        spec=spec,
        vertices=vertices,
        faces=faces,
        weights=weights,
        names=tuple(model.bone_labels),
        parents=np.asarray(model.bone_parents, dtype=np.int64),
        heads=femoral_heads(vertices, heads, model.bone_labels),
        uv=vertex_uv(model),
        height_m=stature(vertices),
        mass_kg=enclosed_volume(vertices, faces) * BODY_DENSITY_KG_M3,
    )
