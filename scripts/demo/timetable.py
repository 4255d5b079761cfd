"""The demo's timetable in GTFS: the Bình Khánh ferry, two boats, and two made-up buses for pupils.

data/demo/README.md says which times are reported and which are assumed.
"""

import csv
import heapq
import io

from geometry import distance, to_xy

OPERATOR = "Trường Gần (dữ liệu minh họa)"

FERRY, THANH_AN, THIENG_LIENG = "Phà Bình Khánh", "Tàu Cần Thạnh – Thạnh An", "Tàu Thạnh An – Thiềng Liềng"

WHARVES = {
    "BK-NB": "Bến phà Bình Khánh (bờ Nhà Bè)",
    "BK-CG": "Bến phà Bình Khánh (bờ Cần Giờ)",
    "CT": "Bến tàu Cần Thạnh",
    "TA": "Bến tàu Thạnh An",
    "TL": "Bến tàu Thiềng Liềng",
}

LINES = [
    ("PHA-BINH-KHANH", FERRY, "BK-NB", "BK-CG"),
    ("TAU-THANH-AN", THANH_AN, "CT", "TA"),
    ("TAU-THIENG-LIENG", THIENG_LIENG, "TA", "TL"),
]
"""Line, name of its way in the network, and the wharves at the way's first and last point."""

FERRY_MINUTES, BOAT_MINUTES = 10, 45
FERRY_WINDOWS = [("00:00:00", "05:00:00", 45), ("05:00:00", "20:00:00", 15), ("20:00:00", "24:00:00", 45)]
"""From, until, minutes between two departures."""

EVERY_DAY, BOAT_DAYS, SCHOOL_DAYS = "MOI-NGAY", "NGAY-CO-TAU", "NGAY-HOC"

SERVICES = [
    (EVERY_DAY, "1111111", "20260101", "20281231"),
    (BOAT_DAYS, "1111111", "20260101", "20281231"),
    (SCHOOL_DAYS, "1111100", "20260907", "20270531"),
]
"""Service, weekdays from Monday, first and last day."""

ADDED, REMOVED = "1", "2"
TET_BREAK = [f"202702{day:02d}" for day in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)]
EXCEPTIONS = [
    (SCHOOL_DAYS, "20260905", ADDED),
    (SCHOOL_DAYS, "20261124", REMOVED),
    (SCHOOL_DAYS, "20270101", REMOVED),
    *((SCHOOL_DAYS, day, REMOVED) for day in TET_BREAK),
    (SCHOOL_DAYS, "20270416", REMOVED),
    (SCHOOL_DAYS, "20270430", REMOVED),
    (SCHOOL_DAYS, "20270503", REMOVED),
    (BOAT_DAYS, "20270206", REMOVED),
]
"""Opening day, a Saturday; holidays; the first day of the lunar year, without boats."""

SIX_BOATS = ["06:30", "08:30", "10:30", "13:00", "15:00", "17:00"]
SAILINGS = [
    ("TAU-THANH-AN", "CT", "TA", BOAT_DAYS, SIX_BOATS),
    ("TAU-THANH-AN", "TA", "CT", BOAT_DAYS, SIX_BOATS),
    ("TAU-THIENG-LIENG", "TL", "TA", SCHOOL_DAYS, ["05:30"]),
    ("TAU-THIENG-LIENG", "TL", "TA", BOAT_DAYS, ["08:30", "13:00"]),
    ("TAU-THIENG-LIENG", "TA", "TL", BOAT_DAYS, ["07:15", "11:30"]),
    ("TAU-THIENG-LIENG", "TA", "TL", SCHOOL_DAYS, ["16:45"]),
]
"""Line, from, to, days, departures."""

BUSES = [
    ("XE-MINH-HOA-A", "Xe đưa rước A (giả lập)", [
        (106.8594, 10.6076), (106.8566, 10.5958), (106.8314, 10.5888), (106.8184, 10.6164), (106.8100, 10.6204),
        (106.7886, 10.6420),
    ]),
    ("XE-MINH-HOA-B", "Xe đưa rước B (giả lập)", [
        (106.8860, 10.3830), (106.9100, 10.3900), (106.9300, 10.4030), (106.9480, 10.4080), (106.9700, 10.4100),
    ]),
]
"""Line, name, and about where it stops, the schools last. All of it is made up."""

BUS_KMH, BUS_DWELL_MINUTES = 25.0, 0.5
BUS_ARRIVES, BUS_RETURNS = 6 * 60 + 45, 17 * 60


