#!/usr/bin/env bash
# test.sh: whether Cifra works on Raspberry Pi OS, 64 bit, as far as a PC can tell (`make pi-test`).
#
# It builds an arm64 Bookworm (with tflite-runtime) and Trixie (with LiteRT) of Debian's packages, installs the wheel in
# each, runs the tests of the edge side and reads the bundled pictures, which must be read as they are here.
# PYTHON is one that has Cifra installed. Exit status: 0 proved, 1 not, 77 it cannot be told here, and why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PYTHON=${PYTHON:-python3}
work=$PWD/.pi # what is fetched stays there; `make clean` removes it
roots=$work/roots

skip() {
    echo "skipped: Cifra was not tested on arm64: $1"
    exit 77
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "it needs Linux on x86-64, this is $(uname -sm)."
read -r major minor <<<"$(uname -r | tr . ' ' | cut -d ' ' -f 1,2)"
((major > 6 || (major == 6 && ${minor%%[^0-9]*} >= 7))) || skip "it needs Linux 6.7 or newer, this is $(uname -r)."
[[ $EUID == 0 ]] || skip "it needs root, to unpack a system. Run it as root, in a container or a virtual machine."
for tool in apt-get dpkg perl unshare flock; do
    command -v "$tool" >/dev/null || skip "it needs $tool, which is not here: a Debian has it."
done
unshare --user --map-root-user --mount sh -c 'mount -t binfmt_misc none /mnt' 2>/dev/null ||
    skip "it needs user namespaces and binfmt_misc in them. In a container, see its security options."

mkdir -p "$work/tools"
exec 9>"$work/lock"
flock --nonblock 9 || skip "another run is at it in $work."

# Whatever ends this script ends what it started and removes the roots. Their mounts are in namespaces that end with them.
running=()
end() {
    ((${#running[@]} == 0)) || kill -KILL "${running[@]}" 2>/dev/null || true
    wait
    rm --recursive --force --one-file-system "$roots"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
rm --recursive --force --one-file-system "$roots" # of a run that was killed
mkdir -p "$roots"

step() { printf '%5d s  %s\n' "$SECONDS" "$1"; }

echo "Testing on arm64 Bookworm and Trixie, emulated, side by side. This takes about ten minutes."
pi/fetch_tools.sh "$work/tools" qemu-user mmdebstrap >"$work/log" 2>&1 ||
    skip "Debian's packages cannot be fetched: $(tail -n 1 "$work/log")"
for suite in bookworm trixie; do
    pi/arm64_root.sh "$work/tools" "$suite" "$roots/$suite" >"$work/log" 2>&1 ||
        skip "no $suite could be built: $(tail -n 1 "$work/log")"
done
step "two systems built"

# The tests of the edge side: they import nothing of the training side.
mapfile -t tests < <(grep --files-without-match --extended-regexp '^\s*(from|import) train\b' tests/test_*.py)
"$PYTHON" -m pip wheel --quiet --no-deps --wheel-dir "$roots" .
"$PYTHON" -m edge read --json edge/samples >"$roots/here.jsonl"
export PIP_INDEX_URL=${PIP_INDEX_URL:-$("$PYTHON" -m pip config get global.index-url 2>/dev/null || true)}

# prove SUITE EXTRA RUNTIMES: starts it in the background.
prove() {
    local home=$roots/$1/root/cifra
    mkdir -p "$home"
    cp -r tests pyproject.toml pi/in_root.sh "$roots"/cifra-*.whl "$home"
    pi/enter.sh "$work/tools/usr/bin/qemu-aarch64" "$roots/$1" \
        /bin/bash /root/cifra/in_root.sh "$2" "$3" "${tests[@]}" >"$work/$1.log" 2>&1 9>&- &
    running+=($!)
}
prove bookworm '[tflite-runtime]' 'tflite-runtime ai-edge-litert'
prove trixie '' ai-edge-litert

failed=0
bookworm=${running[0]} trixie=${running[1]}
for suite in bookworm trixie; do
    wait "${!suite}" || failed=1
    echo "--- $suite"
    cat "$work/$suite.log"
    for readings in "$roots/$suite"/root/cifra/*.jsonl; do
        "$PYTHON" pi/compare_readings.py "$roots/here.jsonl" "$readings" || failed=1
    done
done
running=()
((failed == 0)) || { echo "wrong: on arm64 something is not as it is here, see above."; exit 1; }
step "Cifra reads on arm64 as it does here"
