"""What must hold of the demo before it is written. Each check raises with a sentence."""

import heapq
from collections import Counter

from geometry import (
    SegmentGrid, distance, in_ring, is_simple, length, nearest_on_segment, segments_cross, signed_area, to_lonlat, to_xy,
)

PERSONS = {"27667": 440, "27673": 260, "27664": 310, "27676": 60}
"""Six-year-olds per commune: 1.41 % of the people that the merger plan counts."""

BUS_LINES = [
    ("90", 44.2, [(106.7748, 10.6664), (106.8247, 10.5764), (106.9152, 10.3952), (106.9706, 10.4099), (106.9727, 10.4149), (106.9644, 10.4105)]),
    ("127", 18.0, [(106.7886, 10.5910), (106.8247, 10.5764), (106.8566, 10.5958), (106.8602, 10.6004), (106.8184, 10.6164)]),
    ("128", 24.8, [(106.7792, 10.4646), (106.8286, 10.5613), (106.8314, 10.5888)]),
]
"""Line, declared kilometres, and places that it passes."""

PINS = [
    ("Bình Phước", (106.7875, 10.6422), "CG-TH-BINH-PHUOC", 4),
    ("Thạnh An", (106.9765, 10.4715), "CG-TH-THANH-AN", 0),
]
"""Home, place, nearest school, and how many further primary campuses are reachable without a boat."""


SIX_A_DAY = {("CT", "TA"), ("TA", "CT")}
"""Between these wharves six boats sail each way, the first at 06:30, the last at 17:00."""


def require(condition, sentence):
    if not condition:
        raise SystemExit(f"demo check failed: {sentence}")


def run(network, water, units, campuses, homes):
    check_water(water)
    check_roads_against_water(network, water)
    check_crossings(network)
    graph = Graph(network)
    check_components(graph)
    check_units(units)
    check_campuses(network, water, units, campuses)
    check_homes(network, water, units, homes)
    check_lengths(graph)
    check_pins(network, graph, campuses)


def check_water(water):
    for name, _, rings in water.polygons:
        for ring in rings:
            require(is_simple(ring), f"a ring of {name} crosses itself near {ring[0]}")


def check_roads_against_water(network, water):
    for way in network.ways:
        properties, points = way["properties"], way["points"]
        planar = [to_xy(p) for p in points]
        if "route" in properties:
            require(_sails(planar, water), f"{properties['name']} is over land for more than 180 m")
            continue
        crossed = [water.crossing(a, b) for a, b in zip(planar, planar[1:])]
        if "bridge" in properties:
            require(any(crossed), f"{properties['bridge:name']} crosses no water")
            dry = not water.covers(planar[0]) and not water.covers(planar[-1])
            require(dry, f"{properties['bridge:name']} ends in water")
        else:
            require(not any(crossed), f"{properties.get('name', 'a street')} enters {crossed} near {points[0]}")


def _sails(planar, water):
    dry = 0.0
    for a, b in zip(planar, planar[1:]):
        n = max(1, int(distance(a, b) / 10))
        for i in range(n):
            p = (a[0] + (b[0] - a[0]) * i / n, a[1] + (b[1] - a[1]) * i / n)
            dry += 0.0 if water.covers(p) else distance(a, b) / n
    return dry <= 180.0


def check_crossings(network):
    """Roads meet only where they share a point."""
    grid = SegmentGrid()
    for index, way in enumerate(network.ways):
        if "route" in way["properties"]:
            continue
        planar = [to_xy(p) for p in way["points"]]
        for a, b in zip(planar, planar[1:]):
            for c, d, other in grid.near(a, b, 0.0):
                if {a, b} & {c, d} or not segments_cross(a, b, c, d):
                    continue
                raise SystemExit(f"demo check failed: ways {other} and {index} cross at {to_lonlat(a, 5)} without a junction")
            grid.add(a, b, index)


class Graph:
    """Vertices are points in degrees; an edge knows its metres and whether it sails."""

    def __init__(self, network):
        self.edges = {}
        for way in network.ways:
            sails = "route" in way["properties"]
            for p, q in zip(way["points"], way["points"][1:]):
                metres = distance(to_xy(p), to_xy(q))
                self.edges.setdefault(p, []).append((q, metres, sails))
                self.edges.setdefault(q, []).append((p, metres, sails))

    def metres_from(self, start, boats=True):
        best, queue = {}, [(0.0, start)]
        while queue:
            metres, p = heapq.heappop(queue)
            if p in best:
                continue
            best[p] = metres
            for q, step, sails in self.edges[p]:
                if q not in best and (boats or not sails):
                    heapq.heappush(queue, (metres + step, q))
        return best


def check_components(graph):
    by_land, left = [], set(graph.edges)
    for start in graph.edges:
        if start in left and any(not sails for _, _, sails in graph.edges[start]):
            part = graph.metres_from(start, boats=False)
            left -= part.keys()
            by_land.append(part)
    require(len(by_land) == 4, f"{len(by_land)} parts by land, not Nhà Bè, the mainland, Thạnh An and Thiềng Liềng")
    require(len(graph.metres_from(next(iter(graph.edges)))) == len(graph.edges), "a road is not reachable at all")


