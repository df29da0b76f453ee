#!/usr/bin/env bash
# install_in_root.sh WHAT...: installs Cifra inside an arm64 root as a user would, from beside itself into venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

python3 -m venv venv
venv/bin/python -m pip install --quiet "$@"
if ! venv/bin/python -c 'import cv2' 2>/dev/null; then # no libraries for windows: see opencv_that_loads in the Makefile
    version=$(venv/bin/python -c 'from importlib.metadata import version; print(version("opencv-python"))')
    venv/bin/python -m pip uninstall --quiet --yes opencv-python
    venv/bin/python -m pip install --quiet --no-deps "opencv-python-headless==$version"
fi
