# Sourced by ./run and ./test, which set $root: makes the virtual environments and keeps them right.
# POSIX sh. An environment carries a stamp of the pins that are installed in it.

# prepare ENVIRONMENT PINS...: the first of PINS is installed, the others only count for the stamp.
prepare() {
    environment=$root/$1
    shift
    if installed "$environment" "$@"; then
        return
    fi
    if [ -e "$environment/.installing" ] || ! "$environment/bin/python" -c 'import pip' 2>/dev/null; then
        create "$environment" # new, or an earlier installation was interrupted
    fi
    say "Installing $1 into ${environment##*/} (a minute or two, this time only) ..."
    : >"$environment/.installing"
    rm -f "$environment"/.pins-*
    "$environment/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
        --no-deps --require-hashes --requirement "$root/$1" ||
        fail "The installation of $1 failed; see above. The next start tries again."
    for pins in "$@"; do
        fingerprint "$pins" >"$environment/.pins-$pins"
    done
    rm -f "$environment/.installing"
}

# installed ENVIRONMENT PINS...: whether all of them are stamped as they are now.
installed() {
    [ -x "$1/bin/python" ] && [ ! -e "$1/.installing" ] || return 1
    stamped=$1
    shift
    for pins in "$@"; do
        [ -f "$stamped/.pins-$pins" ] || return 1
        read -r known <"$stamped/.pins-$pins"
        [ "$known" = "$(fingerprint "$pins")" ] || return 1
    done
}

fingerprint() {
    cksum <"$root/$1"
}

create() {
    python=$(find_python)
    say "Making ${1##*/} with $python ..."
    rm -rf "$1"
    "$python" -m venv "$1" || fail "$python cannot make virtual environments (on Debian: apt install python3-venv)."
}

# The first interpreter that is new enough and knows venv; PYTHON, when set, is the only candidate.
find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14 python}; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail "Tribune needs Python 3.11 to 3.14 with venv, and ${PYTHON:-none} is there.
Debian, Ubuntu: apt install python3 python3-venv · macOS: brew install python@3.13 · others: python.org
Or name one: PYTHON=/path/to/python3.13 $0"
}

say() {
    printf '%s\n' "$1" >&2
}

fail() {
    say "$1"
    exit 1
}
