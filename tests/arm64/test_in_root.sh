#!/usr/bin/env bash
# test_in_root.sh EXTRA RUNTIMES TEST...: what test.sh does inside an arm64 root, beside the wheel and the tests.
#
# It installs, reads the bundled pictures in each of the RUNTIMES ("a b"), into RUNTIME.jsonl, and runs the tests
# against what was installed, with the first of the RUNTIMES and no other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
extra=$1 runtimes=$2
shift 2

step() { printf '%5d s  %s\n' "$SECONDS" "$1"; }

wheel=$(echo ./cifra-*.whl)
./install_in_root.sh "$wheel$extra" 'pytest>=8' 'hypothesis>=6.130'
step installed

# The wheel's own files laid out as in a checkout, which is where the tests look for them.
packages=$(venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
cp -r "$packages/edge" "$packages/train" .
mv edge/models .

venv/bin/cifra doctor
for runtime in $runtimes; do
    venv/bin/cifra read --json --runtime "$runtime" edge/samples >"$runtime.jsonl"
    step "read the bundled pictures in $runtime"
done

if [[ $runtimes == *" "* ]]; then venv/bin/python -m pip uninstall --quiet --yes "${runtimes#* }"; fi
# CI: hypothesis then sets no deadline, which an emulated processor cannot meet.
CI=1 CIFRA_CI=1 timeout --kill-after=10 1080 venv/bin/python -m pytest -q -m 'not slow' -p no:cacheprovider "$@"
step tested
