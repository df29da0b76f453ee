#!/usr/bin/env bash
# fetch_tools.sh FOLDER [PACKAGE...]: Debian packages of this machine's own mirror, unpacked into FOLDER, nothing installed.
#
# They are Trixie's whatever the host is: its qemu-user is static and runs anywhere, and is new enough (7.2 crashes in
# LiteRT's kernels). FOLDER/mirror holds the mirror's address. With a package "src:NAME", that source lies in FOLDER/src.
set -euo pipefail

folder=$(realpath -m "$1")
shift
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial" "$folder/src"
if [[ ! -s $folder/mirror ]]; then
    # shellcheck disable=SC2016 # apt fills it in
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' |
        grep --extended-regexp --max-count=1 '/debian/?$' >"$folder/mirror" ||
        { echo "expected a Debian mirror in this machine's apt sources, found none" >&2; exit 1; }
fi
mirror=$(<"$folder/mirror")

# An apt of its own: the host's lists and settings stay as they are.
cat >"$folder/apt/sources.list" <<END
deb [signed-by=$keyring] $mirror trixie main
deb-src [signed-by=$keyring] $mirror trixie main
END
cat >"$folder/apt/apt.conf" <<END
Dir::Etc::SourceList "$folder/apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$folder/apt/lists";
Dir::Cache "$folder/apt/cache";
Acquire::Languages "none";
APT::Sandbox::User "root"; # the folder may be closed to apt's own user
END
export APT_CONFIG="$folder/apt/apt.conf"

cd "$folder/src"
updated=
for package in "$@"; do
    [[ -e $folder/${package//:/_}.there ]] && continue
    [[ -n $updated ]] || { apt-get --quiet=2 update && updated=yes; }
    if [[ $package == src:* ]]; then
        apt-get --quiet=2 source --download-only --only-source "${package#src:}"
    else
        apt-get --quiet=2 download "$package"
        dpkg --extract "$package"_*.deb "$folder"
        rm "$package"_*.deb
    fi
    touch "$folder/${package//:/_}.there"
done
