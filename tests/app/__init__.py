"""Tests of the session, jobs and player."""
