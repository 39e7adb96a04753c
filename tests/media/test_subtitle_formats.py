"""Every format and habit of subtitle files is read, or refused in one sentence, and no file makes reading slow."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.limits import LONGEST_CUE, MOST_CUES
from mmsa_studio.media.subtitle_files import read_subtitle_file

PAL = Fraction(25)


def read(tmp_path: Path, content: str | bytes, name: str = "film.srt", rate: Fraction = PAL):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [(float(line.start), float(line.end), line.text) for line in read_subtitle_file(path, rate=rate)]


HELLO = [(1.0, 2.5, "Hello there.")]


@pytest.mark.parametrize(
    "times",
    [
        "00:00:01,000 --> 00:00:02,500",
        "00:00:01.000 --> 00:00:02.500",
        "00:01,000 --> 00:02,500",
        "0:0:1,0 --> 0:0:2,5",
        "00:00:01 --> 00:00:02.5",
        "00 : 00 : 01 , 000 --> 00 : 00 : 02 , 500",
        "  00:00:01,000-->00:00:02,500   X1:10 Y1:20",
        "00:00:01,000 -> 00:00:02,500",
        "00:00:01:000 --> 00:00:02:500",
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_times_and_line_ends_of_every_habit(tmp_path, times, ending):
    assert read(tmp_path, f"1\n{times}\nHello there.\n\n".replace("\n", ending)) == HELLO


@pytest.mark.parametrize(("rate", "frame"), [(25, "12"), (24, "12"), (50, "25")])
def test_times_that_count_frames(tmp_path, rate, frame):
    text = f"1\n00:00:01:00 --> 00:00:02:{frame}\nHello there.\n"
    ((start, end, _),) = read(tmp_path, text, rate=Fraction(rate))
    assert (start, end) == (1.0, 2 + int(frame) / rate)


def test_timecode_of_2997_is_slower_than_the_clock_but_for_drop_frame(tmp_path):
    rate = Fraction(30000, 1001)
    ((start, _, _),) = read(tmp_path, "01:00:00:00 --> 01:00:02:00\nHello\n", rate=rate)
    ((dropped, _, _),) = read(tmp_path, "01:00:00;00 --> 01:00:02;00\nHello\n", rate=rate)
    assert start == pytest.approx(3603.6)
    assert dropped == 3600


def test_numbers_between_blocks_are_no_words_and_numbers_that_are_said_stay(tmp_path):
    times = [f"00:00:0{n},000 --> 00:00:0{n + 1},000" for n in (1, 2, 4)]
    text = f"1\n{times[0]}\nHow many?\n2\n{times[1]}\n42\n\n3\n{times[2]}\nOh\n"
    assert [line[2] for line in read(tmp_path, text)] == ["How many?", "42", "Oh"]


def test_notes_names_and_styles_of_webvtt_are_no_words(tmp_path):
    text = (
        "WEBVTT - a title\nKind: captions\n\nSTYLE\n::cue {color: red}\n\nNOTE not said\n\nfirst\n"
        "00:01.000 --> 00:02.500 line:0\nHello there.\n\nNOTE\nnot said either\n"
    )
    assert read(tmp_path, text, "film.vtt") == HELLO


ASS = "[Script Info]\n\n[{styles}]\nFormat: Name, Alignment\nStyle: Top,{above}\nStyle: Default,2\n\n[Events]\n" + (
    "Format: Start, End, Style, Text\nDialogue: 0:00:01.00,0:00:02.50,Default,Hello, there.\n"
    "Comment: 0:00:01.00,0:00:02.50,Default,not said\nDialogue: 0:00:01.00,0:00:02.50,Top,SIGN\n"
    "Dialogue: 0:00:01.00,0:00:02.50,Default,{{\\an5\\p1}}m 0 0 l 1 1\n"
)


@pytest.mark.parametrize(("styles", "above"), [("V4+ Styles", "8"), ("V4 Styles", "6")])
def test_ass_and_ssa(tmp_path, styles, above):
    path = tmp_path / "film.ass"
    path.write_text(ASS.format(styles=styles, above=above))
    lines = read_subtitle_file(path)
    assert [(line.text, line.style, line.top) for line in lines] == [
        ("Hello, there.", "Default", False),
        ("SIGN", "Top", True),
    ]


OTHERS = {
    "microdvd": ("film.sub", "{25}{62}Hello there.\n"),
    "microdvd with a rate of its own": ("film.sub", "{1}{1}50\n{50}{125}Hello there.\n"),
    "mpl2": ("film.txt", "[10][25]Hello there.\n"),
    "sbv": ("film.sbv", "0:00:01.000,0:00:02.500\nHello there.\n\n"),
    "subviewer": ("film.sub", "[INFORMATION]\n[TITLE]x\n\n00:00:01.00,00:00:02.50\nHello there.\n\n"),
    "lrc": ("film.lrc", "[ar:Somebody]\n[00:01.00]Hello there.\n[00:02.50]\n"),
    "tmplayer": ("film.txt", "00:00:01:Hello there.\n00:00:02:Bye\n"),
    "ttml": (
        "film.ttml",
        '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"><body><div begin="0.5s">'
        '<p begin="500ms" end="00:00:02.000">Hello\n   <span>there.</span></p></div></body></tt>',
    ),
    "ttml in ticks": (
        "film.xml",
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:tickRate="10000000">'
        '<body><p begin="10000000t" dur="15000000t">Hello there.</p></body></tt>',
    ),
    "sami": (
        "film.smi",
        "<SAMI><BODY><SYNC Start=1000><P Class=ENCC>Hello there.<SYNC Start=2500><P Class=ENCC>&nbsp;</BODY></SAMI>",
    ),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_formats(tmp_path, kind):
    name, text = OTHERS[kind]
    (start, end, said), *_ = read(tmp_path, text, name)
    assert (start, " ".join(said.split())) == (1.0, "Hello there.")
    assert end == pytest.approx(2.5 if kind not in ("tmplayer", "microdvd") else 2.0 if kind == "tmplayer" else 2.48)


def test_ebu_stl(tmp_path):
    head = bytearray(b" " * 1024)
    head[:14] = b"850STL25.01100"
    text = bytes([0x0D, 0x0B]) + b"C" + bytes([0xC2]) + b"est la" + bytes([0x8A]) + b"vie." + bytes([0x8F])
    block = bytes([0, 1, 0, 0xFF, 0, 10, 0, 1, 0, 10, 0, 2, 12, 20, 2, 0]) + text.ljust(112, b"\x8f")
    ((start, end, said),) = read(tmp_path, bytes(head) + block, "film.stl")
    assert (start, end) == (36001.0, 36002.48)
    assert said.split() == ["Cést", "la", "vie."]


@pytest.mark.parametrize("head", [b"PG\0\0", b"\0\0\1\xba", b"# VobSub index file, v7\n"])
def test_pictures_of_words_are_told(tmp_path, head):
    with pytest.raises(StudioError, match="pictures of words"):
        read(tmp_path, head * 40, "film.sub")


@pytest.mark.parametrize(
    "content",
    [
        "Just a text without any times.\n" * 20,
        '{"info": {}, "events": [{"start": 1e999, "end": 2, "text": []}]}',
        '<!DOCTYPE tt [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><tt><p begin="1s" end="2s">&b;</p></tt>',
        "<tt><body><p begin='1e999999999s' end='x'>never closed",
        "<tt xmlns:t='x' t:frameRate='0'><p begin='1f'>a</p></tt>",
        "[Events]\nDialogue: 0,9:99:99,x\n",
    ],
)
def test_what_holds_no_subtitles_is_refused_in_a_sentence(tmp_path, content):
    with pytest.raises(StudioError, match="holds no subtitles"):
        read(tmp_path, content)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "film.srt")
    with pytest.raises(StudioError, match="not an ordinary file"):
        read_subtitle_file(tmp_path / "film.srt")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_is_not_read(tmp_path):
    (tmp_path / "film.srt").symlink_to("/dev/zero")
    with pytest.raises(StudioError, match="not an ordinary file"):
        read_subtitle_file(tmp_path / "film.srt")


def test_more_lines_than_any_film_has_are_refused(tmp_path):
    with pytest.raises(StudioError, match="too large"):
        read(tmp_path, "{1}{2}a\n" * (MOST_CUES + 1))


HURTFUL = {
    "breaks": "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,," + "\\N" * 150_000 + "-->\n",
    "brackets": "1\n00:00:01,000 --> 00:00:02,000\n" + "{" * 250_000 + "<" * 250_000 + "\n",
    "drawings": "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,," + "{\\p" * 250_000 + "\n",
    "blanks": "00:00:01,000" + " " * 500_000 + "-->\n" * 3,
    "one long cue": "1\n00:00:01,000 --> 00:00:02,000\n" + "word " * 2_000_000 + "\n",
    "syncs": "<sami>" + "<sync start" * 200_000,
    "one start": "1\n00:00:01,000 --> 00:00:02,000\nline {n}\n\n",
}
READ = """
import sys
from fractions import Fraction
from pathlib import Path
from mmsa_studio.core.errors import StudioError
from mmsa_studio.media.cues import repair
from mmsa_studio.media.subtitle_credits import sift
from mmsa_studio.media.subtitle_files import read_subtitle_file
try:
    repair(sift(read_subtitle_file(Path(sys.argv[1]))).lines, Fraction(60))
