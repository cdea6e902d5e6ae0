"""Tells MkDocs of files that were made or removed after it had listed those of the project."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files


def hand_over(files: Files, config: MkDocsConfig, *folders: Path) -> None:
    """Make MkDocs' list true again for these folders, before it copies what stands on it."""
    docs = Path(config.docs_dir)
    there = {path.relative_to(docs).as_posix() for folder in folders for path in folder.glob("*")}
    known = {file.src_uri for file in files if docs / Path(file.src_uri).parent in folders}
    for place in known - there:
        files.remove(files.src_uris[place])
    for place in there - known:
        files.append(File(place, config.docs_dir, config.site_dir, config.use_directory_urls))
