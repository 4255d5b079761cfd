"""Hamlet streets and alleys, grown at random from the hand-drawn roads.

No street of these exists; they stand where a hamlet has houses, so that homes have a door to a street.
"""

import math

from geometry import SegmentGrid, distance, nearest_on_segment, segment_gap, segments_cross, to_lonlat, to_xy

HAMLETS = [
    ("Chợ Bình Khánh", "27667", 110, [(106.7785, 10.6600, 1000), (106.7900, 10.6600, 900)]),
    ("Bình Phước", "27667", 120, [(106.7880, 10.6440, 1250), (106.7980, 10.6440, 800)]),
    ("Cây Cui", "27667", 70, [(106.8030, 10.6235, 1200), (106.7890, 10.6254, 700), (106.8125, 10.6240, 900)]),
    ("Bà Xán", "27667", 35, [(106.8190, 10.6150, 550), (106.8290, 10.6190, 1000)]),
    ("Ấp Trần Hưng Đạo", "27667", 25, [(106.8540, 10.6170, 700)]),
    ("Tam Thôn Hiệp", "27667", 45, [(106.8580, 10.6010, 1000)]),
    ("An Nghĩa", "27667", 35, [(106.8310, 10.5882, 800), (106.8450, 10.5878, 700)]),
    ("Quảng Xuyên", "27673", 29, [(106.7905, 10.5908, 650)]),
    ("An Bình", "27673", 27, [(106.7990, 10.5895, 600)]),
    ("An Đông", "27673", 51, [(106.8070, 10.5815, 700), (106.8170, 10.5765, 800)]),
    ("Ấp Rạch Lá", "27673", 36, [(106.8065, 10.5990, 700)]),
    ("Doi Lầu", "27673", 35, [(106.7625, 10.5600, 800), (106.7745, 10.5560, 600), (106.7850, 10.5525, 600)]),
    ("Lý Hòa Hiệp", "27673", 30, [(106.7660, 10.5310, 650), (106.7670, 10.5230, 700), (106.7582, 10.5240, 500)]),
    ("Lý Thái Bửu", "27673", 26, [(106.7600, 10.5060, 1100)]),
    ("Lý Nhơn", "27673", 26, [(106.7710, 10.4740, 800), (106.7800, 10.4640, 700)]),
    ("Đồng Hòa", "27664", 25, [(106.8870, 10.3808, 750)]),
    ("Long Thạnh", "27664", 40, [(106.9110, 10.3890, 750)]),
    ("Long Hòa", "27664", 35, [(106.9190, 10.3960, 650)]),
    ("Hòa Hiệp", "27664", 55, [(106.9330, 10.4015, 850)]),
    ("Giồng Ao", "27664", 45, [(106.9580, 10.4070, 950)]),
    ("Cần Thạnh", "27664", 110, [(106.9480, 10.4050, 700), (106.9700, 10.4125, 750)]),
    ("Thạnh Hòa", "27676", 24, [(106.9750, 10.4635, 550)]),
    ("Thạnh Bình", "27676", 23, [(106.9762, 10.4720, 520)]),
    ("Thiềng Liềng", "27676", 13, [(106.9640, 10.5010, 900)]),
]
"""Hamlet, commune, six-year-olds, and circles (centre, metres) that it fills. Shares inside a commune are ours."""

FOOT_HAMLETS = {"Thạnh Hòa", "Thạnh Bình", "Thiềng Liềng"}


class Network:
    """Ways as they grow, with a grid of their segments. Points are degrees, distances metres."""

    def __init__(self, hand_drawn):
        self.ways = []
        self.grid = SegmentGrid()
        for properties, points in hand_drawn:
            self.add(properties, points, None)

    def add(self, properties, points, hamlet):
        self.ways.append({"properties": properties, "points": list(points), "hamlet": hamlet})
        if "route" not in properties:
            planar = [to_xy(p) for p in points]
            for a, b in zip(planar, planar[1:]):
                self.grid.add(a, b, len(self.ways) - 1)
        return len(self.ways) - 1

    def join(self, index, point):
        """Puts `point` (degrees) into the way's segment that runs nearest to it."""
        points = self.ways[index]["points"]
        if point in points:
            return
        p = to_xy(point)
        gaps = [
            distance(p, nearest_on_segment(p, to_xy(a), to_xy(b))) for a, b in zip(points, points[1:])
        ]
        points.insert(gaps.index(min(gaps)) + 1, point)


def connect_schools(network, campuses, water):
    """A service lane to each campus that stands more than 30 m from a street."""
    for campus in campuses:
        p = to_xy((campus["lon"], campus["lat"]))
        metres, q, way = network.grid.nearest(p, 400.0)
        if metres <= 30.0:
            continue
        door = to_lonlat(q, 6)
        end = to_lonlat((p[0] + (q[0] - p[0]) * 12.0 / metres, p[1] + (q[1] - p[1]) * 12.0 / metres), 6)
        if water.crossing(to_xy(door), to_xy(end)):
            raise SystemExit(f"the lane to {campus['campus_id']} would cross water")
        network.join(way, door)
        network.add({"highway": "service", "surface": "concrete"}, [door, end], None)


