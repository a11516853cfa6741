#!/bin/sh
# Makes the project's own environment in .venv: `scripts/bootstrap.sh runtime` with what the portal needs to run,
# `scripts/bootstrap.sh dev` with the tools for tests and checks as well. EXTRAS="redis s3 sentry" adds optional parts.
#
# Needs only python3. uv (https://docs.astral.sh/uv/) is put into .uv/ if it is not there; it takes an installed
# CPython 3.13 if there is one, otherwise it downloads one. Versions come from uv.lock.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

works() { # works COMMAND: it is there and can be started (a pyenv shim may exist and yet refuse)
    "$@" >/dev/null 2>&1
}

install_uv() {
    base=python3
    works "$base" -c '' || { say "python3 is needed and was not found."; exit 1; }
    if ! works "$base" -c 'import ensurepip, venv'; then
        scripts/system_packages.sh venv
        works "$base" -c 'import ensurepip, venv' || base=/usr/bin/python3
    fi
    say "Installing uv into .uv/ …"
    "$base" -m venv --clear .uv
    .uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13,<1'
}

is_cpython_313() {
    works "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13) or sys.implementation.name != "cpython")'
}

find_python() { # prints the path of an installed CPython 3.13, or nothing
    IFS=:
    for folder in $PATH; do
        set -- "$folder/python3.13" "$folder/python3"
        for candidate; do
            if [ -x "$candidate" ] && is_cpython_313 "$candidate"; then
                # A shim is of no use to uv: it wants the interpreter behind it.
                "$candidate" -c 'import sys; print(sys._base_executable)'
                return
            fi
        done
    done
    unset IFS
    for candidate in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python3.13 \
        /usr/local/bin/python3.13 /opt/*/bin/python3.13 /usr/local/python*/bin/python3.13; do
        if [ -x "$candidate" ] && is_cpython_313 "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
}

case "${1:-}" in
    # --inexact: a demo after a test run does not remove the tools.
    runtime) set -- --no-default-groups --inexact ;;
    dev) set -- --all-groups ;;
    *) say "usage: scripts/bootstrap.sh runtime|dev"; exit 2 ;;
esac

works .uv/bin/uv --version || install_uv
if ! is_cpython_313 .venv/bin/python; then
    UV_PYTHON=$(find_python)
    if [ -z "$UV_PYTHON" ]; then
        say "No CPython 3.13 found on this machine; uv downloads one."
        UV_PYTHON=3.13
    fi
    export UV_PYTHON
fi
# Optional parts, `EXTRAS="redis s3 sentry"`.
for extra in ${EXTRAS:-}; do
    set -- "$@" --extra "$extra"
done
# An activated environment of another project must not be touched.
unset VIRTUAL_ENV
.uv/bin/uv sync --quiet --locked "$@"
