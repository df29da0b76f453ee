#!/usr/bin/env bash
# test.sh: whether Cifra works on Raspberry Pi OS, 64 bit, as far as a PC can tell (`make pi-test`).
#
# It builds an arm64 Bookworm (with tflite-runtime) and Trixie (with LiteRT) of Debian's packages, installs the wheel in
# each, runs the tests of the edge side and reads the bundled pictures, which must be read as they are here.
# PYTHON is one that has Cifra installed. Exit status: 0 proved, 1 not, 77 it cannot be told here, and why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
PYTHON=${PYTHON:-python3}
work=$PWD/.pi # what is fetched stays there; `make clean` removes it
roots=$work/roots

# shellcheck source=tests/arm64/needed.sh
. tests/arm64/needed.sh
echo "Testing on arm64 Bookworm and Trixie, emulated, side by side. This takes ten to twenty minutes."
tests/arm64/fetch_tools.sh "$work/tools" qemu-user mmdebstrap >"$work/log" 2>&1 ||
    skip "Debian's packages cannot be fetched: $(tail -n 1 "$work/log")"
for suite in bookworm trixie; do
    tests/arm64/arm64_root.sh "$work/tools" "$suite" "$roots/$suite" >"$work/log" 2>&1 ||
        skip "no $suite could be built: $(tail -n 1 "$work/log")"
done
step "two systems built"

# The tests of the edge side: they import nothing of the training side.
mapfile -t tests < <(grep --files-without-match --extended-regexp '^\s*(from|import) train\b' tests/test_*.py)
"$PYTHON" -m pip wheel --quiet --no-deps --wheel-dir "$roots" .
"$PYTHON" -m edge read --json edge/samples >"$roots/here.jsonl"

# prove SUITE EXTRA RUNTIMES: starts it in the background.
prove() {
    local home=$roots/$1/srv/cifra
    mkdir -p "$home"
    cp -r tests pyproject.toml tests/arm64/install_in_root.sh tests/arm64/test_in_root.sh "$roots"/cifra-*.whl "$home"
    tests/arm64/enter.sh "$work/tools/usr/bin/qemu-aarch64" "$roots/$1" \
        /bin/bash /srv/cifra/test_in_root.sh "$2" "$3" "${tests[@]}" >"$work/$1.log" 2>&1 9>&- &
    running+=($!)
}
prove bookworm '[tflite-runtime]' 'tflite-runtime ai-edge-litert'
prove trixie '' ai-edge-litert

failed=0
suites=(bookworm trixie)
for i in 0 1; do
    suite=${suites[i]} status=0
    wait "${running[i]}" || status=$?
    echo "--- $suite"
    cat "$work/$suite.log"
    ((status == 0)) || { echo "wrong: $suite ended with status $status" && failed=1; }
    for readings in "$roots/$suite"/srv/cifra/*.jsonl; do
        [[ -e $readings ]] || continue # it did not come so far
        if "$PYTHON" tests/arm64/compare_readings.py "$roots/here.jsonl" "$readings"; then
            echo "The bundled pictures are read as here in $(basename "$readings" .jsonl)."
        else
            failed=1
        fi
    done
done
running=()
((failed == 0)) || { echo "wrong: on arm64 something is not as it is here, see above." && exit 1; }
step "proved on arm64: the tests pass, and the bundled pictures are read as they are here"
