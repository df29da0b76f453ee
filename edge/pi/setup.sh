#!/usr/bin/env bash
# What `make pi` does before `make setup`: the system's packages that are missing come from apt.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source edge/pi/root.sh
python=${PYTHON:-python3}

"$python" edge/pi/plan.py
mapfile -t missing < <("$python" edge/pi/plan.py apt)
if [[ -n ${missing[*]} ]]; then
    # Nothing that is only recommended: on Lite, python3-picamera2 would bring half a desktop.
    install=(apt-get install --yes --no-install-recommends "${missing[@]}")
    printf 'Missing: %s. This is run now:\n  %sapt-get update\n  %s%s\n' \
        "${missing[*]}" "$(sudo_word)" "$(sudo_word)" "${install[*]}"
    as_root apt-get update
    as_root "${install[@]}"
fi
