#!/bin/sh
# Installs the Debian or Ubuntu packages that Python packages cannot bring along. It looks first and touches
# nothing that is there; what it installs, it says. Without root it says what to install, and fails.
#
#   scripts/system_packages.sh venv    python3-venv, to install uv
#   scripts/system_packages.sh run     for booklets in PDF; without them the rest works:
#       libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0    text on a page
#       fonts-noto-core  the booklet's typeface
#   scripts/system_packages.sh test    for `make test` and `make check`, besides those of `run`:
#       postgresql       a throw-away server for the second run of the tests
#       chromium-headless-shell  the browser of the end-to-end tests; `chromium` where there is no such package
#       gettext          xgettext, to compare the translations with the code
#   scripts/system_packages.sh bench   for `make bench` and `make soak`, besides those of `test`; they do without and say so:
#       nginx-light      a static file to compare with
#       wrk              the load; a client in Python is slower
set -eu

packages=""
need() { packages="$packages $1"; }
has() { command -v "$1" >/dev/null 2>&1; }
has_file() { # has_file PATTERN...: one of the patterns names a file
    for file; do
        [ -e "$file" ] && return
    done
    return 1
}
library() { # library FILE PACKAGE
    has_file /usr/lib/"$1" /usr/lib/*/"$1" /lib/*/"$1" /usr/lib64/"$1" /usr/local/lib/"$1" || need "$2"
}
printing() {
    library libpango-1.0.so.0 libpango-1.0-0
    library libpangoft2-1.0.so.0 libpangoft2-1.0-0
    library libharfbuzz-subset.so.0 libharfbuzz-subset0
    has_file /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf /usr/share/fonts/*/NotoSans-Regular.* \
        /usr/share/fonts/*/*/NotoSans-Regular.* /usr/share/fonts/*/*/NotoSans\[* || need fonts-noto-core
}

case "${1:-}" in
    venv)
        need python3-venv
        ;;
    run)
        printing
        ;;
    test)
        has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql
        has chromium-headless-shell || has chromium || need chromium-headless-shell
        has xgettext || need gettext
        printing
        ;;
    bench)
        has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql
        has nginx || [ -x /usr/sbin/nginx ] || need nginx-light
        has wrk || need wrk
        printing
        ;;
    *)
        echo "usage: scripts/system_packages.sh venv|run|test|bench" >&2
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
if ! apt-cache show chromium-headless-shell >/dev/null 2>&1; then
    packages=$(echo "$packages" | sed 's/chromium-headless-shell/chromium/')
fi
# shellcheck disable=SC2086 # a list of names
if ! log=$(DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends $packages 2>&1); then
    echo "$log" >&2
    exit 1
fi
