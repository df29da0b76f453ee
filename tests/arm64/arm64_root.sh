#!/usr/bin/env bash
# arm64_root.sh TOOLS SUITE ROOT: an arm64 Debian of SUITE (bookworm, trixie) in the folder ROOT, as Raspberry Pi OS builds on.
#
# It is only unpacked, so nothing of it is run here. TOOLS is what fetch_tools.sh filled.
set -euo pipefail

tools=$(realpath "$1") suite=$2 root=$(realpath -m "$3")

# libstdc++6 is named because OpenCV and LiteRT need it and no package of these asks for it.
packages=base-files,bash,dash,coreutils,ca-certificates,libstdc++6,python3,python3-venv,python3-pip

"$tools/usr/bin/mmdebstrap" --quiet --mode=root --arch=arm64 --variant=extract --include="$packages" \
    --hook-dir="$tools/usr/share/mmdebstrap/hooks/merged-usr" "$suite" "$root" "$(<"$tools/mirror")"

# The way to the network, as this machine has it.
cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
mkdir -p "$root/etc/ssl/certs"
cp --dereference "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$root/etc/ssl/certs/ca-certificates.crt"
