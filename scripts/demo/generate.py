"""Writes data/demo, the free synthetic Cần Giờ: the same bytes at every run.

    python3 scripts/demo/generate.py [FOLDER]

Python's standard library is enough.
Nothing is written unless every check of checks.py holds.
"""

import csv
import io
import json
import random
import sys
from pathlib import Path

import checks
import communes
import enrollment
import homes
import roads
import schools
import streets
import timetable
import water

SEED = 20260901


def geojson(features):
    """One feature a line, so that a change shows as a change of lines."""
    rows = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    return '{"type":"FeatureCollection","features":[\n' + rows + "\n]}\n"


def feature(kind, coordinates, properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def table(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def road_features(network):
    for number, way in enumerate(network.ways, start=1):
        yield feature("LineString", way["points"], {"id": number, **way["properties"]})


def water_features(world):
    for name, kind, rings in world.polygons:
        yield feature("Polygon", rings, {"kind": kind, **({"name": name} if name else {})})
    for name, kind, points in world.lines:
        yield feature("LineString", points, {"waterway": kind, "name": name})


def build():
    """Every file's name and text."""
    rng = random.Random(SEED)
    world = water.Water()
    units = communes.units()
    campuses = schools.rows()
    network = streets.Network(roads.hand_drawn())
    streets.connect_schools(network, campuses, world)
    streets.grow_hamlets(network, world, rng)
    pins = homes.place(network, world, units, rng)
    trips = timetable.build(network)
    checks.run(network, world, units, campuses, pins)
    checks.check_timetable(network, trips)
    return {
        "roads.geojson": geojson(road_features(network)),
        "water.geojson": geojson(water_features(world)),
        "units.geojson": geojson(
            feature("Polygon", [ring], {"code": code, "name": name, "kind": "commune"}) for code, name, _, ring in units
        ),
        "places.geojson": geojson(
            feature("Point", point, {"name": name, "kind": kind, "rank": rank})
            for name, kind, rank, point in communes.PLACES
        ),
        "schools.csv": table(schools.HEADER, [[row[key] for key in schools.HEADER] for row in campuses]),
        "homes.csv": table(
            ["id", "lon", "lat", "hamlet", "commune", "synthetic"], [[*pin, "true"] for pin in pins]
        ),
        "enrollment/registry.csv": table(
            enrollment.REGISTRY_HEADER, enrollment.registry_rows(pins, campuses, random.Random(SEED + 1))
        ),
        "enrollment/campuses.csv": table(enrollment.CAMPUS_HEADER, enrollment.campus_rows(campuses)),
        "enrollment/intakes.csv": table(enrollment.INTAKE_HEADER, enrollment.intake_rows(campuses)),
        **{f"timetable/{name}": text for name, text in trips.tables().items()},
    }


def main():
    default = Path(__file__).resolve().parents[2] / "data" / "demo"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    for name, text in build().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{folder / name}: {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
