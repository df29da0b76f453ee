#!/usr/bin/env bash
# count.sh: how many instructions a reading takes on a Raspberry Pi (`make pi-count`), counted by QEMU on arm64 Trixie.
#
# PYTHON is one that has Cifra installed. Exit status: 0 counted, 77 it cannot be done here, and why.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
PYTHON=${PYTHON:-python3}
work=$PWD/.pi
root=$work/roots/count

# shellcheck source=tests/arm64/needed.sh
. tests/arm64/needed.sh
echo "Counting instructions on emulated arm64. The first time this takes about ten minutes: a QEMU that counts is built."
tests/arm64/fetch_tools.sh "$work/tools" qemu-user mmdebstrap src:qemu >"$work/log" 2>&1 ||
    skip "Debian's packages cannot be fetched: $(tail -n 1 "$work/log")"
[[ -e $work/qemu/libgcc_s.so.1 ]] || tests/arm64/build_qemu.sh "$work/tools" "$work/qemu" >"$work/log" 2>&1 ||
    skip "no QEMU could be built, see $work/log: $(grep . "$work/log" | tail -n 1)"
step "there is a QEMU that counts"

tests/arm64/arm64_root.sh "$work/tools" trixie "$root" >"$work/log" 2>&1
mkdir -p "$root/srv/cifra" "$root/opt/qemu"
cp "$work"/qemu/* "$root/opt/qemu/"
"$PYTHON" -m pip wheel --quiet --no-deps --wheel-dir "$root/srv/cifra" .
cp tests/arm64/install_in_root.sh tests/arm64/work_again.py "$root/srv/cifra/"
tests/arm64/enter.sh "$work/tools/usr/bin/qemu-aarch64" "$root" /bin/bash -c \
    'cd /srv/cifra && ./install_in_root.sh ./cifra-*.whl && venv/bin/cifra doctor >/dev/null' 9>&- &
running+=($!)
wait "${running[@]}"
running=()
step "Cifra is installed"

"$PYTHON" tests/arm64/count_instructions.py "$work/tools/usr/bin/qemu-aarch64" "$root" 9>&- &
running+=($!)
wait "${running[@]}"
running=()
step "counted"