def check_units(units):
    edges = Counter()
    for code, name, official, ring in units:
        require(ring[0] == ring[-1] and is_simple(ring), f"{name} is not a simple closed ring")
        area = signed_area([to_xy(p) for p in ring]) / 1e6
        require(abs(area / official - 1) < 0.06, f"{name} has {area:.1f} km², officially {official}")
        edges.update(zip(ring, ring[1:]))
    require(max(edges.values()) == 1, "two communes overlap along an edge")
    outside = [edge for edge in edges if edge[::-1] not in edges]
    degree = Counter(a for a, _ in outside)
    ring, step = [outside[0][0]], dict(outside)
    while len(ring) == 1 or ring[-1] != ring[0]:
        ring.append(step[ring[-1]])
    require(max(degree.values()) == 1 and len(ring) == len(outside) + 1, "the communes leave a gap between them")
    whole = signed_area([to_xy(p) for p in ring])
    parts = sum(signed_area([to_xy(p) for p in unit[3]]) for unit in units)
    require(is_simple(ring) and abs(whole - parts) < 1.0, "the communes do not tile their outline")


def check_campuses(network, water, units, campuses):
    rings = {code: [to_xy(p) for p in ring] for code, _, _, ring in units}
    for campus in campuses:
        p = to_xy((campus["lon"], campus["lat"]))
        require(not water.covers(p), f"{campus['campus_id']} stands in water")
        require(in_ring(p, rings[campus["commune"]]), f"{campus['campus_id']} stands outside {campus['commune']}")
        nearest = network.grid.nearest(p, 100.0)
        require(nearest, f"{campus['campus_id']} has no road within 100 m")
        require(not water.crossing(p, nearest[1]), f"{campus['campus_id']} is cut off from its road by water")
    seats = sum(c["capacity"] for c in campuses if c["level"] == "primary")
    require(1.03 <= seats / sum(PERSONS.values()) <= 1.05, f"{seats} first-grade seats are not 3–5 % more than the children")


def check_homes(network, water, units, homes):
    rings = {code: [to_xy(p) for p in ring] for code, _, _, ring in units}
    for home, lon, lat, _, commune in homes:
        p = to_xy((lon, lat))
        metres, q, _ = network.grid.nearest(p, 60.0)
        require(4.5 <= metres <= 40.5, f"{home} is {metres:.0f} m from a street")
        require(not water.crossing(p, q), f"{home} is cut off from its street by water")
        require(in_ring(p, rings[commune]), f"{home} is outside its commune")
    require(Counter(h[4] for h in homes) == PERSONS, "the communes' numbers of children differ from the plan's")


def check_lengths(graph):
    for line, kilometres, stops in BUS_LINES:
        at = [min(graph.edges, key=lambda v: distance(to_xy(v), to_xy(stop))) for stop in stops]
        metres = sum(graph.metres_from(a)[b] for a, b in zip(at, at[1:]))
        require(abs(metres / 1000 / kilometres - 1) < 0.05, f"line {line} is {metres / 1000:.1f} km, declared {kilometres}")


def check_pins(network, graph, campuses):
    for name, pin, nearest, others in PINS:
        start, leg = _nearest_vertex(network, pin)
        require(leg <= 50.0, f"the pin in {name} is {leg:.0f} m from a road")
        found = []
        for boats in (True, False):
            reach = graph.metres_from(start, boats)
            metres = {
                c["campus_id"]: reach[v]
                for c in campuses if c["level"] == "primary"
                for v in [_nearest_vertex(network, (c["lon"], c["lat"]))[0]] if v in reach
            }
            found.append(sorted(metres, key=metres.get))
        require(len(found[0]) == 13, f"a boat does not bring {name} to every campus")
        require(found[0][0].startswith(nearest), f"the school nearest to {name} is {found[0][0]}")
        require(len(found[1]) > others and (others or len(found[1]) == 1), f"{name} reaches {found[1]} by land")


def _nearest_vertex(network, lonlat):
    """A vertex of the nearest segment, and the metres from the point to that segment."""
    p = to_xy(lonlat)
    metres, _, way = network.grid.nearest(p, 100.0)
    points = network.ways[way]["points"]
    pairs = zip(points, points[1:])
    a, b = min(pairs, key=lambda pair: distance(p, nearest_on_segment(p, to_xy(pair[0]), to_xy(pair[1]))))
    return (a if distance(p, to_xy(a)) <= distance(p, to_xy(b)) else b), metres


def check_timetable(network, timetable):
    """Boats sail from end to end of their ways, buses stop on roads, and the reported times are kept."""
    ways = {w["properties"]["name"]: w["points"] for w in network.ways if "route" in w["properties"]}
    vertices = {p for way in network.ways if "route" not in way["properties"] for p in way["points"]}
    place = {code: (lon, lat) for code, _, lon, lat in timetable.stops}
    line = {code: (name, kind) for code, _, name, kind in timetable.routes}
    calls, departures = {}, {}
    for trip, arrives, _, stop, _, _, _ in timetable.calls:
        calls.setdefault(trip, []).append((stop, arrives))
    for code, _, trip, _, _, _, _ in timetable.trips:
        stops, times = zip(*calls[trip])
        name, kind = line[code]
        require(list(times) == sorted(times), f"{trip} goes back in time")
        if kind == 4:
            require(name in ways, f"no ferry way is called {name}")
            ends = {place[stops[0]], place[stops[-1]]}
            require(ends == {ways[name][0], ways[name][-1]}, f"{trip} does not sail from end to end of {name}")
        else:
            require(all(place[stop] in vertices for stop in stops), f"{trip} stops beside the road")
            require(times[-1] <= "06:50:00" or times[0] >= "16:30:00", f"{trip} is no use for a bell at 07:00")
        departures.setdefault((stops[0], stops[-1]), []).append(times[0])
    for pair in SIX_A_DAY:
        times = sorted(departures[pair])
        require(len(times) == 6 and (times[0], times[-1]) == ("06:30:00", "17:00:00"), f"{pair} sails at {times}")
    require(min(departures["TL", "TA"]) == "05:30:00", "the pupils of Thiềng Liềng do not leave at 05:30")