except StudioError as error:
    print(error.message)
"""


@pytest.mark.parametrize("kind", HURTFUL)
def test_nothing_grows_with_the_square(tmp_path, kind):
    """Each would take many minutes if it did."""
    text = HURTFUL[kind]
    path = tmp_path / "film.srt"
    path.write_text("".join(text.format(n=n) for n in range(60_000)) if "{n}" in text else text)
    ended = subprocess.run([sys.executable, "-c", READ, path], timeout=60, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_cue_that_nobody_can_say_is_left_out_and_the_others_stay(tmp_path):
    from mmsa_studio.media.subtitle_credits import sift

    path = tmp_path / "film.srt"
    long = "x" * (LONGEST_CUE + 1)
    path.write_text(f"00:00:01,000 --> 00:00:02,000\n{long}\n\n00:00:03,000 --> 00:00:04,000\nHello\n")
    sifted = sift(read_subtitle_file(path))
    assert ([line.text for line in sifted.lines], sifted.endless) == (["Hello"], 1)


def test_files_made_to_hurt(shared):
    files = sorted((shared / "faults" / "subtitles").iterdir())
    assert files
    for path in files:
        ended = subprocess.run(
            [sys.executable, "-c", READ, path], timeout=60, capture_output=True, text=True, check=False
        )
        assert (ended.returncode, ended.stderr) == (0, ""), path
