"""The network that reads an expression from an aligned grey crop and the aligned landmarks of a face."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as nnf

CROP = 48
"""Width and height of an aligned crop in pixels: what FER+ faces have to give."""
EMOTIONS = ("neutral", "joy", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
"""What the network tells apart, in the order of FER+ votes; contempt is counted as disgust afterwards."""
_LANDMARK_SPREAD = 0.04
"""How far aligned landmarks usually lie from the canonical face, in eye distances."""


class _Residual(nn.Module):
    """Two 3 x 3 convolutions added to what they were given."""

    def __init__(self, channels_in: int, channels: int, stride: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels)
        same = channels_in == channels and stride == 1
        self.skip = (
            nn.Identity()
            if same
            else nn.Sequential(nn.AvgPool2d(stride), nn.Conv2d(channels_in, channels, 1, bias=False))
        )

    def forward(self, x: Tensor) -> Tensor:
        change = self.second_norm(self.second(torch.relu(self.first_norm(self.first(x)))))
        return torch.relu(self.skip(x) + change)


class ExpressionNetwork(nn.Module):
    """Residual convolutions on the crop, joined by the landmarks where a mesh was found."""

    def __init__(self, landmarks: int = 478, width: int = 32, embedding: int = 64) -> None:
        super().__init__()
        self.picture = nn.Sequential(
            nn.Conv2d(1, width // 2, 3, 1, 1, bias=False),  # (N, 16, 48, 48)
            nn.BatchNorm2d(width // 2),
            nn.ReLU(),
            nn.Conv2d(width // 2, width, 3, 2, 1, bias=False),  # (N, 32, 24, 24)
            nn.BatchNorm2d(width),
            nn.ReLU(),
            _Residual(width, width),
            _Residual(width, 2 * width, 2),  # (N, 64, 12, 12)
            _Residual(2 * width, 2 * width),
            _Residual(2 * width, 4 * width, 2),  # (N, 128, 6, 6)
            _Residual(4 * width, 4 * width),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),  # (N, 128)
        )
        self.mesh = nn.Sequential(
            nn.Linear(3 * landmarks, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 64), nn.ReLU()
        )
        self.join = nn.Sequential(nn.Dropout(0.3), nn.Linear(4 * width + 64, embedding), nn.ReLU())
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(embedding, len(EMOTIONS)))

    def forward(self, crops: Tensor, offsets: Tensor, found: Tensor) -> tuple[Tensor, Tensor]:
        """Read expressions.

        Args:
            crops: of any brightness and contrast. shape (N, 1, 48, 48)
            offsets: aligned landmarks minus the canonical face. shape (N, 478, 3)
            found: 1 where landmarks are known, 0 where not. shape (N,)

        Returns:
            embeddings of shape (N, 64) and logits of shape (N, 8).
        """
        mesh = self.mesh((offsets / _LANDMARK_SPREAD).clamp(-8, 8).flatten(1)) * found[:, None]
        embedding = self.join(torch.cat([self.picture(even_light(crops)), mesh], dim=1))
        return embedding, self.head(embedding)


class ExpressionEnsemble(nn.Module):
    """Several networks that learned from different seeds; every second one is shown the mirror image.

    Their joined embeddings are projected to the embedding size by `projection`, found by principal components.
    """

    def __init__(self, members: int, landmarks: int = 478, embedding: int = 64) -> None:
        super().__init__()
        self.members = nn.ModuleList(ExpressionNetwork(landmarks, embedding=embedding) for _ in range(members))
        self.projection = nn.Linear(members * embedding, embedding)
        self.mirror: Tensor
        self.register_buffer("mirror", torch.arange(landmarks))
        self.canonical: Tensor
        self.register_buffer("canonical", torch.zeros(landmarks, 3))
        self.temperature: Tensor
        self.register_buffer("temperature", torch.ones(()))

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, Tensor]) -> ExpressionEnsemble:
        """The ensemble whose `state_dict` these tensors are, ready to be asked."""
        members = 1 + max(int(name.split(".")[1]) for name in tensors if name.startswith("members."))
        ensemble = cls(members, landmarks=len(tensors["mirror"]))
        ensemble.load_state_dict(dict(tensors))
        ensemble.members.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        return ensemble.eval()

    def forward(self, crops: Tensor, offsets: Tensor, found: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings of shape (N, 64) and calibrated log-probabilities of shape (N, 8); see `ExpressionNetwork`."""
        joined, logits = self.ask(crops, offsets, found)
        return self.projection(joined), nnf.log_softmax(logits.mean(0) / self.temperature, dim=1)

    def ask(self, crops: Tensor, offsets: Tensor, found: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings of all members side by side, shape (N, members * 64), and logits, shape (members, N, 8)."""
        seen = crops.contiguous(memory_format=torch.channels_last), offsets
        flipped = seen[0].flip(3), mirrored(offsets, self.mirror)
        answers = [member(*(flipped if place % 2 else seen), found) for place, member in enumerate(self.members)]
        joined = torch.cat([embedding for embedding, _ in answers], dim=1)
        return joined, torch.stack([logits for _, logits in answers])

    def edges(self, crops: Tensor) -> Tensor:
        """What the first layer of the first member answers: edges of all directions. (N, 1, H, W) -> (N, 16, H, W)"""
        picture = self.members[0].get_submodule("picture")
        answer = even_light(crops)
        for layer in list(picture.children())[:3]:
            answer = layer(answer)
        return answer


def even_light(crops: Tensor) -> Tensor:
    """Crops with mean 0 and deviation 1 each, so that dark and bright pictures read alike. shape (N, 1, H, W)"""
    crops = crops - crops.mean(dim=(1, 2, 3), keepdim=True)
    return crops / (crops.std(dim=(1, 2, 3), keepdim=True) + 1e-3)


def mirrored(offsets: Tensor, mirror: Tensor) -> Tensor:
    """Landmark offsets of the mirror image. shape (N, 478, 3)"""
    return offsets[:, mirror] * offsets.new_tensor([-1.0, 1.0, 1.0])
