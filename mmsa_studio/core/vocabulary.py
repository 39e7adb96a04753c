"""The names of what is measured, in the order arrays hold them."""

from __future__ import annotations

CATEGORIES = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral")
POLARITIES = ("negative", "neutral", "positive")
DIMENSIONS = ("valence", "arousal", "intensity")
QUANTITIES = (
    *DIMENSIONS,
    *(f"category.{name}" for name in CATEGORIES),
    *(f"polarity.{name}" for name in POLARITIES),
)
RANGES = {"valence": (-1.0, 1.0), "arousal": (-1.0, 1.0)}
"""Where a quantity can lie, when that is not 0 to 1."""
