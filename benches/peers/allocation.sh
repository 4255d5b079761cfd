#!/usr/bin/env bash
# OR-Tools, HiGHS and this program side by side: children to schools at the size of a county, a province and a city.
# Prints a Markdown table for BENCHMARKS.md; HiGHS has ten minutes a question, so it takes a quarter of an hour.
#   TRUONGGAN_PEERS   where the peers' programs are kept, default ~/.cache/truonggan/peers
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/say.sh

readonly ortools_version=9.15.6755 highspy_version=1.16.0
venv=${TRUONGGAN_PEERS:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/truonggan/peers}/allocation
if ! "$venv/bin/python" -c 'import highspy, numpy, ortools' 2>/dev/null; then
  say "Installing OR-Tools $ortools_version and HiGHS $highspy_version into $venv"
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    "ortools==$ortools_version" "highspy==$highspy_version" numpy >&2
fi
"$venv/bin/python" benches/peers/allocation_peers.py
