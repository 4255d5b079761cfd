"""Synthetic homes of six-year-olds beside the hamlet streets. No home stands for a person."""

from geometry import distance, in_ring, nearest_on_segment, to_lonlat, to_xy
from streets import HAMLETS

NEAR, FAR = 5.0, 40.0
"""Metres between a home and the street that is nearest to it."""


def place(network, water, units, rng):
    """[(id, lon, lat, hamlet, commune)]: the number that HAMLETS asks for, each on land in its own commune."""
    rings = {code: [to_xy(p) for p in ring] for code, _, _, ring in units}
    homes = []
    for hamlet, commune, wanted, circles in HAMLETS:
        segments = _segments(network, hamlet, [(to_xy(c[:2]), c[2]) for c in circles])
        total = sum(distance(a, b) for a, b in segments)
        placed = []
        for _ in range(400 * wanted):
            if len(placed) == wanted:
                break
            p = _beside(segments, rng.random() * total, rng)
            lonlat = to_lonlat(p, 5)
            if _fits(to_xy(lonlat), network, water, rings[commune], placed):
                placed.append(to_xy(lonlat))
                homes.append((f"H{len(homes) + 1:04d}", *lonlat, hamlet, commune))
        if len(placed) < wanted:
            raise SystemExit(f"{hamlet} has streets for {len(placed)} of {wanted} homes")
    return homes


def _segments(network, hamlet, circles):
    """Segments of the hamlet's own streets, and of hand-drawn roads inside its circles."""
    found = []
    for way in network.ways:
        if way["hamlet"] not in (None, hamlet) or "route" in way["properties"] or "bridge" in way["properties"]:
            continue
        planar = [to_xy(p) for p in way["points"]]
        for a, b in zip(planar, planar[1:]):
            middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            if way["hamlet"] == hamlet or any(distance(middle, c) <= r for c, r in circles):
                found.append((a, b))
    return found


def _beside(segments, at, rng):
    for a, b in segments:
        span = distance(a, b)
        if at <= span:
            break
        at -= span
    side = 1 if rng.random() < 0.5 else -1
    off = side * (NEAR + 1 + (FAR - NEAR - 3) * rng.random() ** 2)
    ux, uy = (b[0] - a[0]) / span, (b[1] - a[1]) / span
    return (a[0] + ux * at - uy * off, a[1] + uy * at + ux * off)


def _fits(p, network, water, ring, placed):
    nearest = network.grid.nearest(p, FAR)
    if nearest is None or nearest[0] < NEAR or "bridge" in network.ways[nearest[2]]["properties"]:
        return False
    if not in_ring(p, ring) or water.crossing(p, nearest[1]):
        return False
    return all(distance(p, q) >= 9.0 for q in placed)
