#!/usr/bin/env python3
"""Turns a published list of bus lines without clock times into a GTFS timetable for `truonggan import timetable`.

    python3 scripts/bus_lines_to_gtfs.py --paths PATHS.geojson --stops STOPS.csv --sequences SEQUENCES.csv \\
        --lines 'HS-*' --pupils-only --arrive 06:45 --return 17:00 --days 20260907 20270531 --out FOLDER

PATHS      lines with `route_no`, `route_id`, `var_id`, `outbound`, `running_time_min`
STOPS      `stop_id,name,lat,lng`
SEQUENCES  `route_id,var_id,seq,stop_id`

The list says how long a line takes and not when it runs, so one trip a direction is assumed: outward ones reach their
last stop at `--arrive`, homeward ones leave their first stop at `--return` (left out without it).
The running time is spread over the stops by the distance along the path.
What is wrong with the list is told all at once, and then nothing is written.
"""

import argparse
import csv
import datetime
import fnmatch
import io
import json
import math
import sys
from pathlib import Path

WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
FAR_METRES = 150.0
"""A stop farther from its line's path than this is told: it may be another line's."""


def main():
    options = arguments()
    problems = []
    stops = {row["stop_id"].strip(): row for row in rows(options.stops)}
    sequences = read_sequences(options.sequences)
    trips = [
        trip
        for feature in paths(options.paths, options.lines, problems)
        if (trip := read_trip(feature, stops, sequences, options, problems))
    ]
    if not trips and not problems:
        problems.append(f"no line is called like {' or '.join(options.lines)}")
    if problems:
        sys.exit("\n".join(problems) + "\nNothing was written.")
    trips.sort(key=lambda trip: (trip["line"], trip["code"]))
    options.out.mkdir(parents=True, exist_ok=True)
    for name, text in tables(trips, stops, options).items():
        (options.out / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{options.out}: {len({t['line'] for t in trips})} lines, {len(trips)} trips")


def arguments():
    parser = argparse.ArgumentParser(description="A published list of bus lines as a GTFS timetable.")
    parser.add_argument("--paths", type=Path, required=True)
    parser.add_argument("--stops", type=Path, required=True)
    parser.add_argument("--sequences", type=Path, required=True)
    parser.add_argument("--lines", nargs="+", default=["*"], metavar="PATTERN", help="line numbers, such as 'HS-*'")
    parser.add_argument("--arrive", type=clock, required=True, help="when outward trips reach their last stop")
    parser.add_argument("--return", dest="leave", type=clock, help="when homeward trips leave their first stop")
    parser.add_argument("--days", nargs=2, type=day, required=True, metavar="YYYYMMDD", help="first and last day")
    parser.add_argument("--weekdays", type=weekdays, default="1111100", help="from Monday, default 1111100")
    parser.add_argument("--not-on", nargs="*", type=day, default=[], metavar="YYYYMMDD", help="days without trips")
    parser.add_argument("--pupils-only", action="store_true", help="the lines carry pupils only")
    parser.add_argument("--operator", default="Chưa rõ đơn vị", help="who runs the lines")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    return parser.parse_args()


def clock(text):
    hours, minutes = text.split(":")
    if not (0 <= int(hours) < 24 and 0 <= int(minutes) < 60):
        raise ValueError(text)
    return int(hours) * 3600 + int(minutes) * 60


def day(text):
    datetime.datetime.strptime(text, "%Y%m%d")
    return text


def weekdays(text):
    if len(text) != 7 or set(text) - {"0", "1"}:
        raise ValueError(text)
    return text


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as text:
        yield from csv.DictReader(text)


def read_sequences(path):
    """Stops of each line and variant, in order."""
    found = {}
    for row in rows(path):
        key = (row["route_id"].strip(), row["var_id"].strip())
        found.setdefault(key, []).append((int(row["seq"]), row["stop_id"].strip()))
    return {key: [stop for _, stop in sorted(calls)] for key, calls in found.items()}


def paths(path, patterns, problems):
    features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
    for feature in features:
        number = str(feature["properties"].get("route_no") or "")
        if not any(fnmatch.fnmatchcase(number, pattern) for pattern in patterns):
            continue
        if feature["geometry"]["type"] == "LineString" and len(feature["geometry"]["coordinates"]) >= 2:
            yield feature
        else:
            problems.append(f"line {number}: its path is not a line of two points or more")


def read_trip(feature, stops, sequences, options, problems):
    properties = feature["properties"]
    key = (str(properties["route_id"]), str(properties["var_id"]))
    line = properties["route_no"]
    who = f"line {line}, variant {key[1]}"
    is_outward = properties["outbound"] in (True, "True", "true", 1)
    if not is_outward and options.leave is None:
        return None
    codes = sequences.get(key, [])
    unknown = [code for code in codes if code not in stops]
    seconds = round(float(properties.get("running_time_min") or 0) * 60)
    if len(codes) < 2:
        problems.append(f"{who}: fewer than two stops in the sequences")
    if unknown:
        problems.append(f"{who}: no stop has the id {', '.join(unknown)}")
    if seconds <= 0:
        problems.append(f"{who}: no running time")
    if len(codes) < 2 or unknown or seconds <= 0:
        return None
    shape = [tuple(at[:2]) for at in feature["geometry"]["coordinates"]]
    places = [(float(stops[code]["lng"]), float(stops[code]["lat"])) for code in codes]
    along, off = project(shape, places)
    for code, metres in zip(codes, off):
        if metres > FAR_METRES:
            print(f"warning: {who}: stop {code} is {metres:.0f} m from the path", file=sys.stderr)
    whole = along[-1] - along[0]
    after = [round(seconds * (at - along[0]) / whole) if whole > 0 else 0 for at in along]
    after[-1] = seconds
    start = options.arrive - seconds if is_outward else options.leave
    if start < 0:
        problems.append(f"{who}: it would have to leave before midnight")
        return None
    return {
        "line": line,
        "code": f"{line}:{'DI' if is_outward else 'VE'}:{key[1]}",
        "outward": is_outward,
        "calls": [(code, start + seconds) for code, seconds in zip(codes, after)],
        "shape": shape,
    }


def project(shape, places):
    """Metres along the path and off it for each place; the order of the places is kept where a path meets itself.

    Dynamic programming over places and pieces of the path: the least sum of squared metres off it.
    """
    middle = math.radians(sum(lat for _, lat in shape) / len(shape))
    kx, ky = 111_320.0 * math.cos(middle), 110_600.0
    flat = [(lon * kx, lat * ky) for lon, lat in shape]
    pieces, before = [], 0.0
    for a, b in zip(flat, flat[1:]):
        pieces.append((a, b, before))
        before += math.dist(a, b)
    best = None
    steps = []
    for lon, lat in places:
        feet = [foot((lon * kx, lat * ky), *piece) for piece in pieces]
        costs, origins = [], []
        least, least_at = (0.0, None) if best is None else (math.inf, None)
        for at, (along, off) in enumerate(feet):
            cost, origin = least, least_at
            if best is not None and best[at] < cost and steps[-1][0][at][0] <= along:
                cost, origin = best[at], at
            costs.append(cost + off * off)
            origins.append(origin)
            if best is not None and best[at] < least:
                least, least_at = best[at], at
        best = costs
        steps.append((feet, origins))
    at = min(range(len(pieces)), key=lambda piece: best[piece])
    if math.isinf(best[at]):
        raise SystemExit("a path is too short for its stops")
    found = []
    for feet, origins in reversed(steps):
        found.append(feet[at])
        at = origins[at]
    found.reverse()
    return [along for along, _ in found], [off for _, off in found]


def foot(p, a, b, before):
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    t = 0.0 if square == 0 else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square))
    return before + t * math.sqrt(square), math.dist(p, (a[0] + t * dx, a[1] + t * dy))


