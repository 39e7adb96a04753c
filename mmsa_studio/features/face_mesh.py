"""Faces in a picture and their 478 landmarks, by the models MediaPipe carries in its wheel.

One graph finds faces and places the mesh on each of them, without any memory of earlier pictures, so that what is
found never depends on what was looked at before. The short-range detector knows faces that fill much of a picture, the
full-range one those that are small; it is asked only when no large face was found.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import warnings
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

MAX_FACES = 4
LANDMARKS = 478
_LARGE = 0.15
"""Width of a face, as a fraction of the picture, from which small ones beside it are not looked for."""
_SAME = 0.3
"""Overlap (intersection over union) from which two boxes are one face."""

_MESSAGES = (
    "mediapipe.calculators.core.constant_side_packet_calculator_pb2",
    "mediapipe.framework.formats.detection_pb2",
    "mediapipe.framework.formats.landmark_pb2",
)
"""What the graph is written in and answers with: known to protobuf once imported."""

_GRAPH = """
num_threads: 1
input_stream: "image"
output_stream: "faces"
output_stream: "meshes"
node {
  calculator: "ConstantSidePacketCalculator"
  output_side_packet: "PACKET:0:max_faces"
  output_side_packet: "PACKET:1:with_iris"
  node_options: { [type.googleapis.com/mediapipe.ConstantSidePacketCalculatorOptions] {
    packet { int_value: MAX_FACES } packet { bool_value: true }
  } }
}
node { calculator: "FaceDetectionRANGECpu" input_stream: "IMAGE:image" output_stream: "DETECTIONS:all_faces" }
node {
  calculator: "ClipDetectionVectorSizeCalculator"
  input_stream: "all_faces" input_side_packet: "max_faces" output_stream: "faces"
}
node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:size" }
node {
  calculator: "BeginLoopDetectionCalculator"
  input_stream: "ITERABLE:faces" input_stream: "CLONE:0:image" input_stream: "CLONE:1:size"
  output_stream: "ITEM:face" output_stream: "CLONE:0:its_image" output_stream: "CLONE:1:its_size"
  output_stream: "BATCH_END:end"
}
node {
  calculator: "FaceDetectionFrontDetectionToRoi"
  input_stream: "DETECTION:face" input_stream: "IMAGE_SIZE:its_size" output_stream: "ROI:region"
}
node {
  calculator: "FaceLandmarkCpu"
  input_stream: "IMAGE:its_image" input_stream: "ROI:region" input_side_packet: "WITH_ATTENTION:with_iris"
  output_stream: "LANDMARKS:mesh"
}
node {
  calculator: "EndLoopNormalizedLandmarkListVectorCalculator"
  input_stream: "ITEM:mesh" input_stream: "BATCH_END:end" output_stream: "ITERABLE:meshes"
}
"""


@dataclass(frozen=True, eq=False)
class MeshFace:
    """A face found in a picture.

    Attributes:
        box: left, top, right, bottom of its landmarks in pixels. shape (4,)
        landmarks: x to the right, y down, z away from the camera, in pixels. shape (478, 3) float32
        score: the detector's confidence, 0..1.
    """

    box: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    score: float


class MeshFinder:
    """Finds the faces of single pictures. Its threads end when it is closed, left as a context, or forgotten."""

    def __init__(self) -> None:
        self._graphs: dict[str, _Graph] = {}
        self._end = weakref.finalize(self, _close, self._graphs)

    def __enter__(self) -> MeshFinder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def find(self, image: NDArray[np.uint8]) -> tuple[MeshFace, ...]:
        """The faces of a picture, largest first, at most `MAX_FACES`.

        Args:
            image: shape (H, W, 3) uint8 RGB
        """
        faces = self._graph("ShortRange").find(image)
        if not any(_width(face.box) >= _LARGE * image.shape[1] for face in faces):
            faces = _distinct([*self._graph("FullRange").find(image), *faces])
        return tuple(sorted(faces, key=lambda face: -_width(face.box))[:MAX_FACES])

    def close(self) -> None:
        """End the graphs and their threads; finding again opens them anew."""
        _close(self._graphs)

    def _graph(self, reach: Literal["ShortRange", "FullRange"]) -> _Graph:
        if reach not in self._graphs:
            self._graphs[reach] = _Graph(reach)
        return self._graphs[reach]


class _Graph:
    """A running MediaPipe graph, fed one picture at a time."""

    def __init__(self, reach: str) -> None:
        with _quiet(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _skip_entrance()
            for messages in _MESSAGES:
                import_module(messages)
            from google.protobuf import text_format  # type: ignore[import-untyped]
            from mediapipe.framework.calculator_pb2 import CalculatorGraphConfig
            from mediapipe.python import CalculatorGraph, packet_creator, packet_getter
            from mediapipe.python._framework_bindings import image_frame, resource_util

            resource_util.set_resource_dir(str(Path(packet_creator.__file__).parents[2]))
            text = _GRAPH.replace("RANGE", reach).replace("MAX_FACES", str(MAX_FACES))
            self._graph = CalculatorGraph(graph_config=text_format.Parse(text, CalculatorGraphConfig()))
            self._frames = image_frame
            self._packets = packet_creator
            self._protos = packet_getter.get_proto_list
            self._found: dict[str, list[Any]] = {}
            for stream in ("faces", "meshes"):
                self._graph.observe_output_stream(stream, partial(_keep, self._found, self._protos), False)
            self._graph.start_run()
            self._graph.wait_until_idle()
        self._count = 0
        self._spoken = False

    def find(self, image: NDArray[np.uint8]) -> list[MeshFace]:
        if self._spoken:
            self._run(image)
        else:  # the first mesh a graph places makes it print a warning
            with _quiet():
                self._run(image)
            self._spoken = bool(self._found.get("meshes"))
        height, width = image.shape[:2]
        scale = np.array([width, height, width], np.float32)
        scored = [
            (_detected_box(found) * scale[[0, 1, 0, 1]], found.score[0]) for found in self._found.get("faces", [])
        ]
        faces = []
        for mesh in self._found.get("meshes", []):
            landmarks = np.array([(p.x, p.y, p.z) for p in mesh.landmark], np.float32) * scale
            box = np.concatenate([landmarks[:, :2].min(0), landmarks[:, :2].max(0)])
            agreeing = [score for other, score in scored if overlap(box, other) >= _SAME]
            if agreeing:
                faces.append(MeshFace(box, landmarks, float(max(agreeing))))
        return faces

    def close(self) -> None:
        self._graph.close()

    def _run(self, image: NDArray[np.uint8]) -> None:
        self._found.clear()
        self._count += 1
        frame = self._frames.ImageFrame(
            image_format=self._frames.ImageFormat.SRGB, data=np.ascontiguousarray(image, np.uint8)
        )
        self._graph.add_packet_to_input_stream("image", self._packets.create_image_frame(frame).at(self._count))
        self._graph.wait_until_idle()


def _skip_entrance() -> None:
    """Let parts of MediaPipe be imported without the whole, which would load matplotlib and a second of more.

    `import mediapipe` itself gives an empty package from then on.
    """
    entrance = importlib.util.find_spec("mediapipe")
    if "mediapipe" not in sys.modules and entrance:
        sys.modules["mediapipe"] = importlib.util.module_from_spec(entrance)


def _keep(found: dict[str, list[Any]], protos: Callable[[object], list[Any]], stream: str, packet: object) -> None:
    found[stream] = protos(packet)


def _close(graphs: dict[str, _Graph]) -> None:
    while graphs:
        graphs.popitem()[1].close()


def overlap(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Intersection over union of two boxes given as left, top, right, bottom."""
    shared = np.clip(np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2]), 0, None).prod()
    union = (one[2:] - one[:2]).prod() + (other[2:] - other[:2]).prod() - shared
    return float(shared / union) if union > 0 else 0.0


def _distinct(faces: list[MeshFace]) -> list[MeshFace]:
    kept: list[MeshFace] = []
    for face in faces:
        if all(overlap(face.box, other.box) < _SAME for other in kept):
            kept.append(face)
    return kept


def _detected_box(found: Any) -> NDArray[np.float32]:  # noqa: ANN401 - a protobuf message
    box = found.location_data.relative_bounding_box
    return np.array([box.xmin, box.ymin, box.xmin + box.width, box.ymin + box.height], np.float32)


def _width(box: NDArray[np.float32]) -> float:
    return float(box[2] - box[0])


@contextmanager
def _quiet() -> Iterator[None]:
    """MediaPipe's C++ logging has no switch that the wheel offers, so its stderr is closed while it opens."""
    sys.stderr.flush()
    kept = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