def _stations(network, way, circles, rng, gaps):
    """Points along a way, inside the circles, with the way's bearing there."""
    planar = [to_xy(p) for p in network.ways[way]["points"]]
    wait = rng.uniform(25, gaps[1])
    for a, b in zip(planar, planar[1:]):
        span, at = distance(a, b), wait
        while at < span - 12:
            if at > 12:
                p = (a[0] + (b[0] - a[0]) * at / span, a[1] + (b[1] - a[1]) * at / span)
                if any(distance(p, c) <= r for c, r in circles):
                    yield p, math.atan2(b[1] - a[1], b[0] - a[0])
            at += rng.uniform(*gaps)
        wait = max(at - span, 14)


def _is_clear(network, water, a, b, origin_ways, gap):
    """True where segment ab keeps off water and off every way but those it starts from, which it must not cross."""
    if water.crossing(a, b, 18.0):
        return False
    shorter = (a[0] + (b[0] - a[0]) * 0.02, a[1] + (b[1] - a[1]) * 0.02)
    for c, d, way in network.grid.near(a, b, gap):
        if way in origin_ways:
            if segments_cross(shorter, b, c, d) or distance(b, nearest_on_segment(b, c, d)) < 16.0:
                return False
        elif segment_gap(a, b, c, d) < gap:
            return False
    return True


def _grow(network, water, way, start, bearing, steps, rng, gap):
    """A street of up to `steps` pieces from a station; its points in degrees, the first one on the way."""
    points = [to_lonlat(start, 6)]
    for step in steps:
        a = to_xy(points[-1])
        b = (a[0] + step * math.cos(bearing), a[1] + step * math.sin(bearing))
        end = to_lonlat(b, 6)
        origin = {way} if len(points) == 1 else set()
        if not _is_clear(network, water, a, to_xy(end), origin, gap):
            break
        points.append(end)
        bearing += rng.uniform(-0.16, 0.16)
    return points


def _branch(network, water, ways, circles, hamlet, spec, rng):
    """Grows one generation of streets on both sides of `ways`; returns the new ways and their ends."""
    new = []
    for way in ways:
        for side in (1, -1):
            for p, along in list(_stations(network, way, circles, rng, spec["gaps"])):
                bearing = along + side * math.pi / 2 + rng.uniform(-0.14, 0.14)
                steps = [rng.uniform(*spec["step"]) for _ in range(1 + int(rng.random() * spec["pieces"]))]
                skip, kind = rng.random() > spec["share"], rng.random()
                if skip:
                    continue
                points = _grow(network, water, way, p, bearing, steps, rng, spec["gap"])
                if len(points) < 2:
                    continue
                network.join(way, points[0])
                new.append(network.add(_properties(hamlet, spec, kind), points, hamlet))
    return new


def _properties(hamlet, spec, kind):
    if hamlet in FOOT_HAMLETS:
        return {"highway": "path", "surface": "ground"} if hamlet == "Thiềng Liềng" else {"highway": "footway", "surface": "concrete"}
    if spec["level"] == "street":
        return {"highway": "residential", "surface": "concrete" if kind < 0.7 else "compacted"}
    if kind < 0.72:
        return {"highway": "service", "service": "alley", "surface": "concrete"}
    if kind < 0.9:
        return {"highway": "footway", "surface": "concrete"}
    return {"highway": "path", "surface": "ground"}


def _link_ends(network, water, ways, hamlet):
    """Joins dead ends that face each other, so that a hamlet is not a tree only."""
    ends = [(way, network.ways[way]["points"][-1]) for way in ways]
    used = set()
    for i, (way_a, end_a) in enumerate(ends):
        for way_b, end_b in ends[i + 1:]:
            a, b = to_xy(end_a), to_xy(end_b)
            if end_a in used or end_b in used or not 30.0 <= distance(a, b) <= 190.0:
                continue
            if water.crossing(a, b, 18.0):
                continue
            c = (a[0] + (b[0] - a[0]) * 0.08, a[1] + (b[1] - a[1]) * 0.08)
            d = (b[0] + (a[0] - b[0]) * 0.08, b[1] + (a[1] - b[1]) * 0.08)
            near = network.grid.near(a, b, 14.0)
            if any(segment_gap(c, d, *segment[:2]) < (2.0 if segment[2] in (way_a, way_b) else 14.0) for segment in near):
                continue
            used.update((end_a, end_b))
            kind = {"highway": "footway"} if hamlet in FOOT_HAMLETS else {"highway": "service", "service": "alley"}
            network.add({**kind, "surface": "concrete"}, [end_a, end_b], hamlet)
            break


STREETS = {"level": "street", "gaps": (95, 170), "step": (55, 120), "pieces": 4, "share": 0.85, "gap": 38.0}
ALLEYS = {"level": "alley", "gaps": (55, 110), "step": (35, 80), "pieces": 2, "share": 0.55, "gap": 26.0}
ISLAND = {"level": "street", "gaps": (45, 75), "step": (40, 70), "pieces": 2, "share": 0.9, "gap": 24.0}


def grow_hamlets(network, water, rng):
    """Fills every hamlet. The order of HAMLETS and the seed decide all."""
    spines = [
        i for i, way in enumerate(network.ways)
        if "route" not in way["properties"] and "bridge" not in way["properties"]
    ]
    for hamlet, _, _, circles in HAMLETS:
        planar = [(to_xy(c[:2]), c[2]) for c in circles]
        spec = ISLAND if hamlet in FOOT_HAMLETS else STREETS
        streets = _branch(network, water, spines, planar, hamlet, spec, rng)
        alleys = _branch(network, water, streets, planar, hamlet, ALLEYS, rng)
        _link_ends(network, water, streets + alleys, hamlet)
