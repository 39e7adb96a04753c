"""Larger models a person has in a folder or agrees to fetch from the Hugging Face hub: safetensors only, no code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.files import read_regular
from mmsa_studio.core.limits import LARGEST_CARD
from mmsa_studio.core.sentences import Sentence


def find_model(model: str, kinds: tuple[str, ...], title: Sentence) -> str:
    """Where to load a model from: an existing folder, checked, or a name on the hub.

    Args:
        model: a local folder, or a name on the hub.
        kinds: the `model_type` it may have.
        title: what such a model is called, for example a Whisper model.

    Raises:
        StudioError: when a folder is meant that is not there, is another kind of model or has no safetensors.
    """
    folder = Path(model).expanduser()
    if not folder.is_dir():
        if folder.is_absolute() or model.startswith((".", "~")) or model.count("/") > 1:
            raise StudioError("hub.no_folder", model=model, title=title)
        return model
    if _kind(folder) not in kinds:
        raise StudioError("hub.other_kind", model=model, title=title)
    if not any(folder.glob("*.safetensors")):
        raise StudioError("hub.no_safetensors", model=model)
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
        raise StudioError("hub.not_loaded" if local else "hub.not_fetched", model=model) from error


def _kind(folder: Path) -> str | None:
    """What a folder says its model is; nothing where something in it would keep a reader waiting."""
    try:
        if not all(one.is_file() or one.is_dir() for one in folder.iterdir()):
            return None
        config = json.loads(read_regular(folder / "config.json", LARGEST_CARD))
    except (OSError, ValueError, RecursionError):
        return None
    return config.get("model_type") if isinstance(config, dict) else None
