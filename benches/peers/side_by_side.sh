#!/usr/bin/env bash
# OSRM, Valhalla and this program side by side, in one run on one machine: a city on foot.
# Prints a Markdown table for BENCHMARKS.md. The first run installs the peers and prepares the map for them (minutes).
#   TRUONGGAN_REAL_DATA   folder with osm/hcm_2018.osm.pbf and reference/hcm_2018/, default ../shared/data
#   TRUONGGAN_PEERS       where the peers' programs and files are kept, default ~/.cache/truonggan/peers
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/say.sh

readonly osrm_version=26.10.0 valhalla_version=3.9.1
data=${TRUONGGAN_REAL_DATA:-../shared/data}
peers=${TRUONGGAN_PEERS:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/truonggan/peers}
pbf=$data/osm/hcm_2018.osm.pbf

if [ ! -f "$pbf" ]; then
  note "skipped: no real data at $data"
  exit 0
fi

# Both peers have wheels for Python 3.12 and later only, which Debian 12 does not have on its PATH.
find_python() {
  local candidate
  for candidate in python3.12 python3.13 python3.14 \
    "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.1[2-9]*/bin/python3 \
    "$(pyenv root 2>/dev/null)"/versions/3.1[2-9]*/bin/python3 python3; do
    have "$candidate" || [ -x "$candidate" ] || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo "$candidate" && return 0
  done
  return 1
}

mkdir -p "$peers"
python=$peers/venv/bin/python
if ! "$python" -c 'import osrm, valhalla' 2>/dev/null; then
  if ! base=$(find_python); then
    note 'skipped: no Python 3.12 or later here, which the wheels of the peers need'
    exit 0
  fi
  say "Installing osrm-bindings $osrm_version and pyvalhalla $valhalla_version into $peers/venv"
  "$base" -m venv "$peers/venv"
  "$python" -m pip install --quiet --disable-pip-version-check \
    "osrm-bindings==$osrm_version" "pyvalhalla==$valhalla_version" >&2
fi

say 'Building this program and its benches'
cargo build --release
cargo bench --no-run

say 'Preparing the map for the peers where that has not been done, and measuring'
"$python" benches/peers/side_by_side.py --peers "$peers" --pbf "$pbf" --reference "$data/reference/hcm_2018" \
  --binary "$(target_dir)/release/truonggan"
