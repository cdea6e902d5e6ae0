"""Grades what learners write; it executes their code, so it runs in a closed worker only."""

from cnnlib.exercises.grading import check, check_json

__all__ = ["check", "check_json"]
