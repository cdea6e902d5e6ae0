"""The tools that the site is compared with, set up from the package registries, self-hosted."""
