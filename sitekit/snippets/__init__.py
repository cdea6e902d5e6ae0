"""Runs the scripts under snippets/ at build time and keeps their figures, output and results."""
