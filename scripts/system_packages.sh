#!/bin/sh
# Installs the Debian or Ubuntu packages that Python packages cannot bring along. It looks first and touches
# nothing that is there; what it installs, it says. Without root it says what to install, and fails.
#
#   scripts/system_packages.sh venv    python3-venv, to install uv
#   scripts/system_packages.sh test    for `make test` and `make check`:
#       postgresql       a throw-away server for the second run of the tests
#       chromium         the browser of the end-to-end tests, and a font for it
#       gettext          xgettext, to compare the translations with the code
set -eu

packages=""
need() { packages="$packages $1"; }
has() { command -v "$1" >/dev/null 2>&1; }

case "${1:-}" in
    venv)
        need python3-venv
        ;;
    test)
        has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql
        has chromium || need chromium
        has xgettext || need gettext
        [ -d /usr/share/fonts/truetype ] || need fonts-noto-core
        ;;
    *)
        echo "usage: scripts/system_packages.sh venv|test" >&2
        exit 2
        ;;
esac

[ -n "$packages" ] || exit 0

if ! has apt-get; then
    echo "This machine has no apt-get. Install what these Debian packages hold:$packages" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "Some system packages are missing. As root, run:" >&2
    echo "    apt-get update && apt-get install --yes --no-install-recommends$packages" >&2
    exit 1
fi

echo "Installing system packages:$packages" >&2
if ! log=$(apt-get update --quiet 2>&1); then
    echo "$log" >&2
fi
# shellcheck disable=SC2086 # a list of names
if ! log=$(DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends $packages 2>&1); then
    echo "$log" >&2
    exit 1
fi
