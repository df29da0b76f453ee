#!/usr/bin/env bash
# build_qemu.sh TOOLS FOLDER: a QEMU that counts instructions, of Debian's source, with what it needs, in FOLDER.
#
# Debian's own qemu-user is built without plugins. The compiler and the libraries come from a Trixie of their own, beside
# FOLDER, which is removed. FOLDER holds qemu-aarch64, libinsn.so (the counter, QEMU's own) and the libraries of both, with
# their loader: so it runs in any root. TOOLS is what fetch_tools.sh filled, src:qemu among it. Takes about five minutes.
set -euo pipefail

tools=$(realpath "$1") folder=$(realpath -m "$2")
builder=$folder.builder
trap 'rm --recursive --force --one-file-system "$builder"' EXIT
rm --recursive --force --one-file-system "$builder" "$folder"

"$tools/usr/bin/mmdebstrap" --quiet --mode=root --variant=buildd \
    --include=libglib2.0-dev,meson,ninja-build,pkg-config,python3-pycotap,python3-setuptools,python3-venv,python3-wheel \
    trixie "$builder" "$(<"$tools/mirror")"
mkdir "$builder/src"
tar --extract --file "$(echo "$tools"/src/qemu_*.orig.tar.xz)" --strip-components=1 --directory "$builder/src"
# With an environment of its own: QEMU's configure takes our PYTHON for its own, and compilers take our flags.
env --ignore-environment PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$builder" sh -euc '
    cd /src
    mkdir build
    cd build
    ../configure --target-list=aarch64-linux-user --enable-plugins --without-default-features --enable-linux-user \
        --disable-system --disable-tools --disable-docs --disable-install-blobs --disable-werror
    ninja qemu-aarch64 tests/tcg/plugins/libinsn.so
    strip qemu-aarch64'

mkdir "$folder"
cp "$builder/src/build/qemu-aarch64" "$builder/src/build/tests/tcg/plugins/libinsn.so" "$folder"
# libgcc_s is loaded when the first thread ends, and named nowhere.
for library in $(chroot "$builder" ldd /src/build/qemu-aarch64 | grep --only-matching '/[^ ]*') \
    /usr/lib/x86_64-linux-gnu/libgcc_s.so.1; do
    cp --dereference "$builder$library" "$folder"
done
