#!/usr/bin/env bash
# in_root.sh EXTRA RUNTIMES TEST...: what test.sh does inside an arm64 root, where ~/cifra holds the wheel and the tests.
#
# It installs as a user would, reads the bundled pictures in each of the RUNTIMES ("a b"), into ~/cifra/RUNTIME.jsonl,
# and runs the tests, against what was installed, with the first of them and no other.
set -euo pipefail
cd ~/cifra
extra=$1 runtimes=$2
shift 2

step() { printf '%5d s  %s\n' "$SECONDS" "$1"; }

python3 -m venv venv
wheel=$(echo cifra-*.whl)
venv/bin/python -m pip install --quiet "$wheel$extra" 'pytest>=8' 'hypothesis>=6.100'
if ! venv/bin/python -c 'import cv2' 2>/dev/null; then # the system has no libGL: see opencv_that_loads in the Makefile
    version=$(venv/bin/python -c 'from importlib.metadata import version; print(version("opencv-python"))')
    venv/bin/python -m pip uninstall --quiet --yes opencv-python
    venv/bin/python -m pip install --quiet --no-deps "opencv-python-headless==$version"
fi
step installed

# The wheel's own files laid out as in a checkout, which is where the tests look for them.
packages=$(venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
ln -s "$packages/edge" "$packages/train" "$packages/edge/models" .

venv/bin/cifra doctor
for runtime in $runtimes; do
    venv/bin/cifra read --json --runtime "$runtime" edge/samples >"$runtime.jsonl"
    step "read the bundled pictures in $runtime"
done

if [[ $runtimes == *" "* ]]; then venv/bin/python -m pip uninstall --quiet --yes "${runtimes#* }"; fi
# CI: hypothesis then sets no deadline.
CI=1 CIFRA_CI=1 timeout --kill-after=10 900 venv/bin/python -m pytest -q -m 'not slow' -p no:cacheprovider "$@"
step tested
