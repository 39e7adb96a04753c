"""Which sound of a film is listened to: the tracks and channels in which somebody speaks, or those a person chose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmsa_studio.analysis import hearing
from mmsa_studio.analysis.hearing import choose_sound, sound_from
from mmsa_studio.analysis.state import State
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.hearing import CHOSEN, PLAIN, SPEECH
from mmsa_studio.core.jobs import AnalyzeRequest
from mmsa_studio.core.project import Project
from mmsa_studio.core.reading import Reading
from mmsa_studio.media.probe import probe
from mmsa_studio.models import registry
from tests.features.material import spoken
from tests.sounds import RATE, tone, write_tracks, write_wav

SECONDS = 8


def speech(start=0.0, end=float(SECONDS)):
    """The reel's voice between two times, silence around it."""
    line = np.zeros(SECONDS * RATE, np.float32)
    begin, stop = int(start * RATE), int(end * RATE)
    line[begin:stop] = 0.5 * np.resize(spoken(), len(line))[begin:stop]
    return line


SILENCE = np.zeros(SECONDS * RATE, np.float32)
HUM = tone(SECONDS, 50)


def heard_in(path, chosen=()):
    return heard_of(probe(path), chosen)


def heard_of(media, chosen=()):
    project = replace(Project(media), reading=Reading(sound=chosen))
    state = State(AnalyzeRequest(project), lambda _: None, registry.model(), "cpu")
    choose_sound(state)
    return state


def lines(state):
    return [(line.track, line.channel) for line in state.project.sound_from.lines]


def level(state):
    whole = np.concatenate([chunk.samples for chunk in sound_from(state, 0)])
    return float(np.sqrt((whole**2).mean()))


def test_the_track_that_holds_speech_is_heard_and_said(tmp_path):
    state = heard_in(write_tracks(tmp_path / "film.mka", [[SILENCE], [HUM], [speech()]], ["mono"] * 3))
    assert lines(state) == [(3, 1)]
    assert [one.silent for one in state.project.sound_from.found] == [True, False, False]
    assert "track 3" in state.project.notices[-1].message
    assert level(state) == pytest.approx(float(np.sqrt((speech() ** 2).mean())), rel=0.02)


def test_microphones_on_tracks_of_their_own_are_heard_together(tmp_path):
    path = write_tracks(tmp_path / "film.mka", [[speech(0, 4)], [HUM], [speech(4, 8)]], ["mono"] * 3)
    assert lines(heard_in(path)) == [(1, 1), (3, 1)]


@pytest.mark.parametrize("title", ["Director's commentary", "Audio description", "Music and effects"])
def test_what_is_no_dialogue_by_its_title_is_left_out_while_another_holds_speech(tmp_path, title):
    tracks = [[speech()], [speech(2, 6)]]
    path = write_tracks(tmp_path / "film.mka", tracks, ["mono"] * 2, [title, ""])
    assert lines(heard_in(path)) == [(2, 1)]
    alone = write_tracks(tmp_path / "alone.mka", [[speech()], [SILENCE]], ["mono"] * 2, [title, ""])
    assert heard_in(alone).project.sound_from.tracks in ((), (1,))


@pytest.mark.parametrize(("count", "place"), [(6, 4), (9, 1), (11, 11), (32, 17)])
def test_the_channel_that_holds_speech_is_heard_where_no_order_is_told(tmp_path, count, place):
    channels = [speech() if number == place else SILENCE for number in range(1, count + 1)]
    assert lines(heard_in(write_wav(tmp_path / "film.wav", channels))) == [(1, place)]


def test_a_centre_that_holds_the_dialogue_is_heard_alone(tmp_path):
    side = 0.1 * speech() + HUM * 0.2
    path = write_tracks(tmp_path / "film.mka", [[side, side, speech(), SILENCE, SILENCE, SILENCE]], ["5.1"])
    assert lines(heard_in(path)) == [(1, 3)]


def test_sides_that_are_each_other_turned_over_do_not_cancel(tmp_path):
    state = heard_in(write_tracks(tmp_path / "film.mka", [[speech(), -speech()]], ["stereo"]))
    assert level(state) == pytest.approx(float(np.sqrt((speech() ** 2).mean())), rel=0.05)


def test_a_silent_side_does_not_make_the_other_quieter(tmp_path):
    state = heard_in(write_tracks(tmp_path / "film.mka", [[SILENCE, speech()]], ["stereo"]))
    assert lines(state) == [(1, 2)]


def test_ordinary_stereo_is_heard_as_it_is(tmp_path):
    state = heard_in(write_tracks(tmp_path / "film.mka", [[speech(), speech()]], ["stereo"]))
    assert lines(state) == []
    assert state.project.sound_from.why == SPEECH
    assert state.project.notices == ()


def test_sound_without_speech_is_what_players_choose(tmp_path):
    state = heard_in(write_tracks(tmp_path / "film.mka", [[HUM], [tone(SECONDS, 3000)]], ["mono"] * 2))
    assert state.project.sound_from.why == PLAIN
    assert lines(state) == []


def test_a_persons_choice_stands_over_what_was_found(tmp_path):
    path = write_tracks(tmp_path / "film.mka", [[speech()], [HUM], [SILENCE]], ["mono"] * 3)
    state = heard_in(path, (2,))
    assert (state.project.sound_from.why, lines(state)) == (CHOSEN, [(2, 1)])
    with pytest.raises(StudioError) as caught:
        heard_in(path, (4,))
    assert "no sound track 4" in caught.value.message
    assert "3 (mono)" in caught.value.hint


def test_a_film_that_an_earlier_version_probed_is_heard_and_chosen_like_any_other(tmp_path):
    """Such a project knows only the sound that players choose."""
    whole = probe(write_tracks(tmp_path / "film.mka", [[speech(), SILENCE]], ["stereo"]))
    states = [heard_of(media, chosen) for media in (whole, replace(whole, sounds=())) for chosen in ((), (1,))]
    assert [lines(state) for state in states] == [[(1, 1)]] * 4
    assert [state.project.sound_from.why for state in states] == [SPEECH, CHOSEN] * 2


def test_a_long_film_is_not_looked_at_whole():
    places = hearing._places(2 * 3600, *hearing.ROUNDS[0])
    assert len(places) <= 10
    assert max(places) > 7000
    assert sum(place < hearing.FIRST_S for place in places) >= 5


def test_the_shared_cases(shared):
    cases = shared / "cases"
    assert lines(heard_in(cases / "01-speech-on-third-track" / "film.mov")) == [(3, 1)]
    folder = cases / "02-channels-without-layout"
    assert lines(heard_in(folder / "nine_channels.wav")) == [(1, 1)]
    assert lines(heard_in(folder / "six_channels_speech_in_4.wav")) == [(1, 4)]
