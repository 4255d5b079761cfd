"""Distances on the network against OSRM's answers on a real map, and which rule makes which difference.

Reads OSRM's answers from `reference/hcm_2018` (150 homes × 203 schools, stock `foot.lua` and `car.lua`), so OSRM itself
is not needed. Each cause is found by experiment: one rule of a profile is changed, and the pairs that change are counted.
`docs/comparison-osrm.md` explains what this prints. Python 3.9 or later, standard library only.

    cargo build --release --example matrix_by_rules
    benches/peers/against_osrm.py --binary target/release/examples/matrix_by_rules
"""

import argparse
import csv
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROFILES = ROOT / "data" / "profiles"


def points(path):
    with path.open(encoding="utf-8", newline="") as text:
        return {row["id"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(text)}


def reference(path):
    """Metres by pair; none where OSRM finds no way."""
    with path.open(encoding="utf-8", newline="") as text:
        rows = csv.DictReader(text)
        return {(row["from"], row["to"]): float(row["metres"]) if row["metres"] else None for row in rows}


def sections(text):
    """A profile's top-level sections, by name, each as its lines."""
    found = {}
    name = ""
    for line in text.splitlines(keepends=True):
        opened = re.match(r"(\w+):", line)
        if opened:
            name = opened[1]
        found[name] = found.get(name, "") + line
    return found


def swapped(text, **others):
    """A profile with some sections taken from elsewhere."""
    return "".join({**sections(text), **others}.values())


def edited(text, *edits):
    """A profile with some words replaced; a word that is not there is a mistake of this script."""
    for old, new in edits:
        if old not in text:
            sys.exit(f"the profile no longer has `{old}`")
        text = text.replace(old, new)
    return text


class Engine:
    """Our matrix with a profile's text."""

    def __init__(self, options, folder):
        self.options, self.folder = options, Path(folder)
        given = (self.options.reference / "homes.csv").read_text(encoding="utf-8").splitlines()
        self.homes = self.folder / "homes.csv"
        self.homes.write_text("\n".join(given[: 1 + options.homes]) + "\n", encoding="utf-8")

    def metres(self, profile, rank="metres", water=None):
        """Metres on the network and of both legs, by pair; none where there is no way."""
        file, out = self.folder / "profile.yaml", self.folder / "out.csv"
        file.write_text(profile, encoding="utf-8")
        name = re.search(r"^id: (\S+)", profile, re.MULTILINE)[1]
        words = [self.options.binary, file, "--network", self.options.pbf, "--from", self.homes]
        words += ["--to", self.options.reference / "schools.csv", "--profile", name, "--rank", rank, "--out", out]
        words += ["--water", water] if water else []
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr)
        cells = {}
        with out.open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text):
                legs = float(row["access_metres"]) if row["metres"] else None
                cells[row["from"], row["to"]] = (float(row["metres"]) - legs, legs) if row["metres"] else None
        return cells


def compare(name, theirs, ours):
    """Prints one row of the table."""
    both = [(abs(ours[pair][0] - b) / max(b, 1.0), pair) for pair, b in theirs.items() if b is not None and ours[pair]]
    both.sort()
    at = [both[int((len(both) - 1) * share)][0] for share in (0.5, 0.99, 0.999, 1.0)]
    within = sum(apart <= 0.02 for apart, _ in both) / len(both)
    longer, shorter = (sum(sign * (ours[pair][0] - theirs[pair]) > 1.0 for _, pair in both) for sign in (1, -1))
    ours_only = sum(b is None and ours[pair] is not None for pair, b in theirs.items())
    theirs_only = sum(b is not None and ours[pair] is None for pair, b in theirs.items())
    print(
        f"| {name} | {len(both):,} | {at[0]:.4%} | {at[1]:.3%} | {at[2]:.2%} | {at[3]:.2%} | {within:.3%} "
        f"| {longer:,} | {shorter:,} | {ours_only:,} | {theirs_only:,} |"
    )


COMPARED = """
| ours | pairs both reach | median | p99 | p99.9 | most | within 2 % | longer by > 1 m | shorter by > 1 m | only ours reaches | only theirs |
|---|---|---|---|---|---|---|---|---|---|---|"""


def changed(name, before, after):
    """Prints how many pairs one change of rules changes."""
    pairs = [(before[pair], after[pair]) for pair in before]
    apart = [(abs(a[0] - b[0]), a[0]) for a, b in pairs if a and b]
    metre = sum(metres > 1.0 for metres, _ in apart)
    share = sum(metres > 0.001 * max(of, 1.0) for metres, of in apart)
    lost = sum(a is not None and b is None for a, b in pairs)
    won = sum(a is None and b is not None for a, b in pairs)
    print(f"| {name} | {metre:,} | {share:,} | {lost:,} | {won:,} |")


CHANGED = """
| rule changed | pairs by > 1 m | by > 0.1 % | no way any more | a way only now |
|---|---|---|---|---|"""


