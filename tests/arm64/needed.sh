# Sourced by test.sh and count.sh: what both need, said where it is missing; one run at a time; nothing is left behind.
#
# $work is the folder that keeps what was fetched. $work/roots goes when the script ends, with all in `running`.
# shellcheck shell=bash

skip() {
    echo "skipped: nothing was done on arm64: $1"
    exit 77
}

step() { printf '%5d s  %s\n' "$SECONDS" "$1"; }

[[ $(uname -sm) == "Linux x86_64" ]] || skip "it needs Linux on x86-64, this is $(uname -sm)."
IFS=.- read -r major minor _ <<<"$(uname -r)"
((major > 6 || (major == 6 && minor >= 7))) || skip "it needs Linux 6.7 or newer, this is $(uname -r)."
[[ $EUID == 0 ]] || skip "it needs root, to unpack a system. Run it as root, best in a virtual machine."
for tool in apt-get dpkg flock perl unshare; do
    command -v "$tool" >/dev/null || skip "it needs $tool, which is not here: run it on a Debian."
done
unshare --user --map-root-user --mount mount -t binfmt_misc none /mnt 2>/dev/null ||
    skip "it needs user namespaces and binfmt_misc in them. In a container, see its security options."

mkdir -p "${work:?}/tools"
exec 9>"$work/lock"
flock --nonblock 9 || skip "another run is at it in $work."

# Whatever ends the script ends what it started. The mounts in the roots are in namespaces that end with those.
running=()
end() {
    ((${#running[@]} == 0)) || kill -KILL "${running[@]}" 2>/dev/null || true
    wait
    rm --recursive --force --one-file-system "$work/roots"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
rm --recursive --force --one-file-system "$work/roots" # of a run that was killed
mkdir "$work/roots"