def tables(trips, stops, options):
    used = sorted({code for trip in trips for code, _ in trip["calls"]})
    name = {code: " ".join(stops[code]["name"].split()) for code in used}
    ends = {}
    for trip in sorted(trips, key=lambda trip: not trip["outward"]):
        first, last = trip["calls"][0][0], trip["calls"][-1][0]
        ends.setdefault(trip["line"], f"{name[first]} – {name[last]}")
    kind = 712 if options.pupils_only else 3
    return {
        "agency.txt": table(
            ["agency_id", "agency_name", "agency_url", "agency_timezone"],
            [("1", options.operator, "https://example.org", "Asia/Ho_Chi_Minh")],
        ),
        "stops.txt": table(
            ["stop_id", "stop_name", "stop_lon", "stop_lat"],
            [(code, name[code], stops[code]["lng"], stops[code]["lat"]) for code in used],
        ),
        "routes.txt": table(
            ["route_id", "agency_id", "route_short_name", "route_long_name", "route_type"],
            [(line, "1", line, ends[line], kind) for line in sorted(ends)],
        ),
        "calendar.txt": table(["service_id", *WEEK, "start_date", "end_date"], [("1", *options.weekdays, *options.days)]),
        "calendar_dates.txt": table(
            ["service_id", "date", "exception_type"], [("1", date, 2) for date in sorted(set(options.not_on))]
        ),
        "trips.txt": table(
            ["route_id", "service_id", "trip_id", "trip_headsign", "shape_id"],
            [(t["line"], "1", t["code"], name[t["calls"][-1][0]], t["code"]) for t in trips],
        ),
        "stop_times.txt": table(
            ["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"],
            [
                (trip["code"], written(seconds), written(seconds), code, number)
                for trip in trips
                for number, (code, seconds) in enumerate(trip["calls"], start=1)
            ],
        ),
        "shapes.txt": table(
            ["shape_id", "shape_pt_lon", "shape_pt_lat", "shape_pt_sequence"],
            [(trip["code"], *at, number) for trip in trips for number, at in enumerate(trip["shape"], start=1)],
        ),
    }


def written(seconds):
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def table(header, body):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(body)
    return out.getvalue()


if __name__ == "__main__":
    main()
