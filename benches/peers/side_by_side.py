"""OSRM beside this program, in one run: nearest schools and distance matrix on foot. Prints a Markdown table.

`osrm.sh` prepares everything and calls this; it needs Python 3.12 with osrm-bindings.
OSRM runs in this process, without its HTTP server. Ours runs as the built program, which tells its engine's own time.
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

import osrm

HOMES_ONE_BY_ONE = 200
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


class Osrm:
    """OSRM's engine with the schools as destinations."""

    def __init__(self, map_path, schools):
        self.schools = schools
        self.engine = osrm.OSRM(
            algorithm="CH",
            storage_config=str(map_path),
            max_locations_distance_table=HOMES_IN_A_TABLE + len(schools),
            use_shared_memory=False,
        )

    def table(self, homes):
        """How long one Table from these homes to all schools takes, and its metres."""
        n = len(homes)
        question = osrm.TableParameters(
            coordinates=homes + self.schools,
            sources=list(range(n)),
            destinations=list(range(n, n + len(self.schools))),
            annotations=["distance"],
        )
        started = time.perf_counter()
        answer = self.engine.Table(question)
        taken = time.perf_counter() - started
        rows = answer["distances"]
        # A cheap count, so that a failed answer cannot look fast.
        if len(rows) != n or len(rows[0]) != len(self.schools):
            raise SystemExit("OSRM's table does not have the size that was asked for")
        return taken, rows


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
                return min(taken), sum(1 for _ in text) - 1

    def ready(self, home):
        """Seconds of a whole process that reads the map, labels it and answers one home; the best of some rounds."""
        with tempfile.TemporaryDirectory() as folder:
            one = Path(folder) / "home.csv"
            one.write_text(f"id,lon,lat\n1,{home[0]},{home[1]}\n", encoding="utf-8")
            command = [self.binary, "matrix", "--network", self.pbf, "--from", one]
            command += ["--to", self.reference / "schools.csv", "--profile", "walk", "--nearest", str(NEAREST)]
            command += ["--out", Path(folder) / "out.csv"]
            taken = []
            for _ in range(ROUNDS):
                started = time.perf_counter()
                run(command, os.environ)
                taken.append(time.perf_counter() - started)
            return min(taken)

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

    def nearest_bench(self):
        """Median seconds of Criterion's nearest bench and of the bare snap; empty where they cannot be run."""
        done = subprocess.run(
            ["cargo", "bench", "--bench", "nearest", "--", "--noplot"], capture_output=True, text=True, check=False
        )
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
    """The time that the program says its engine took: labels and answers, without reading and writing."""
    found = re.search(r"engine\D*?([\d.]+) (ns|µs|us|ms|s)\b", stderr)
    if not found:
        raise SystemExit(f"the program did not tell its engine's time:\n{stderr}")
    return float(found[1]) * SECONDS[found[2]]


def shown(seconds):
    """A duration with three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def row(work, theirs, ours):
    times = theirs / ours if ours else 0.0
    ratio = f"{times:,.0f}×" if times >= 10 else f"{times:.2g}×" if ours else "not measured"
    return f"| {work} | {shown(theirs)} | {shown(ours) if ours else '–'} | {ratio} |"


def measure(options):
    homes, schools = (points(options.reference / name) for name in ("homes.csv", "schools.csv"))
    peer = Osrm(options.osrm_map, schools)
    ours = Ours(options.binary, options.pbf, options.reference)

    one = statistics.median(peer.table([home])[0] for home in homes[:HOMES_ONE_BY_ONE])
    tables = [peer.table(homes[:HOMES_IN_A_TABLE]) for _ in range(ROUNDS)]
    table, metres = min(taken for taken, _ in tables), tables[0][1]
    pair = table / (HOMES_IN_A_TABLE * len(schools))
    city_theirs = pair * HOMES_OF_A_CITY * len(schools)

    bench = ours.nearest_bench()
    nearest = next((taken for name, taken in bench.items() if "nearest" in name and "hcm" in name), None)
    all_pairs, rows = ours.matrix(options.reference / "homes.csv", os.cpu_count())
    if rows != len(homes) * len(schools):
        raise SystemExit(f"our matrix has {rows} rows, not {len(homes)} × {len(schools)}")
    with tempfile.TemporaryDirectory() as folder:
        city = Path(folder) / "homes.csv"
        with city.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(["id", "lon", "lat"])
            writer.writerows(city_of_homes(homes))
        by_threads = {n: ours.matrix(city, n, "--nearest", str(NEAREST))[0] for n in (1, 2)}

    n_schools = len(schools)
    agreed = agreement(metres, ours.network_metres(options.reference / "homes.csv"))
    rows = [
        row(
            "map file → ready, labels of one profile included (OSRM: extract and contract)",
            options.osrm_prepared,
            ours.ready(homes[0]),
        ),
        row(f"nearest schools of one home, of {n_schools} (OSRM: Table 1×{n_schools}, median)", one, nearest),
        row(
            f"matrix {len(homes):,}×{n_schools}, all pairs, {os.cpu_count()} threads (OSRM: per pair, scaled)",
            pair * len(homes) * n_schools,
            all_pairs,
        ),
        row(f"{HOMES_OF_A_CITY:,} homes × {NEAREST} nearest, labels included, 1 thread", city_theirs, by_threads[1]),
        row(f"{HOMES_OF_A_CITY:,} homes × {NEAREST} nearest, labels included, 2 threads", city_theirs, by_threads[2]),
    ]
    return rows, bench, pair, agreed


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
    parser.add_argument("--osrm-map", type=Path, required=True)
    parser.add_argument("--osrm-prepared", type=float, required=True, help="seconds that extract and contract took")
    parser.add_argument("--pbf", type=Path, required=True)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--binary", type=Path, required=True)
    options = parser.parse_args()
    rows, bench, pair, agreed = measure(options)
    load = os.getloadavg()[0]
    print(f"Measured on {time.strftime('%Y-%m-%d')}, {processor()}, load {load:.1f} at the end.")
    print(f"OSRM took {options.osrm_prepared:.0f} s to extract and contract the map once, and {shown(pair)} a pair.\n")
    print("| work | OSRM 26.10, in process | Trường Gần | ratio |")
    print("|---|---|---|---|")
    print("\n".join(rows))
    print(f"\n{agreed}")
    if bench:
        print("\n| our bench | median |\n|---|---|")
        print("\n".join(f"| {name} | {shown(taken)} |" for name, taken in sorted(bench.items())))


if __name__ == "__main__":
    main()
