"""Tests of jobs, projects and deliveries without Qt."""
