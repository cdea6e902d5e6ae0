"""The build tooling of the site: Markdown extensions, snippet runner, prepare step, MkDocs hook."""
