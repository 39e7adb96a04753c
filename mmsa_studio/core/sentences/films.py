"""Films, their subtitles and words, and what analysing them finds."""

from __future__ import annotations

from mmsa_studio.core.sentences.template import Template

_KINDS = "Open a film or sound file such as MP4, MOV, MKV, WebM, MXF or WAV."
_COPY_AGAIN = "Copy or download the file again; if it was being recorded, repair it with the recorder's tool."
_CONVERT = "Open it in another player; if it plays there, convert it to MP4 (H.264) or WAV and open that."
_SUBTITLES = "Choose a SubRip (.srt), ASS (.ass) or WebVTT (.vtt) file."

SENTENCES = {
    "film.absent": Template("There is no file “{path}”.", "Check the spelling, or whether a drive is missing."),
    "film.folder": Template("“{name}” is a folder, not a film.", _KINDS),
    "film.special": Template("“{name}” is not an ordinary file.", _KINDS),
    "film.empty": Template("“{name}” is empty.", _COPY_AGAIN),
    "film.forbidden": Template("You may not read “{name}”.", "Ask its owner for permission to read it."),
    "film.unreadable": Template("“{name}” could not be read: {reason}.", "Check the drive it lies on."),
    "film.incomplete": Template("“{name}” is incomplete or damaged: its table of contents is missing.", _COPY_AGAIN),
    "film.foreign": Template("“{name}” is not a film, or it is damaged.", _KINDS),
    "film.list": Template(
        "“{name}” is a list that names other files, not a film.", "Open one of the films that it names."
    ),
    "film.nothing": Template("“{name}” holds no picture and no sound that can be read.", _CONVERT),
    "film.endless": Template("“{name}” claims to last {hours} hours: its times are damaged.", _CONVERT),
    "film.no_picture": Template("This film has no picture.", "It can be analysed by its sound and words."),
    "film.no_frame": Template("There is no frame {frame}.", "The last frame of this film is {last}."),
    "film.bad_frame": Template("The picture of frame {frame} could not be decoded.", "The film may be damaged there."),
    "film.no_player": Template(
        "The film cannot be played on this machine.", "The analysis and all markers still work."
    ),
    "subtitles.absent": Template("There is no subtitle file “{path}”.", "Check the spelling."),
    "subtitles.none": Template("“{name}” holds no subtitles that can be read.", _SUBTITLES),
    "subtitles.large": Template("“{name}” is too large for a subtitle file.", _SUBTITLES),
    "subtitles.unreadable": Template("The subtitle file “{name}” could not be read: {reason}.", _SUBTITLES),
    "subtitles.special": Template("“{name}” is not an ordinary file.", _SUBTITLES),
    "subtitles.of_pictures": Template("“{name}” holds pictures of words, which cannot be read as text.", _SUBTITLES),
    "subtitles.no_track": Template(
        "The film has no text track {number}.", "It has {count} subtitle tracks, counted from 1."
    ),
    "subtitles.commentary": Template(
        "{source} comments on the film, so its words were not taken.", "Choose it if these are the words you want."
    ),
    "subtitles.forced": Template(
        "{source} holds {count} cues of foreign speech or signs only (“forced”); it does not stand for what is said.",
        one="{source} holds one cue of foreign speech or signs only (“forced”); it does not stand for what is said.",
    ),
    "subtitles.credits": Template(
        "{count} cues of {source} are advertising or credits and were left out, like “{example}”.",
        one="{count} cue of {source} is advertising or a credit and was left out: “{example}”.",
    ),
    "subtitles.endless": Template(
        "{count} cues of {source} are longer than anybody speaks and were left out.",
        one="{count} cue of {source} is longer than anybody speaks and was left out.",
    ),
    "subtitles.pictures": Template("The film's own subtitles are pictures of words, which cannot be read as text."),
    "subtitles.outside": Template(
        "{count} cues lie outside the film in {source} and had to be left out.",
        one="{count} cue lies outside the film in {source} and had to be left out.",
    ),
    "subtitles.signs": Template(
        "{count} signs, titles or songs in {source} are shown in the picture and not said; they were left out.",
        one="{count} sign, title or song in {source} is shown in the picture and not said; it was left out.",
    ),
    "subtitles.programme": Template("The times in {source} are programme timecode: {seconds} s were taken off."),
    "subtitles.clock": Template(
        "The words in {source} did not lie where somebody speaks and were moved: {change}.",
        "If that is wrong, --subtitle-offset 0 leaves them as they are.",
    ),
    "subtitles.clock_proposed": Template(
        "The words in {source} do not lie where somebody speaks; this would fit: {change}.",
        "Accept it here, or analyse with --subtitle-offset {offset} --subtitle-rate {rate}.",
    ),
    "subtitles.clock_chosen": Template("The words in {source} are read on the clock that was chosen: {change}."),
    "clock.later": Template("{seconds} s later"),
    "clock.earlier": Template("{seconds} s earlier"),
    "clock.rate": Template("timed for {subtitles} frames per second, not {film}"),
    "clock.both": Template("timed for {subtitles} frames per second, not {film}, and {moved}"),
    "clock.no_offset": Template(
        "“{text}” is no time that subtitles can be moved by.", "Say how many seconds, like 2.5 or -3600."
    ),
    "subtitles.other_language": Template("There are no subtitles in {language}; {source} was taken."),
    "words.captions": Template("closed captions in the picture"),
    "subtitles.newer_captions": Template(
        "The film has closed captions of the newer kind (CEA-708) alone, which are not read.", _SUBTITLES
    ),
    "words.none": Template("no words"),
    "words.file": Template("{name}"),
    "words.track": Template("text track {number}"),
    "words.named_track": Template("text track {number} ({name})"),
    "words.amount": Template("{language} for {count} seconds", one="{language} for {count} second"),
    "words.heard": Template("speech to text ({model})"),
    "words.heard_in": Template("speech to text ({model}, {language})"),
    "sound.track": Template("track {number}"),
    "sound.channels": Template("track {number} (channels {channels})"),
    "sound.heard": Template("{tracks}"),
    "sound.named": Template("{number} ({name}, {layout})"),
    "sound.unnamed": Template("{number} ({layout})"),
    "sound.no_track": Template("There is no sound track {number}: the film has {count}.", "There are: {tracks}."),
    "sound.unmixed": Template("Sound of {channels} channels ({format}) could not be mixed.", _CONVERT),
    "sound.speech": Template(
        "Speech was found in {heard}: that is listened to.", "Choose another sound track if this is wrong."
    ),
    "sound.plain": Template(
        "Nobody was heard to speak in samples of the sound; {heard} is listened to.",
        "Choose another sound track if this is wrong.",
    ),
    "sound.chosen": Template("As chosen, {heard} is listened to."),
    "analysis.uneven": Template("The film has a variable frame rate; frames are counted on an even grid."),
    "analysis.interlaced": Template("The film is interlaced; its pictures are deinterlaced before they are looked at."),
    "analysis.joined": Template(
        "The film's clock starts again or jumps ({count} times): pictures and sound are read in the order of the file. "
        "While playing, the player may lose its place there."
    ),
    "analysis.no_sound": Template("The film has no sound."),
    "analysis.no_picture": Template("The film has no picture."),
    "analysis.no_words": Template(
        "The film has no subtitles, so its words are not known.",
        "Choose a subtitle file, or have the speech written down.",
    ),
    "analysis.unheard": Template("The film has no subtitles, and no words could be made out in its sound."),
    "words.share": Template("{language} ({count})"),
    "analysis.foreign_cues": Template(
        "{count} cues are not in a language whose words are read, and the curve ignores them: {languages}.",
        "Words are read in: {known}. Subtitles in one of them would count.",
        one="{count} cue is not in a language whose words are read, and the curve ignores it: {languages}.",
    ),
    "analysis.foreign_speech": Template(
        "The film speaks {language}: its words are written down, but the curve ignores them.",
        "Words are read in English only; English subtitles would count.",
    ),
    "analysis.several_languages": Template(
        "The film speaks several languages ({languages}): all are written down, but the curve counts English only.",
        "Choose a language if this is wrong; English subtitles would count.",
    ),
    "analysis.left_out": Template("{modality} is left out: {reason}", "{reason_hint}"),
    "analysis.nothing": Template("Nothing could be read from “{path}”.", "{notices}"),
    "analysis.none": Template("The project holds no analysis.", "Analyse the film first."),
    "analysis.other_weights": Template("The curve was computed with other weights.", "Analyse the film again."),
    "analysis.untrained": Template("The network was not trained on {modality}: it is shown, and not fused."),
    "analysis.no_column": Template("The {modality} track has no column {column}: it is shown, and not fused."),
    "analysis.no_device": Template(
        "This machine has no “{device}” device.", "Use --device auto, or see `mmsa-studio doctor`."
    ),
}
