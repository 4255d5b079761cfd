"""OSRM and Valhalla beside this program, in one run: a city on foot. Prints a Markdown table.

`side_by_side.sh` installs what is missing and calls this; it needs Python 3.12 with osrm-bindings and pyvalhalla.
The peers run in this process, without their HTTP servers. Ours runs as the built program, which tells its engine's own
time, and as Criterion's benches, which run in one process as the peers do.
"""

import argparse
import csv
import os
import platform
import random
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import peers

HOMES_ONE_BY_ONE = 200
# Valhalla takes seconds for tables, so few homes are asked and the time of a pair is scaled.
HOMES_OF_VALHALLA = 5
HOMES_IN_A_TABLE = 1000
HOMES_OF_A_CITY = 200_000
NEAREST = 20
ROUNDS = 3
SECONDS = {"ns": 1e-9, "µs": 1e-6, "us": 1e-6, "ms": 1e-3, "s": 1.0}


def points(path):
    """(lon, lat) of each row."""
    with path.open(encoding="utf-8", newline="") as text:
        return [(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(text)]


def city_of_homes(homes):
    """As many homes as a city has first-graders: the given ones, moved by up to 50 m, always the same."""
    rng = random.Random(1)
    for number in range(HOMES_OF_A_CITY):
        lon, lat = homes[number % len(homes)]
        yield number, lon + rng.uniform(-0.00045, 0.00045), lat + rng.uniform(-0.00045, 0.00045)


class Ours:
    """The built program."""

    def __init__(self, binary, pbf, reference):
        self.binary, self.pbf, self.reference = binary, pbf, reference

    def matrix(self, homes_path, threads, *options):
        """Engine seconds and rows of one `matrix` over the schools; the best of some rounds."""
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.csv"
            command = [self.binary, "matrix", "--network", self.pbf, "--from", homes_path]
            command += ["--to", self.reference / "schools.csv", "--profile", "walk", "--out", out, *options]
            env = os.environ | {"RAYON_NUM_THREADS": str(threads)}
            taken = [engine_seconds(run(command, env)) for _ in range(ROUNDS)]
            with out.open(encoding="utf-8") as text:
                return *min(taken), sum(1 for _ in text) - 1

    def ready(self, home):
        """Seconds and peak megabytes of a whole process that reads the map, labels it and answers one home."""
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            one = folder / "home.csv"
            one.write_text(f"id,lon,lat\n1,{home[0]},{home[1]}\n", encoding="utf-8")
            command = [self.binary, "matrix", "--network", self.pbf, "--from", one]
            command += ["--to", self.reference / "schools.csv", "--profile", "walk", "--nearest", str(NEAREST)]
            command += ["--out", folder / "out.csv"]
            return min(peers.run_measured(command, folder / "log") for _ in range(2 * ROUNDS))

    def network_metres(self, homes_path):
        """For each pair in the order of the lists, the metres between the two roads; none where unreachable."""
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.csv"
            command = [self.binary, "matrix", "--network", self.pbf, "--from", homes_path]
            command += ["--to", self.reference / "schools.csv", "--profile", "osrm-foot", "--out", out]
            run(command, os.environ)
            with out.open(encoding="utf-8", newline="") as text:
                return [
                    float(row["metres"]) - float(row["access_metres"]) if row["metres"] else None
                    for row in csv.DictReader(text)
                ]

    def benches(self):
        """Median seconds of Criterion's benches on the city, by name; empty where they cannot be run."""
        command = ["cargo", "bench", "--", "--noplot", "hcm"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = {}
        for name, middle, unit in re.findall(
            r"^(\S.*?)\s+time:\s+\[\S+ \S+ (\S+) (\S+) \S+ \S+\]", done.stdout, re.MULTILINE
        ):
            found[name.strip()] = float(middle) * SECONDS[unit]
        return found


def run(command, env):
    done = subprocess.run([str(word) for word in command], env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stderr


def engine_seconds(stderr):
    """The time that the program says its engine took in all, and of it the time to build the network and labels."""
    found = re.search(r"engine time ([\d.]+) s, of which ([\d.]+) s", stderr)
    if not found:
        raise SystemExit(f"the program did not tell its engine's time:\n{stderr}")
    return float(found[1]), float(found[2])


def shown(seconds):
    """A duration with three digits."""
    if seconds >= 100:
        return f"{seconds:,.0f} s"
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def times(theirs, ours):
    if not theirs or not ours:
        return "–"
    ratio = theirs / ours
    return f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:.2g}×"


def row(work, of_osrm, of_valhalla, ours, unit=shown):
    cells = [unit(cost) if cost else "not measured" for cost in (of_osrm, of_valhalla, ours)]
    cells[0] = "none" if of_osrm is NONE else cells[0]
    ratios = [times(of_osrm, ours), times(of_valhalla, ours)]
    return "| " + " | ".join([work, *cells, *ratios]) + " |"


# What a peer does not offer at all.
NONE = 0.0


def megabytes(size):
    return f"{size:.0f} MB"


def measure(options):
    homes, schools = (points(options.reference / name) for name in ("homes.csv", "schools.csv"))
    osrm_map, osrm_seconds, osrm_memory = peers.prepare_osrm(options.peers, options.pbf)
    valhalla_config, valhalla_seconds, valhalla_memory = peers.prepare_valhalla(options.peers, options.pbf)
    of_osrm = peers.Osrm(osrm_map, schools, HOMES_IN_A_TABLE)
    of_valhalla = peers.Valhalla(valhalla_config, schools)
    ours = Ours(options.binary, options.pbf, options.reference)
    bench = ours.benches()
    n_schools = len(schools)

    one = statistics.median(of_osrm.table([home])[0] for home in homes[:HOMES_ONE_BY_ONE])
    one_valhalla = statistics.median(of_valhalla.matrix([home]) for home in homes[:HOMES_OF_VALHALLA])
    tables = [of_osrm.table(homes[:HOMES_IN_A_TABLE]) for _ in range(ROUNDS)]
    table, metres = min(taken for taken, _ in tables), tables[0][1]
    pair = table / (HOMES_IN_A_TABLE * n_schools)
    pair_valhalla = of_valhalla.matrix(homes[:HOMES_OF_VALHALLA]) / (HOMES_OF_VALHALLA * n_schools)
    area = statistics.median(of_valhalla.isochrone(school) for school in schools[:20])

    with tempfile.TemporaryDirectory() as folder:
        thousand, city = Path(folder) / "thousand.csv", Path(folder) / "city.csv"
        write_homes(thousand, ((n, *home) for n, home in enumerate(homes[:HOMES_IN_A_TABLE])))
        write_homes(city, city_of_homes(homes))
        all_pairs, prepared, rows = ours.matrix(thousand, os.cpu_count())
        if rows != HOMES_IN_A_TABLE * n_schools:
            raise SystemExit(f"our matrix has {rows} rows, not {HOMES_IN_A_TABLE} × {n_schools}")
        by_threads = {n: ours.matrix(city, n, "--nearest", str(NEAREST))[0] for n in (1, 2)}
    ready, ready_memory = ours.ready(homes[0])

    def of(name):
        return next((taken for known, taken in bench.items() if known == f"hcm/{name}"), None)

    of_city = HOMES_OF_A_CITY * n_schools
    whole, bare = of("nearest 5, whole answer"), of("bare R-tree search")
    table_rows = [
        row("map file → ready on foot, labels included", osrm_seconds, valhalla_seconds, ready),
        row("its peak memory", osrm_memory, valhalla_memory, ready_memory, megabytes),
        row(f"one home to all {n_schools} schools", one, one_valhalla, of("all campuses of one home")),
        row("nearest 5 of one home (peers: the row above)", one, one_valhalla, whole),
        row(
            f"matrix {HOMES_IN_A_TABLE:,}×{n_schools}, network ready",
            table,
            pair_valhalla * HOMES_IN_A_TABLE * n_schools,
            all_pairs - prepared,
        ),
        row(
            f"the same, ours with building the network ({os.cpu_count()} threads)",
            table,
            pair_valhalla * HOMES_IN_A_TABLE * n_schools,
            all_pairs,
        ),
        *(
            row(
                f"{HOMES_OF_A_CITY:,} homes × {NEAREST} nearest, network and labels included, {n} thread{'s' * (n > 1)}",
                pair * of_city,
                pair_valhalla * of_city,
                by_threads[n],
            )
            for n in (1, 2)
        ),
        row("areas within 0.5, 1, 2 and 4 km of a school", NONE, area, of("isochrone of four limits")),
    ]
    agreed = agreement(metres, ours.network_metres(options.reference / "homes.csv"))
    if whole and bare:
        agreed += f"\n\nThe whole answer takes {whole / bare:.2f} times our own bare R-tree search of {shown(bare)}."
    return table_rows, bench, pair, pair_valhalla, agreed


def write_homes(path, homes):
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["id", "lon", "lat"])
        writer.writerows(homes)


def agreement(theirs, ours):
    """A sentence on how far the metres of all pairs are apart."""
    pairs = list(zip((metres for row in theirs for metres in row), ours, strict=False))
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    apart = sorted(abs(b - a) / max(a, 1.0) for a, b in both)
    alike = sum((a is None) == (b is None) for a, b in pairs)
    return (
        f"Metres between roads, `--profile osrm-foot` against OSRM's own, {len(pairs):,} pairs: "
        f"median difference {apart[len(apart) // 2]:.4%}, 99.9 % within {apart[int(len(apart) * 0.999)]:.2%}, "
        f"largest {apart[-1]:.1%}; reachability equal for {alike / len(pairs):.3%}."
    )


def processor():
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} threads" if names else platform.processor()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, required=True, help="where prepared maps are kept")
    parser.add_argument("--pbf", type=Path, required=True)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--binary", type=Path, required=True)
    options = parser.parse_args()
    rows, bench, pair, pair_valhalla, agreed = measure(options)
    load = os.getloadavg()[0]
    print(f"Measured on {time.strftime('%Y-%m-%d')}, {processor()}, load {load:.1f} at the end.")
    print(f"A pair of a table costs OSRM {shown(pair)} and Valhalla {shown(pair_valhalla)}; larger tables are scaled.\n")
    print("| work | OSRM 26.10 | Valhalla 3.9 | Trường Gần | against OSRM | against Valhalla |")
    print("|---|---|---|---|---|---|")
    print("\n".join(rows))
    print(f"\n{agreed}")
    if bench:
        print("\n| our bench | median |\n|---|---|")
        print("\n".join(f"| {name} | {shown(taken)} |" for name, taken in sorted(bench.items())))


if __name__ == "__main__":
    main()
