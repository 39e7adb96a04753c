"""A new analysis never takes away what a person drew or edited."""

from __future__ import annotations

from dataclasses import replace

from mmsa_studio.core.marker import DRAWN, FOUND, Marker, with_found


def test_drawn_markers_stay_and_found_ones_are_replaced() -> None:
    drawn, old, new = Marker(10, 20, "mine"), Marker(0, 5, origin=FOUND), Marker(30, 31, origin=FOUND)
    assert with_found([drawn, old], [new]) == (drawn, new)


def test_an_edited_found_marker_is_not_found_a_second_time() -> None:
    found = Marker(5, 9, "Joy", origin=FOUND)
    edited = replace(found, label="Her smile", origin=DRAWN)
    assert with_found([edited], [found]) == (edited,)
