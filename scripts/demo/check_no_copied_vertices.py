"""Fails where a vertex of data/demo equals, to five decimals, a vertex of the real data beside the repository.

    python3 scripts/demo/check_no_copied_vertices.py [FOLDER]

The real data is looked for at TRUONGGAN_REAL_DATA (default ../shared/data from the repository's root).
"""

import csv
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pairs(value):
    """Every pair of numbers in nested lists and objects."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from pairs(inner)
    elif isinstance(value, list):
        if len(value) >= 2 and all(isinstance(n, (int, float)) for n in value[:2]):
            yield float(value[0]), float(value[1])
        else:
            for inner in value:
                yield from pairs(inner)


def vertices(path):
    """(lon, lat) to five decimals, whichever of the two the file writes first."""
    if path.suffix in (".json", ".geojson"):
        found = pairs(json.loads(path.read_text(encoding="utf-8")))
    else:
        with path.open(encoding="utf-8", newline="") as text:
            found = [
                (float(row[lon]), float(row[lat]))
                for row in csv.DictReader(text)
                for lon, lat in (("lon", "lat"), ("lng", "lat"), ("stop_lon", "stop_lat"), ("shape_pt_lon", "shape_pt_lat"))
                if row.get(lon) and row.get(lat)
            ]
    return {(round(max(p), 5), round(min(p), 5)) for p in found}


def main():
    real = Path(os.environ.get("TRUONGGAN_REAL_DATA", ROOT.parent / "shared" / "data"))
    demo = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "demo"
    if not real.is_dir():
        print(f"skipped: no real data at {real}")
        return
    sources = [p for folder in ("cangio", "boundaries") for p in sorted((real / folder).iterdir())]
    taken = set().union(*(vertices(p) for p in sources if p.suffix in (".json", ".geojson", ".csv")))
    copied = 0
    for path in sorted(demo.rglob("*")):
        if path.suffix in (".geojson", ".csv", ".txt"):
            for lon, lat in sorted(vertices(path) & taken):
                print(f"{path.name}: {lon}, {lat} is a vertex of the real data")
                copied += 1
    if copied:
        raise SystemExit(1)
    print(f"none of {len(taken):,} real vertices is in {demo}")


if __name__ == "__main__":
    main()