def clock(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def minutes_of(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def table(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


class Roads:
    """The land network, to lead a bus along it."""

    def __init__(self, network):
        self.edges = {}
        for way in network.ways:
            if "route" in way["properties"] or way["properties"]["highway"] in ("footway", "path"):
                continue
            for p, q in zip(way["points"], way["points"][1:]):
                metres = distance(to_xy(p), to_xy(q))
                self.edges.setdefault(p, []).append((q, metres))
                self.edges.setdefault(q, []).append((p, metres))

    def nearest(self, lonlat):
        place = to_xy(lonlat)
        return min(self.edges, key=lambda p: (distance(place, to_xy(p)), p))

    def path(self, start, end):
        """Points of the shortest way, and its metres."""
        done, queue = {}, [(0.0, start, start)]
        while queue:
            metres, p, before = heapq.heappop(queue)
            if p in done:
                continue
            done[p] = (metres, before)
            if p == end:
                break
            for q, step in self.edges[p]:
                if q not in done:
                    heapq.heappush(queue, (metres + step, q, p))
        points, p = [end], end
        while p != start:
            p = done[p][1]
            points.append(p)
        return points[::-1], done[end][0]


class Timetable:
    """Rows of the tables, in the order in which they are written."""

    def __init__(self):
        self.stops, self.routes, self.trips, self.calls, self.frequencies, self.shapes = [], [], [], [], [], []

    def shape(self, code, points):
        self.shapes += [(code, number, lon, lat) for number, (lon, lat) in enumerate(points)]

    def trip(self, code, line, service, headsign, shape, calls, bicycles, cars):
        """`calls` is [(stop, minutes)]; people get on before the end and off after the start."""
        self.trips.append((line, service, code, headsign, shape, bicycles, cars))
        for number, (stop, minutes) in enumerate(calls):
            first, last = number == 0, number == len(calls) - 1
            self.calls.append((code, clock(minutes), clock(minutes), stop, number, int(last), int(first)))

    def tables(self):
        week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        return {
            "agency.txt": table(
                ["agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang"],
                [("DEMO", OPERATOR, "https://example.org", "Asia/Ho_Chi_Minh", "vi")],
            ),
            "stops.txt": table(["stop_id", "stop_name", "stop_lon", "stop_lat"], self.stops),
            "routes.txt": table(["route_id", "agency_id", "route_long_name", "route_type"], self.routes),
            "trips.txt": table(
                ["route_id", "service_id", "trip_id", "trip_headsign", "shape_id", "bikes_allowed", "cars_allowed"],
                self.trips,
            ),
            "stop_times.txt": table(
                ["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type", "drop_off_type"],
                self.calls,
            ),
            "frequencies.txt": table(
                ["trip_id", "start_time", "end_time", "headway_secs", "exact_times"], self.frequencies
            ),
            "calendar.txt": table(
                ["service_id", *week, "start_date", "end_date"],
                [(code, *days, first, last) for code, days, first, last in SERVICES],
            ),
            "calendar_dates.txt": table(["service_id", "date", "exception_type"], EXCEPTIONS),
            "shapes.txt": table(["shape_id", "shape_pt_sequence", "shape_pt_lon", "shape_pt_lat"], self.shapes),
        }


def build(network):
    """The rows of every table."""
    timetable = Timetable()
    add_wharves(timetable, network)
    add_ferry(timetable)
    add_boats(timetable)
    roads = Roads(network)
    for bus in BUSES:
        add_bus(timetable, roads, *bus)
    return timetable


def add_wharves(timetable, network):
    ways = {way["properties"]["name"]: way["points"] for way in network.ways if "route" in way["properties"]}
    places = {}
    for line, name, start, end in LINES:
        points = ways[name]
        places.setdefault(start, points[0])
        places.setdefault(end, points[-1])
        timetable.routes.append((line, "DEMO", name, 4))
        timetable.shape(f"{line}:{start}-{end}", points)
        timetable.shape(f"{line}:{end}-{start}", points[::-1])
    timetable.stops += [(code, name, *places[code]) for code, name in WHARVES.items()]


def add_ferry(timetable):
    line, _, start, end = LINES[0]
    for origin, target in ((start, end), (end, start)):
        code = f"{line}:{origin}-{target}"
        calls = [(origin, 0), (target, FERRY_MINUTES)]
        timetable.trip(code, line, EVERY_DAY, WHARVES[target], code, calls, 1, 1)
        timetable.frequencies += [(code, first, last, minutes * 60, 0) for first, last, minutes in FERRY_WINDOWS]


def add_boats(timetable):
    for line, origin, target, service, departures in SAILINGS:
        for departs in departures:
            minutes = minutes_of(departs)
            calls = [(origin, minutes), (target, minutes + BOAT_MINUTES)]
            way = f"{line}:{origin}-{target}"
            timetable.trip(f"{way}:{departs}", line, service, WHARVES[target], way, calls, 1, 2)


def add_bus(timetable, roads, line, name, places):
    at = [roads.nearest(place) for place in places]
    codes = [f"{line}:{number}" for number in range(1, len(at) + 1)]
    timetable.stops += [(code, f"{name}, điểm đón {n}", *p) for n, (code, p) in enumerate(zip(codes, at), start=1)]
    timetable.routes.append((line, "DEMO", name, 712))
    shape, after = [at[0]], [0]
    for origin, target in zip(at, at[1:]):
        points, metres = roads.path(origin, target)
        shape += points[1:]
        after.append(after[-1] + round(metres / 1000 / BUS_KMH * 60 + BUS_DWELL_MINUTES))
    timetable.shape(f"{line}:DI", shape)
    timetable.shape(f"{line}:VE", shape[::-1])
    start = BUS_ARRIVES - after[-1]
    outward = [(code, start + minutes) for code, minutes in zip(codes, after)]
    homeward = [(code, BUS_RETURNS + after[-1] - minutes) for code, minutes in zip(codes, after)][::-1]
    timetable.trip(f"{line}:DI", line, SCHOOL_DAYS, f"{name}, đến trường", f"{line}:DI", outward, 2, 2)
    timetable.trip(f"{line}:VE", line, SCHOOL_DAYS, f"{name}, về nhà", f"{line}:VE", homeward, 2, 2)
