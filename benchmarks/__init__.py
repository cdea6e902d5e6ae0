"""Measures the site, and what it is compared with, on one machine in one run."""
