"""The action units of the Facial Action Coding System that are measured, and what to call them on screen."""

from __future__ import annotations

ACTION_UNITS: dict[str, str] = {
    "AU01": "inner brows raised",
    "AU02": "outer brows raised",
    "AU04": "brows lowered",
    "AU05": "eyes widened",
    "AU06": "cheeks raised",
    "AU07": "eyelids tightened",
    "AU09": "nose wrinkled",
    "AU10": "upper lip raised",
    "AU12": "lip corners pulled up",
    "AU14": "lip corners tightened",
    "AU15": "lip corners pulled down",
    "AU17": "chin raised",
    "AU18": "lips puckered",
    "AU20": "lips stretched",
    "AU23": "lips tightened",
    "AU24": "lips pressed together",
    "AU25": "lips parted",
    "AU26": "jaw dropped",
    "AU28": "lips sucked in",
    "AU43": "eyes closed",
    "AU45": "blink",
}
"""Plain words for every code of Ekman & Friesen (1978) that a face track holds, in the order of its columns."""
