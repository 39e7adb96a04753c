"""From faces and votes to weights and numbers, on a tiny made-up FER+."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
import torch

from mmsa_studio.core.errors import StudioError
from mmsa_studio.features.face_network import CROP, EMOTIONS, ExpressionEnsemble, even_light
from mmsa_studio.features.weights import load_weights, save_weights
from mmsa_studio.training import face
from mmsa_studio.training.face_data import LABELS, load_faces, prepare
from mmsa_studio.training.face_evidence import accuracy, auc, evidence, macro_f1
from mmsa_studio.training.picture_augment import augment
from tests.features.material import items

COUNT, SPLIT_VOTES = 24, 2


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder like the real one: a portrait in many lights, every fifth of them no face at all."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "face").mkdir()
    portrait = next(item.image for item in items("pictures") if item.image.any())
    grey = cv2.cvtColor(portrait[60:190, 160:290], cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (48, 48), interpolation=cv2.INTER_AREA)
    random = np.random.default_rng(5)
    for part in ("train", "valid", "test"):
        images = np.stack([(small * random.uniform(0.4, 1)).astype(np.uint8) for _ in range(COUNT)])
        images[::5] = random.integers(0, 256, (len(images[::5]), 48, 48))
        votes = np.zeros((COUNT, 10), np.uint8)
        votes[np.arange(COUNT), np.arange(COUNT) % len(LABELS)] = 8
        votes[:, 0] += 1
        votes[0] = [0, 0, 0, 0, 0, 0, 0, 0, 9, 1]
        votes[1 : 1 + SPLIT_VOTES] = [3, 0, 2, 2, 2, 0, 0, 0, 0, 1]
        np.savez(folder / "face" / f"ferplus_{part}.npz", images=images, votes=votes)
    return folder


def test_faces_nobody_could_name_are_dropped_as_published(data):
    faces = load_faces(data, "valid", lambda _: None)
    assert len(faces) == COUNT - 1
    assert 0 < faces.found.sum() < len(faces)
    assert not faces.landmarks[~faces.found].any()


def test_single_votes_are_slips_and_votes_become_shares(data):
    faces = load_faces(data, "valid", lambda _: None)
    np.testing.assert_allclose(faces.distribution().sum(1), 1)
    assert faces.distribution()[2, 3] == 1


def test_meshes_are_looked_for_once(data, monkeypatch):
    said: list[str] = []
    first = load_faces(data, "test", said.append)
    again = load_faces(data, "test", said.append)
    assert len(said) == 1
    np.testing.assert_allclose(first.landmarks, again.landmarks, atol=0.05)


def test_missing_data_is_said_in_a_sentence(tmp_path):
    with pytest.raises(StudioError, match="ferplus_train"):
        load_faces(tmp_path, "train")


def test_every_face_gets_a_crop_with_room_around_it(data):
    faces = load_faces(data, "valid", lambda _: None)
    prepared = prepare(faces, face.neutral_face(faces))
    assert prepared.crops().shape == (len(faces), 1, CROP, CROP)
    assert prepared.canvases.shape[2] > CROP
    assert not prepared.offsets[~torch.from_numpy(faces.found)].any()


def test_training_ships_what_can_be_asked_again_and_goes_on_where_it_stopped(data, tmp_path, monkeypatch):
    monkeypatch.setattr(face, "EPOCHS", 1)
    monkeypatch.setattr(face, "save_weights", lambda *args: save_weights(*args, folder=tmp_path))
    said: list[str] = []
    face.train(data, seeds=(1,), log=said.append)
    face.train(data, seeds=(1, 2), log=said.append)
    assert sum("seed 1 epoch" in line for line in said) == 1
    tensors, metadata = load_weights("face", tmp_path)
    assert metadata["seeds"] in ([1], [1, 2])
    assert all(len(values) == 2 for values in metadata["merits"].values())
    network = {name: tensor for name, tensor in tensors.items() if not name.startswith("units.")}
    ensemble = ExpressionEnsemble.from_tensors(network)
    assert len(ensemble.members) == len(metadata["seeds"])
    faces = load_faces(data, "valid", lambda _: None)
    prepared = prepare(faces, tensors["canonical"].numpy())
    with torch.inference_mode():
        embedding, logs = ensemble(prepared.crops(), prepared.offsets, prepared.found)
    assert embedding.shape == (len(faces), 64)
    torch.testing.assert_close(logs.exp().sum(1), torch.ones(len(faces)))
    assert torch.isfinite(embedding).all()


def test_the_shipped_weights_are_measured_on_the_official_test_part(data):
    rows = {row.id: row for row in evidence(data)}
    whole = {"ferplus", "ferplus-macro-f1", "ferplus-all", "ferplus-all-macro-f1", "ferplus-balanced"}
    assert set(rows) == whole
    assert np.sum(rows["ferplus-all"].details["confusion"]) == COUNT - 1
    assert np.sum(rows["ferplus"].details["confusion"]) == COUNT - 1 - SPLIT_VOTES
    assert np.sum(rows["ferplus-balanced"].details["confusion"]) == COUNT - 1 - SPLIT_VOTES
    assert rows["ferplus"].seeds == len(rows["ferplus"].details["members"])
    assert 0 <= rows["ferplus"].value <= 1
    json.dumps({name: row.details for name, row in rows.items()})


def test_views_keep_their_size_and_range_and_repeat_with_their_seed():
    canvases = torch.rand(16, 1, 60, 60)
    views, flipped = augment(canvases, CROP, torch.Generator().manual_seed(3))
    again, _ = augment(canvases, CROP, torch.Generator().manual_seed(3))
    assert views.shape == (16, 1, CROP, CROP)
    assert flipped.any()
    assert not flipped.all()
    assert views.min() > -0.5
    assert views.max() < 1.5
    torch.testing.assert_close(views, again)


def test_brightness_and_contrast_make_no_difference_to_the_network():
    crops = torch.rand(2, 1, CROP, CROP)
    torch.testing.assert_close(even_light(crops), even_light(0.3 * crops + 0.4), atol=0.02, rtol=0)


def test_half_the_network_sees_a_face_as_the_whole_sees_its_mirror_image():
    ensemble = ExpressionEnsemble(2).eval()
    ensemble.members[1].load_state_dict(ensemble.members[0].state_dict())
    crops, offsets = torch.rand(3, 1, CROP, CROP), torch.zeros(3, 478, 3)
    plain, mirrored = (ensemble(view, offsets, torch.ones(3))[1] for view in (crops, crops.flip(3)))
    torch.testing.assert_close(plain, mirrored, atol=1e-5, rtol=0)


def test_merits_are_what_they_are_called():
    truth = np.array([0, 0, 1, 2])
    scores = np.eye(3)[[0, 1, 1, 2]]
    assert accuracy(scores, truth) == 0.75
    assert macro_f1(scores, truth) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert auc(np.array([1, 2, 2, 3], np.float32), np.array([False, False, True, True])) == pytest.approx(0.875)
    assert len(EMOTIONS) == len(LABELS)
