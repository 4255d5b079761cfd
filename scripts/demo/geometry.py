"""Plane geometry for the demo: one local metre frame, and nothing that knows Cần Giờ's map."""

import math

ORIGIN = (106.87, 10.5)
METRES_PER_DEGREE = (109467.6, 110611.1)
"""Length of one degree of longitude and of latitude at 10.5° N on the WGS 84 ellipsoid."""


def to_xy(lonlat):
    """Longitude and latitude to metres east and north of the origin."""
    return (
        (lonlat[0] - ORIGIN[0]) * METRES_PER_DEGREE[0],
        (lonlat[1] - ORIGIN[1]) * METRES_PER_DEGREE[1],
    )


def to_lonlat(xy, decimals):
    """Metres back to degrees, rounded as they will be written."""
    return (
        round(xy[0] / METRES_PER_DEGREE[0] + ORIGIN[0], decimals),
        round(xy[1] / METRES_PER_DEGREE[1] + ORIGIN[1], decimals),
    )


def rounded(points, decimals):
    return [tuple(round(value, decimals) for value in point[:2]) for point in points]


def distance(a, b):
    return math.hypot(b[0] - a[0], b[1] - a[1])


def length(points):
    return sum(distance(a, b) for a, b in zip(points, points[1:]))


def _side(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def segments_cross(a, b, c, d):
    """True where two segments share a point, ends included."""
    s1, s2, s3, s4 = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    if s1 * s2 < 0 and s3 * s4 < 0:
        return True
    return any(
        side == 0 and min(p[0], q[0]) <= r[0] <= max(p[0], q[0]) and min(p[1], q[1]) <= r[1] <= max(p[1], q[1])
        for side, p, q, r in ((s1, a, b, c), (s2, a, b, d), (s3, c, d, a), (s4, c, d, b))
    )


def nearest_on_segment(p, a, b):
    """The point of segment ab that is nearest to p."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    if square == 0:
        return a
    t = max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square))
    return (a[0] + t * dx, a[1] + t * dy)


def segment_gap(a, b, c, d):
    """Shortest distance between two segments."""
    if segments_cross(a, b, c, d):
        return 0.0
    return min(
        distance(a, nearest_on_segment(a, c, d)),
        distance(b, nearest_on_segment(b, c, d)),
        distance(c, nearest_on_segment(c, a, b)),
        distance(d, nearest_on_segment(d, a, b)),
    )


def in_ring(p, ring):
    """Even-odd test; the ring may be open or closed."""
    inside = False
    for a, b in zip(ring, ring[1:] + ring[:1]):
        if (a[1] > p[1]) != (b[1] > p[1]):
            if p[0] < a[0] + (p[1] - a[1]) * (b[0] - a[0]) / (b[1] - a[1]):
                inside = not inside
    return inside


def signed_area(ring):
    """Positive for a counter-clockwise ring; the ring may be open or closed."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1])) / 2


def is_simple(ring):
    """True where no two edges of a closed ring meet except at a shared corner."""
    edges = list(zip(ring, ring[1:]))
    n = len(edges)
    for i in range(n):
        for j in range(i + 1, n):
            neighbours = j == i + 1 or (i == 0 and j == n - 1)
            if not neighbours and segments_cross(*edges[i], *edges[j]):
                return False
    return True


def smooth(points, rounds=2):
    """Chaikin's corner cutting of an open line; both ends stay. Extra values (a width) are blended too."""
    for _ in range(rounds):
        if len(points) < 3:
            return points
        cut = [points[0]]
        for i, (a, b) in enumerate(zip(points, points[1:])):
            if i > 0:
                cut.append(tuple(0.75 * u + 0.25 * v for u, v in zip(a, b)))
            if i < len(points) - 2:
                cut.append(tuple(0.25 * u + 0.75 * v for u, v in zip(a, b)))
        points = cut + [points[-1]]
    return points


def smooth_ring(ring, rounds=1):
    """Chaikin's corner cutting of an open ring; the answer is closed."""
    for _ in range(rounds):
        cut = []
        for a, b in zip(ring, ring[1:] + ring[:1]):
            cut.append(tuple(0.75 * u + 0.25 * v for u, v in zip(a, b)))
            cut.append(tuple(0.25 * u + 0.75 * v for u, v in zip(a, b)))
        ring = cut
    return ring + ring[:1]


def ribbon(axis):
    """A closed ring around an axis of (lon, lat, width in metres), mitred at each vertex."""
    points = [to_xy(p) for p in axis]
    left, right = [], []
    for i, p in enumerate(points):
        before, after = points[max(i - 1, 0)], points[min(i + 1, len(points) - 1)]
        normals = []
        for a, b in ((before, p), (p, after)):
            span = distance(a, b)
            if span > 0:
                normals.append((-(b[1] - a[1]) / span, (b[0] - a[0]) / span))
        nx = sum(n[0] for n in normals) / len(normals)
        ny = sum(n[1] for n in normals) / len(normals)
        square = max(nx * nx + ny * ny, 0.45)
        half = axis[i][2] / 2
        left.append((p[0] + nx / square * half, p[1] + ny / square * half))
        right.append((p[0] - nx / square * half, p[1] - ny / square * half))
    ring = left + right[::-1]
    return ring + ring[:1]


class SegmentGrid:
    """Segments in square cells, so that a look around a point or a segment reads few of them."""

    def __init__(self, cell=150.0):
        self.cell = cell
        self.cells = {}
        self.segments = []

    def _span(self, a, b, margin):
        x0 = math.floor((min(a[0], b[0]) - margin) / self.cell)
        x1 = math.floor((max(a[0], b[0]) + margin) / self.cell)
        y0 = math.floor((min(a[1], b[1]) - margin) / self.cell)
        y1 = math.floor((max(a[1], b[1]) + margin) / self.cell)
        return [(x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)]

    def add(self, a, b, owner):
        index = len(self.segments)
        self.segments.append((a, b, owner))
        for key in self._span(a, b, 0.0):
            self.cells.setdefault(key, []).append(index)

    def near(self, a, b, margin):
        """Segments (a, b, owner) that may lie within `margin` of segment ab, in order of insertion."""
        found = {i for key in self._span(a, b, margin) for i in self.cells.get(key, ())}
        return [self.segments[i] for i in sorted(found)]

    def nearest(self, p, limit):
        """(metres, point, owner) of the nearest segment within `limit`, or None."""
        best = None
        for a, b, owner in self.near(p, p, limit):
            q = nearest_on_segment(p, a, b)
            d = distance(p, q)
            if d <= limit and (best is None or d < best[0]):
                best = (d, q, owner)
        return best
