#!/usr/bin/env bash
# `make service` and `make service-remove`: Cifra at boot, under systemd, as a user of its own. Safe to run again.
#
#   edge/pi/service.sh install|remove [--serve] [--dry-run]
#
# --serve has it serve the page to the whole network. --dry-run tells every step and takes none.
# With DESTDIR=folder all files are laid into that folder, and the running system is left alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source edge/pi/root.sh

DESTDIR=${DESTDIR:-}
PYTHON=${PYTHON:-/usr/bin/python3}
# Not the checkout's environment: homes are closed to the service, and who may change a checkout could change what runs.
HOME_OF_CODE=$DESTDIR/opt/cifra
UNIT=$DESTDIR/etc/systemd/system/cifra.service
OPTIONS=$DESTDIR/etc/default/cifra
STATE=$DESTDIR/var/lib/cifra

umask 022 # the service's user has to read what root installs
serve=   # whether the page is to be served
dry_run=
done_something= # whether any step was taken
changed=        # whether the service has to be started anew

# step WORDS COMMAND...: tell what is done and by which command, then do it as root.
step() {
    printf '%s\n  %s%s\n' "$1" "$(sudo_word)" "${*:2}"
    done_something=yes
    [[ -n $dry_run ]] || as_root "${@:2}"
}

# With DESTDIR, nothing but files.
on_the_system() {
    [[ -n $DESTDIR ]] || step "$@"
}

same() {
    cmp --silent "$1" "$2"
}

# What the installed code was made of, and for which Python: one line that differs when any of it does.
fingerprint() {
    {
        "$PYTHON" --version
        "$PYTHON" edge/pi/plan.py
        find edge train models pyproject.toml -type f -not -path '*/__pycache__/*' -not -path '*/.*' -print0 |
            LC_ALL=C sort --zero-terminated | xargs --null sha256sum
    } | sha256sum
}

install_code() {
    local built=$1
    fingerprint >"$built/fingerprint"
    if same "$built/fingerprint" "$HOME_OF_CODE/fingerprint"; then
        return
    fi
    echo "Building Cifra's wheel from this checkout"
    if [[ -z $dry_run ]]; then
        "$VENV_PYTHON" -m pip --disable-pip-version-check wheel --quiet --no-deps --wheel-dir "$built" .
    fi
    local wheels=("$built"/cifra-*.whl) venv=$HOME_OF_CODE/venv
    step "Making the service's own environment, $venv" \
        make --no-print-directory setup "$venv/.serve" "PYTHON=$PYTHON" "VENV=$venv" "CIFRA=${wheels[0]}"
    # Its version may be the one that is there, which pip would leave.
    step "Installing Cifra into it" \
        "$venv/bin/python" -m pip --disable-pip-version-check install --quiet --no-deps --force-reinstall "${wheels[0]}"
    step "Noting what was installed" install -m 644 "$built/fingerprint" "$HOME_OF_CODE/fingerprint"
    changed=yes
}

# The options as they are laid out: with the command of the page in the place of the other where it is asked for.
options_laid_out() {
    if [[ -n $1 ]]; then
        sed -e 's/^CIFRA_COMMAND=/#&/; t' -e 's/^#CIFRA_COMMAND=/CIFRA_COMMAND=/' edge/pi/cifra.default
    else
        cat edge/pi/cifra.default
    fi
}

never_changed() {
    same <(options_laid_out "") "$OPTIONS" || same <(options_laid_out yes) "$OPTIONS"
}

install_options() {
    local new=$1/default
    options_laid_out "$serve" >"$new"
    if [[ ! -e $OPTIONS ]]; then
        step "Laying out its options, ${OPTIONS#"$DESTDIR"}" install -D -m 644 "$new" "$OPTIONS"
    elif [[ -n $serve ]] && ! grep --quiet '^CIFRA_COMMAND="serve' "$OPTIONS"; then
        if never_changed; then
            step "Having it serve the page, in ${OPTIONS#"$DESTDIR"}" install -m 644 "$new" "$OPTIONS"
            changed=yes
        else
            echo "Left, because it is yours: ${OPTIONS#"$DESTDIR"}. For the page, put this into it, and restart the service:"
            grep '^CIFRA_COMMAND=' "$new"
        fi
    fi
}

install_service() {
    local built
    if [[ -z $DESTDIR ]] && ! getent group video >/dev/null; then
        echo "cifra: expected a group video, to which cameras belong, found none. As root, run: groupadd --system video" >&2
        return 1
    fi
    if ! getent passwd cifra >/dev/null; then
        on_the_system "Making the user cifra, as whom nobody can log in" \
            useradd --system --user-group --home-dir /var/lib/cifra --no-create-home --shell /usr/sbin/nologin cifra
    fi
    built=$(mktemp --directory)
    trap "rm -rf '$built'" EXIT
    chmod 755 "$built" # root may be another who reads it
    install_code "$built"
    if ! same edge/pi/cifra.service "$UNIT"; then
        step "Telling systemd of the service" install -D -m 644 edge/pi/cifra.service "$UNIT"
        changed=yes
    fi
    install_options "$built"
    if [[ -n $changed ]]; then
        on_the_system "Making systemd read it" systemctl daemon-reload
        on_the_system "Starting it at every boot" systemctl enable cifra.service
        on_the_system "Starting it now" systemctl restart cifra.service
    fi
    [[ -n $done_something ]] || echo "The service is installed, and as this checkout has it."
    echo "Options: ${OPTIONS#"$DESTDIR"}   readings: journalctl -u cifra -f   state: systemctl status cifra"
    if [[ -n $serve ]]; then
        echo "Page, for all in this network who have its token:"
        echo "  echo \"http://\$(hostname).local:8000/?token=\$($(sudo_word)cat ${STATE#"$DESTDIR"}/token)\""
    fi
}

remove_service() {
    if [[ -e $UNIT ]]; then
        on_the_system "Ending the service, now and at boot" systemctl disable --now cifra.service
        step "Taking it from systemd" rm -f "$UNIT"
        on_the_system "Making systemd forget it" systemctl daemon-reload
    fi
    if [[ -e $HOME_OF_CODE ]]; then
        step "Removing its code" rm -rf "$HOME_OF_CODE"
    fi
    if [[ -e $OPTIONS ]] && never_changed; then
        step "Removing its options, which were never changed" rm -f "$OPTIONS"
    fi
    if getent passwd cifra >/dev/null; then
        on_the_system "Removing the user cifra" userdel cifra
    fi
    [[ -n $done_something ]] || echo "No service is installed."
    local left
    for left in "$OPTIONS" "$STATE"; do
        if [[ -e $left ]]; then
            echo "Left, because it is yours: ${left#"$DESTDIR"}   (to remove it: $(sudo_word)rm -rf $left)"
        fi
    done
}

action=${1:-}
for option in "${@:2}"; do
    case $option in
        --serve) serve=yes ;;
        --dry-run) dry_run=yes ;;
        *) action= ;;
    esac
done
VENV_PYTHON=${VENV_PYTHON:-.venv/bin/python}
case $action in
    install) install_service ;;
    remove) remove_service ;;
    *)
        echo "usage: edge/pi/service.sh install|remove [--serve] [--dry-run]" >&2
        exit 2
        ;;
esac
