"""The bill of materials of a bundle: CycloneDX 1.6 as JSON, the same bytes for the same wheels."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from bundle.gather import Gathered, needed
from bundle.targets import EXTRA
from bundle.wheel_file import WheelFile

_OURS = uuid.UUID("5b0f6c0e-7c1c-5d52-9b5e-0d6a2b8e4f11")
"""Name space of our serial numbers: a serial follows from the wheels and from nothing else."""


def bill_of_materials(own: WheelFile, wheels: Sequence[WheelFile], gathered: Gathered) -> bytes:
    """Every package with version, licence, package URL, the hash of each of its wheels, and who needs it.

    No clock and no chance: the serial number is made of the wheels' hashes, the time stamp is left out.
    """
    kinds: dict[str, list[WheelFile]] = {}
    for wheel in sorted(wheels, key=lambda w: (w.name, w.version, w.path.name)):
        kinds.setdefault(f"{wheel.name}@{wheel.version}", []).append(wheel)
    parts = {key: _component(same, ComponentType.LIBRARY) for key, same in kinds.items()}
    whole = _component([own], ComponentType.APPLICATION)
    bom = Bom(
        components=parts.values(),
        serial_number=uuid.uuid5(_OURS, " ".join(sorted(w.sha256 for w in (own, *wheels)))),
    )
    bom.metadata.component = whole
    needs: dict[str, set[str]] = {}
    for target, pins in gathered.pins.items():
        asked = [("", needed(own, target, {EXTRA}))]
        asked += [
            (f"{pin.name}@{pin.version}", needed(wheel, target, set()))
            for pin in pins.values()
            for wheel in gathered.of(pin)
        ]
        for key, wanted in asked:
            named = (pins[canonicalize_name(one.name)] for one in wanted)
            needs.setdefault(key, set()).update(f"{pin.name}@{pin.version}" for pin in named)
    bom.register_dependency(whole, [parts[key] for key in sorted(needs.get("", ()))])
    for key, part in parts.items():
        bom.register_dependency(part, [parts[one] for one in sorted(needs.get(key, ()))])
    data = json.loads(make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string())
    data["metadata"].pop("timestamp", None)
    return (json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")


def _component(same: Sequence[WheelFile], kind: ComponentType) -> Component:
    """One package; its wheels differ by Python, so each gives one hash."""
    first = same[0]
    reference = PackageURL("pypi", None, first.name, first.version)
    return Component(
        name=first.name,
        version=first.version,
        type=kind,
        bom_ref=str(reference),
        purl=reference,
        description=first.summary or None,
        licenses=[LicenseFactory().make_from_string(first.licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=wheel.sha256) for wheel in same],
    )
