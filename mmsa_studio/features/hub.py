"""Larger models a person has in a folder or agrees to fetch from the Hugging Face hub: safetensors only, no code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mmsa_studio.core.errors import StudioError


def find_model(model: str, kinds: tuple[str, ...], title: str) -> str:
    """Where to load a model from: an existing folder, checked, or a name on the hub.

    Args:
        model: a local folder, or a name on the hub.
        kinds: the `model_type` it may have.
        title: what such a model is called in messages, e.g. `Whisper model`.

    Raises:
        StudioError: when a folder is meant that is not there, is another kind of model or has no safetensors.
    """
    folder = Path(model).expanduser()
    if not folder.is_dir():
        if folder.is_absolute() or model.startswith((".", "~")) or model.count("/") > 1:
            raise StudioError(f"The model folder “{model}” is not there.", f"Choose the folder of a {title}.")
        return model
    if _kind(folder) not in kinds:
        raise StudioError(f"“{model}” holds no {title}.", f"Choose a folder with the config.json of a {title}.")
    if not any(folder.glob("*.safetensors")):
        raise StudioError(
            f"The model “{model}” has no safetensors weights.",
            "Use a copy with model.safetensors; pickled weights are never loaded.",
        )
    return str(folder)


@contextmanager
def told_plainly(model: str) -> Iterator[None]:
    """Turn what loading a model can raise into a sentence; progress bars and advice of the library stay silent.

    Raises:
        StudioError: when the model could not be loaded.
    """
    from safetensors import SafetensorError
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        yield
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        local = Path(model).expanduser().is_dir()
        hint = "Check the folder's files." if local else "Allow the download, or choose a local folder."
        raise StudioError(f"The model “{model}” could not be loaded.", hint) from error


def _kind(folder: Path) -> str | None:
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return config.get("model_type") if isinstance(config, dict) else None
