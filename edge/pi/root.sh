# Sourced: how the scripts beside this one do what only root may.

# Run a command as root: as it is for root himself, by sudo for anybody else.
as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        printf 'cifra: expected to be root, or sudo to become it, found neither. As root, run: %s\n' "$*" >&2
        return 1
    fi
}

# "sudo " where as_root takes it, for what is told before it is done.
sudo_word() {
    [[ $(id -u) -eq 0 ]] || printf 'sudo '
}
