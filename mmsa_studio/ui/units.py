"""FACS action units in plain language."""

from __future__ import annotations

UNIT_NAMES = {
    "AU01": "inner brow raised", "AU02": "outer brow raised", "AU04": "brow lowered", "AU05": "upper lid raised",
    "AU06": "cheek raised", "AU07": "lid tightened", "AU09": "nose wrinkled", "AU10": "upper lip raised",
    "AU12": "lip corners pulled up", "AU14": "dimpled", "AU15": "lip corners pulled down", "AU17": "chin raised",
    "AU18": "lips puckered", "AU20": "lips stretched", "AU22": "lips funnelled", "AU23": "lips tightened",
    "AU24": "lips pressed", "AU25": "lips parted", "AU26": "jaw dropped", "AU27": "mouth stretched",
    "AU28": "lips sucked in", "AU43": "eyes closed", "AU45": "blink",
}  # fmt: skip
