#!/usr/bin/env bash
# enter.sh QEMU ROOT COMMAND...: runs COMMAND in the arm64 ROOT, emulated by the static QEMU.
#
# What tells the kernel to run arm64 programs by QEMU (binfmt_misc) is registered in a user namespace of its own, and
# gone with it: the host's is not touched. Needs Linux 6.7. Killing this process ends all that runs inside.
# Of the environment come in: the proxies, and pip's index and trusted host.
set -euo pipefail

QEMU=$(realpath "$1") ROOT=$(realpath "$2")
export QEMU ROOT
shift 2

# The first bytes of an arm64 program (ELF, 64 bit, little-endian, executable or shared, machine 0xb7), and which count.
export MAGIC='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
export MASK='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'

# QEMU_CPU: a Pi 4's; with all that QEMU can do, Trixie is eight times slower (pointer authentication).
environment=(
    HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    QEMU_CPU=cortex-a72 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
)
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL PIP_TRUSTED_HOST; do
    if [[ -n ${!name:-} ]]; then environment+=("$name=${!name}"); fi
done

# The shell inside stays process 1: a guest that is, hangs for ever on a fatal signal.
# shellcheck disable=SC2016 # what is in quotes is for the shell inside
exec unshare --user --map-root-user --mount --pid --fork --kill-child bash -euo pipefail -c '
    mkdir -p "$ROOT/mnt"
    mount -t binfmt_misc none "$ROOT/mnt" # and it stays: unmounted, it would forget
    printf ":arm64:M::%s:%s:%s:F" "$MAGIC" "$MASK" "$QEMU" >"$ROOT/mnt/register" # F: QEMU is opened now, out here
    mount --rbind /dev "$ROOT/dev"
    mount --rbind /sys "$ROOT/sys" # without it XNNPACK finds no processor, and is silently not used
    mount -t proc proc "$ROOT/proc"
    status=0
    env --ignore-environment "$@" || status=$?
    exit "$status"
' -- "${environment[@]}" chroot "$ROOT" "$@"
