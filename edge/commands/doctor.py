"""`cifra doctor`: what is right and wrong with this installation, each with what mends it."""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Iterator
from dataclasses import asdict

from edge.board import machine
from edge.doctor import Finding
from edge.doctor.board import board_findings
from edge.doctor.disk import disk_findings
from edge.doctor.installation import model_finding, numpy_finding, opencv_finding, python_finding, window_finding
from edge.doctor.service import service_finding
from edge.versions import cifra_version


def run(options: argparse.Namespace) -> int:
    """Print every finding; 1 if any is wrong, so that something that was set up does not work, else 0."""
    findings = []
    for finding in _findings(options):
        findings.append(finding)
        if not options.json:
            print(f"{finding.state:>5}  {finding.text}", flush=True)  # the next may take seconds
            if finding.mend:
                print(f"       → {finding.mend}", flush=True)
    fine = all(finding.state != "wrong" for finding in findings)
    if options.json:
        print(json.dumps({"ok": fine, "findings": [asdict(finding) for finding in findings]}))
    return 0 if fine else 1


def _findings(options: argparse.Namespace) -> Iterator[Finding]:
    yield Finding("ok", f"Cifra {cifra_version()} on {machine()}, {platform.platform()}")
    yield python_finding()
    yield numpy_finding()
    opencv = opencv_finding()
    yield opencv
    if opencv.state == "ok":
        from edge.doctor.cameras import camera_findings  # which needs it

        yield model_finding(options.model, options.runtime)
        yield from camera_findings()
        yield window_finding()
    yield from board_findings()
    yield from disk_findings()
    if service := service_finding():
        yield service