def moved_legs(name, before, after):
    """Prints how many pins one change of snapping moves, and how far: legs are told apart by their sums, since a pair
    has two, and the sums of one home differ with the school only."""
    for end, told in ((0, "homes"), (1, "schools")):
        first, legs = {}, {}
        for pair in before:
            if before[pair] and after[pair]:
                legs.setdefault(pair[end], []).append(after[pair][1] - before[pair][1])
            first.setdefault(pair[end], []).append((before[pair] is None, after[pair] is None))
        # The change of a pin's own leg is the median over its partners, few of which move.
        own = {pin: sorted(apart)[len(apart) // 2] for pin, apart in legs.items()}
        moved = sorted(abs(apart) for apart in own.values() if abs(apart) > 0.02)
        lost = sorted(pin for pin, cells in first.items() if all(now and not was for was, now in cells))
        far = f", by {moved[len(moved) // 2]:.1f} m at the median and {moved[-1]:.1f} m at most" if moved else ""
        gone = f"; refused: {', '.join(lost)}" if lost else ""
        print(f"- {name}: {len(moved)} of {len(first)} {told} moved{far}{gone}.")


def worst(theirs, ours, homes, schools, count):
    print("\n| home | school | from | to | OSRM | ours | apart |\n|---|---|---|---|---|---|---|")
    both = [pair for pair, b in theirs.items() if b is not None and ours[pair]]
    both.sort(key=lambda pair: -abs(ours[pair][0] - theirs[pair]) / max(theirs[pair], 1.0))
    for pair in both[:count]:
        (a, b), (c, d) = homes[pair[0]], schools[pair[1]]
        apart = ours[pair][0] - theirs[pair]
        print(
            f"| {pair[0]} | {pair[1]} | {a:.6f}, {b:.6f} | {c:.6f}, {d:.6f} | {theirs[pair]:,.0f} m "
            f"| {ours[pair][0]:,.0f} m | {apart:+,.0f} m, {apart / max(theirs[pair], 1.0):+.1%} |"
        )


TRUNKS = ("classes: [highway=trunk, highway=trunk_link, ", "classes: [")
DRY = "  choice: nearest_dry\n  leg_metres: 500\n  detour_metres: 150\n  detour_ratio: 3\n"
BOUNDLESS = "  choice: nearest_dry\n  leg_metres: 1000000\n  detour_metres: 1000000\n  detour_ratio: 1000000\n"
LARGE = "  choice: large_part\n"
FIVE = ("      - highway=primary\n", "      - highway=primary\n      - highway={0}\n      - highway={1}\n")


def on_foot(engine, options, homes, schools):
    foot, walk = ((PROFILES / f"{name}.yaml").read_text(encoding="utf-8") for name in ("osrm-foot", "walk"))
    theirs = reference(options.reference / "osrm_foot_150x203.csv")
    base, own = engine.metres(foot), engine.metres(walk)
    print("\n## On foot\n" + COMPARED)
    compare("osrm-foot", theirs, base)
    compare("walk", theirs, own)
    # A pond far from every home takes the place of all water.
    pond = '{"type": "Polygon", "coordinates": [[[1, 1], [1.001, 1], [1, 1.001], [1, 1]]]}'
    feature = '{"type": "Feature", "id": 1, "properties": {"natural": "water"}, "geometry": ' + pond + "}"
    dry = engine.folder / "no_water.geojson"
    dry.write_text('{"type": "FeatureCollection", "features": [' + feature + "]}", encoding="utf-8")
    of_walk = sections(walk)
    open_now = [(FIVE[0], FIVE[1].format("trunk", "trunk_link")), TRUNKS]
    others = [(FIVE[0], FIVE[1].format("cycleway", "road") + "      - highway=bridleway\n"),
              (", highway=cycleway, highway=road, highway=bridleway]", "]")]
    print("\nosrm-foot with one rule of walk at a time:\n" + CHANGED)
    changed("trunk roads are walked", base, engine.metres(edited(foot, *open_now)))
    changed("cycleways, bridleways and `highway=road` are walked", base, engine.metres(edited(foot, *others)))
    changed("all other classes and speeds of walk", base, engine.metres(edited(swapped(foot, roads=of_walk["roads"]), (
        "      - highway=trunk\n      - highway=trunk_link\n", ""), ("      - highway=road\n", ""), (
        "      - highway=cycleway\n      - highway=bridleway\n", ""))))
    changed("access tags of walk (private only at the ends, destination and customers open)", base,
            engine.metres(swapped(foot, access=of_walk["access"])))
    changed("barriers of walk (hedge and ditch)", base, engine.metres(swapped(foot, barriers=of_walk["barriers"])))
    changed("turn restrictions that name people on foot", base, engine.metres(swapped(foot, turns=of_walk["turns"])))
    changed("ferries obey access and one-way tags", base, engine.metres(swapped(foot, ferries=of_walk["ferries"])))
    led = engine.metres(edited(foot, (LARGE, BOUNDLESS)), water=dry)
    wet = engine.metres(edited(foot, (LARGE, BOUNDLESS)))
    limited = engine.metres(edited(foot, (LARGE, DRY)))
    changed("snap to the nearest road that leads to a school, large part or not", base, led)
    changed("…and whose leg is dry (water)", led, wet)
    changed("…and within the limits of leg and detour (islands)", wet, limited)
    changed("all together: walk", base, own)
    roads = engine.metres(swapped(foot, roads=of_walk["roads"]))
    changed("what is left once all classes of walk are walked", roads, own)
    print()
    moved_legs("Nearest that leads", base, led)
    moved_legs("Dry legs", led, wet)
    moved_legs("Limits", wet, limited)
    print(f"\nThe {options.worst} worst pairs of osrm-foot, and of walk:")
    worst(theirs, base, homes, schools, options.worst)
    worst(theirs, own, homes, schools, options.worst)


# What car.lua drives, by class.
LUA_SPEEDS = {90: ["motorway"], 45: ["motorway_link"], 85: ["trunk"], 40: ["trunk_link", "tertiary"], 65: ["primary"],
              30: ["primary_link"], 55: ["secondary"], 25: ["secondary_link", "unclassified", "residential"],
              20: ["tertiary_link"], 10: ["living_street"], 15: ["service"]}
CAR_ENDS = ("  ends_only: [private, destination, customers, delivery, permit, residents]\n  open: [",
            "  open: [private, destination, customers, delivery, permit, residents, ")


def by_car(engine, options, homes, schools):
    car = (PROFILES / "car.yaml").read_text(encoding="utf-8")
    theirs = reference(options.reference / "osrm_car_150x203.csv")
    short, fast = engine.metres(car), engine.metres(car, "minutes")
    listed = "".join(f"    {kmh}: [{', '.join(f'highway={name}' for name in names)}]\n"
                     for kmh, names in LUA_SPEEDS.items())
    kmh = re.search(r"  kmh:\n(    \d+: \[.*\]\n)+", car)[0]
    as_lua = edited(car, (kmh, f"  kmh:\n{listed}"))
    print("\n## By car\n" + COMPARED)
    compare("car, shortest", theirs, short)
    compare("car, fastest", theirs, fast)
    compare("car, fastest at the speeds of car.lua", theirs, engine.metres(as_lua, "minutes"))
    print("\ncar, shortest, with one rule changed at a time:\n" + CHANGED)
    for name, edits in (
        ("turn restrictions are not obeyed", [("turns:\n  obeys: true", "turns:\n  obeys: false")]),
        ("one-way streets are not obeyed", [("oneway_keys: [oneway:motorcar, oneway]", "oneway_keys: []"),
                                             ("oneway_implied: true", "oneway_implied: false")]),
        ("private and destination roads are open to all", [CAR_ENDS]),
        ("barriers do not stop", [(re.search(r"barriers:\n  closed: \[.*\]", car)[0], "barriers:\n  closed: []")]),
        ("narrow ways are open", [("narrowest_metres: 1.9", "narrowest_metres: 0.01")]),
        ("ways for others stay closed though a sign opens them", [(
            re.search(r"  only_if_opened:\n(    .*\n)+", car)[0], "")]),
        ("`construction=yes` is open", [('construction: "yes", ', "")]),
        ("service roads are closed", [("highway=living_street, highway=service]", "highway=living_street]")]),
        ("snap to the nearest road of the large part", [(DRY, LARGE)]),
    ):
        changed(name, short, engine.metres(edited(car, *edits)))
    changed("fastest instead of shortest", short, fast)
    changed("fastest: the speeds of car.lua", fast, engine.metres(as_lua, "minutes"))
    print(f"\nThe {options.worst} worst pairs of car, fastest at the speeds of car.lua:")
    worst(theirs, engine.metres(as_lua, "minutes"), homes, schools, options.worst)


def by_motorbike(engine):
    bike, car, walk = (engine.metres((PROFILES / f"{name}.yaml").read_text(encoding="utf-8"))
                       for name in ("motorbike", "car", "walk"))
    print("\n## By motorbike, with nothing to compare to but ourselves\n" + COMPARED)
    for name, other in (("motorbike beside walk", walk), ("motorbike beside car", car)):
        compare(name, {pair: cell and cell[0] for pair, cell in other.items()}, bike)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    data = Path(os.environ.get("TRUONGGAN_REAL_DATA", ROOT / ".." / "shared" / "data"))
    parser.add_argument("--binary", type=Path, default=ROOT / "target/release/examples/matrix_by_rules")
    parser.add_argument("--pbf", type=Path, default=data / "osm/hcm_2018.osm.pbf")
    parser.add_argument("--reference", type=Path, default=data / "reference/hcm_2018")
    parser.add_argument("--worst", type=int, default=20)
    options = parser.parse_args()
    if not options.pbf.exists():
        print(f"skipped: no real data at {data}")
        return
    options.homes = 150
    homes, schools = (points(options.reference / name) for name in ("homes.csv", "schools.csv"))
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(options, folder)
        on_foot(engine, options, homes, schools)
        by_car(engine, options, homes, schools)
        by_motorbike(engine)


if __name__ == "__main__":
    main()
