"""Writes bills of materials in CycloneDX; for a wheel: python -m sitekit.sbom dist/*.whl.

It imports nothing but the standard library, as a release installs nothing else.
"""

from __future__ import annotations

import hashlib
import json
import sys
import uuid
import zipfile
from email.parser import HeaderParser
from pathlib import Path
from typing import Any


def cyclonedx(subject: dict[str, Any], components: list[dict[str, Any]]) -> str:
    """Return the list as CycloneDX; its serial number names the content, so builds agree."""
    named = json.dumps([subject, components], sort_keys=True)
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, named)}",
        "version": 1,
        "metadata": {"component": subject},
        "components": components,
    }
    return json.dumps(content, indent=1) + "\n"


def wheel_sbom(wheel: Path) -> str:
    """Return the SBOM of a wheel that depends on nothing, or raise ValueError if it does."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        about = HeaderParser().parsestr(archive.read(name).decode())
    needed = [line for line in about.get_all("Requires-Dist", []) if "extra ==" not in line]
    if needed:
        raise ValueError(f"{wheel.name} depends on {', '.join(needed)}: list that, too.")
    purl = f"pkg:pypi/{about['Name']}@{about['Version']}"
    subject = {
        "type": "library",
        "bom-ref": purl,
        "name": about["Name"],
        "version": about["Version"],
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}],
        "licenses": [{"license": {"id": about["License-Expression"]}}],
        "purl": purl,
    }
    return cyclonedx(subject, [])


if __name__ == "__main__":
    sys.stdout.write(wheel_sbom(Path(sys.argv[1])))
