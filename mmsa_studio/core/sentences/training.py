"""What a data set or a measurement lacks; said on the command line only."""

from __future__ import annotations

from mmsa_studio.core.sentences.template import Template

_UNPACK = "Unpack the data set as its authors hand it out."

SENTENCES = {
    "corpus.no_files": Template("There is no {pattern} in {folder}.", _UNPACK),
    "corpus.no_table": Template("There is no {table}.", _UNPACK),
    "corpus.no_utf8": Template("{table} is not written in UTF-8.", "Save it again as UTF-8."),
    "corpus.no_column": Template("{table} has no column {columns}.", _UNPACK),
    "corpus.uneven": Template("Line {line} of {table} has not as many columns as its header."),
    "corpus.uneven_signal": Template("Line {line} of {table} has not as many columns as its description."),
    "corpus.no_description": Template("{file} is no BIDS description.", _UNPACK),
    "corpus.no_names": Template("{file} does not name its Columns.", _UNPACK),
    "corpus.damaged": Template("{table} is damaged.", "Download it again."),
    "corpus.file_name": Template(
        "{file} is not named as the files of this data set are.", "Take it out of the folder."
    ),
    "corpus.odd": Template('"{value}" in {file} is nothing this data set should hold.'),
    "corpus.no_faces": Template(
        "The faces “{path}” are missing.", "Give the folder that holds face/ferplus_train.npz."
    ),
    "corpus.no_text": Template("“{path}” is not there.", "Give the folder that holds text/, voice/ and face/."),
    "corpus.no_utterances": Template(
        "There are no utterances in “{folder}”.", "See the README of the data for where they lie."
    ),
    "corpus.no_strangers": Template(
        "There are no strangers in “{folder}”.", "See the README of the data for where they lie."
    ),
    "corpus.no_picture": Template("“{path}” is no picture.", _UNPACK),
    "corpus.emodb_name": Template(
        "“{name}” is not named like an utterance of EMO-DB.", "Keep the original file names."
    ),
    "evidence.not_run": Template("Not run: {part}. {reason}", "{reason_hint}"),
    "evidence.no_data": Template("Give the folder of the test data with --data."),
    "evidence.no_folder": Template("There is no {folders}."),
}
