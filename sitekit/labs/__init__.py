"""The labs under docs/labs/: percent scripts that become pages, notebooks and plain scripts."""
