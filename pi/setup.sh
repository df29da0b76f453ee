#!/usr/bin/env bash
# What `make pi` does before `make setup`: the system's packages that are missing, and an environment that sees them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source pi/root.sh
python=${PYTHON:-python3}
venv=${VENV:-.venv}

"$python" pi/plan.py
mapfile -t missing < <("$python" pi/plan.py apt)
if [[ -n ${missing[*]} ]]; then
    # Nothing that is only recommended: on Lite, python3-picamera2 would bring half a desktop.
    install=(apt-get install --yes --no-install-recommends "${missing[@]}")
    printf 'Missing: %s. This is run now:\n  %sapt-get update\n  %s%s\n' \
        "${missing[*]}" "$(sudo_word)" "$(sudo_word)" "${install[*]}"
    as_root apt-get update
    as_root "${install[@]}"
fi

# One that was made before picamera2 came does not see it.
if [[ -n $("$python" pi/plan.py venv) && -e $venv/pyvenv.cfg ]] &&
    ! grep -q 'include-system-site-packages = true' "$venv/pyvenv.cfg"; then
    echo "$venv does not see the system's picamera2: it is made anew"
    rm -f "$venv/.made" "$venv"/.edge
fi
