#!/bin/sh
# Installs the browser that tests/report opens reports in. Debian and Ubuntu; elsewhere install Chromium and chromedriver.
set -eu

if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "chromium or chromedriver is missing: install both, or the tests of the report are skipped" >&2
    exit 0
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "run as root: apt-get install chromium chromium-driver, or the tests of the report are skipped" >&2
        exit 0
    fi
    as_root="sudo"
fi
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium chromium-driver
