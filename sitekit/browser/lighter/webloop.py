"""Stands for `pyodide.webloop`, the event loop: a worker answers one question after the other."""


def _initialize_event_loop() -> None:
    """Do nothing; `pyodide` calls this when it is imported."""
