#!/usr/bin/env bash
# OSRM and this program side by side, in one run on one machine: nearest schools and distance matrix of a city on foot.
# Prints a Markdown table for BENCHMARKS.md. The first run installs osrm-bindings and prepares the map (about 3 minutes).
#   TRUONGGAN_REAL_DATA   folder with osm/hcm_2018.osm.pbf and reference/hcm_2018/, default ../shared/data
#   TRUONGGAN_PEERS       where the peers' programs and files are kept, default ~/.cache/truonggan/peers
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/say.sh

readonly osrm_version=26.10.0
data=${TRUONGGAN_REAL_DATA:-../shared/data}
peers=${TRUONGGAN_PEERS:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/truonggan/peers}
pbf=$data/osm/hcm_2018.osm.pbf

if [ ! -f "$pbf" ]; then
  note "skipped: no real data at $data"
  exit 0
fi

# osrm-bindings has wheels for Python 3.12 and later only, which Debian 12 does not have on its PATH.
find_python() {
  local candidate
  for candidate in python3.12 python3.13 python3.14 \
    "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.1[2-9]*/bin/python3 python3; do
    have "$candidate" || [ -x "$candidate" ] || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo "$candidate" && return 0
  done
  return 1
}

mkdir -p "$peers/osrm"
python=$peers/venv/bin/python
if ! "$python" -c 'import osrm' 2>/dev/null; then
  if ! base=$(find_python); then
    note 'skipped: no Python 3.12 or later here, which osrm-bindings needs'
    exit 0
  fi
  say "Installing osrm-bindings $osrm_version into $peers/venv"
  "$base" -m venv "$peers/venv"
  "$python" -m pip install --quiet --disable-pip-version-check "osrm-bindings==$osrm_version" >&2
fi

# A prepared map is kept; the seconds that preparing took are kept beside it.
map=$peers/osrm/hcm_2018
if [ ! -s "$map.seconds" ]; then
  say 'Preparing the map for OSRM on foot: extract and contract (about 2 minutes)'
  profiles=$("$python" -c 'import osrm, pathlib; print(pathlib.Path(osrm.__file__).parent / "share" / "profiles")')
  cp "$pbf" "$map.osm.pbf"
  started=$(date +%s.%N)
  "$python" -m osrm extract -p "$profiles/foot.lua" "$map.osm.pbf" >"$map.log" 2>&1
  "$python" -m osrm contract "$map.osrm" >>"$map.log" 2>&1
  awk -v from="$started" -v to="$(date +%s.%N)" 'BEGIN { printf "%.1f\n", to - from }' >"$map.seconds"
fi

say 'Building this program'
cargo build --release
binary=$(target_dir)/release/truonggan

say 'Measuring'
"$python" benches/peers/side_by_side.py --osrm-map "$map.osrm" --osrm-prepared "$(cat "$map.seconds")" \
  --pbf "$pbf" --reference "$data/reference/hcm_2018" --binary "$binary"
