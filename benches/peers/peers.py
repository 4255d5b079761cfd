"""The peers: how OSRM and Valhalla prepare a map, and how they are asked in process, without their HTTP servers."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import osrm
import valhalla


# A child's peak counts the memory of the process that starts it, so a small one stands between.
MEASURE = """
import os, sys, time
log, *command = sys.argv[1:]
started = time.perf_counter()
out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
child = os.posix_spawn(command[0], command, os.environ, file_actions=[
    (os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, out, 2)])
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - started, usage.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def run_measured(command, log):
    """Runs a command; its seconds and its peak memory in megabytes, at least the 10 MB of a bare Python."""
    words = [sys.executable, "-ISc", MEASURE, log, *command]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\nsee {log}\n{done.stderr}")
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def prepared(folder, commands):
    """Runs commands that prepare a map, once; seconds of all and the peak of the largest are kept in the folder."""
    kept = folder / "prepared.json"
    if not kept.exists():
        log = folder / "prepare.log"
        runs = [run_measured(command, log) for command in commands]
        cost = {"seconds": sum(seconds for seconds, _ in runs), "megabytes": max(memory for _, memory in runs)}
        kept.write_text(json.dumps(cost), encoding="utf-8")
    cost = json.loads(kept.read_text(encoding="utf-8"))
    return cost["seconds"], cost["megabytes"]


def prepare_osrm(peers, pbf):
    """The prepared map, seconds and megabytes of extract and contract with the stock foot profile."""
    folder = peers / "osrm"
    folder.mkdir(parents=True, exist_ok=True)
    extract = folder / "map.osm.pbf"
    if not extract.exists():
        shutil.copyfile(pbf, extract)
    foot = Path(osrm.__file__).parent / "share" / "profiles" / "foot.lua"
    command = [sys.executable, "-m", "osrm"]
    cost = prepared(
        folder, [[*command, "extract", "-p", foot, extract], [*command, "contract", folder / "map.osrm"]]
    )
    return folder / "map.osrm", *cost


def prepare_valhalla(peers, pbf):
    """The configuration, seconds and megabytes of the tiles, without administrative areas and time zones."""
    folder = peers / "valhalla"
    (folder / "tiles").mkdir(parents=True, exist_ok=True)
    config = valhalla.get_config(tile_extract="", tile_dir=str(folder / "tiles"), verbose=False)
    config["mjolnir"].update({"admin": "", "timezone": "", "tile_extract": ""})
    limits = config["service_limits"]
    for profile in ("pedestrian", "motor_scooter"):
        limits.setdefault(profile, {}).update(
            {"max_matrix_distance": 300_000.0, "max_matrix_location_pairs": 1_000_000, "max_distance": 300_000.0}
        )
    path = folder / "valhalla.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    cost = prepared(folder, [[valhalla_program("valhalla_build_tiles"), "-c", path, pbf]])
    return path, *cost


def valhalla_program(name):
    return Path(valhalla.__file__).parent / "bin" / name


class Osrm:
    """OSRM's engine with the schools as destinations."""

    def __init__(self, map_path, schools, most_homes):
        self.schools = schools
        self.engine = osrm.OSRM(
            algorithm="CH",
            storage_config=str(map_path),
            max_locations_distance_table=most_homes + len(schools),
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


class Valhalla:
    """Valhalla's actor with the schools as destinations."""

    def __init__(self, config, schools):
        self.actor = valhalla.Actor(str(config))
        self.schools = [{"lon": lon, "lat": lat} for lon, lat in schools]

    def matrix(self, homes):
        """How long one matrix on foot from these homes to all schools takes."""
        question = {
            "sources": [{"lon": lon, "lat": lat} for lon, lat in homes],
            "targets": self.schools,
            "costing": "pedestrian",
            "verbose": False,
        }
        question = json.dumps(question)
        started = time.perf_counter()
        answer = json.loads(self.actor.matrix(question))
        taken = time.perf_counter() - started
        rows = answer["sources_to_targets"]["distances"]
        if len(rows) != len(homes) or len(rows[0]) != len(self.schools):
            raise SystemExit("Valhalla's matrix does not have the size that was asked for")
        return taken

    def isochrone(self, place):
        """How long the areas within 500 m, 1, 2 and 4 km of a place on foot take."""
        question = {
            "locations": [{"lon": place[0], "lat": place[1]}],
            "costing": "pedestrian",
            "contours": [{"distance": kilometres} for kilometres in (0.5, 1, 2, 4)],
            "polygons": True,
        }
        question = json.dumps(question)
        started = time.perf_counter()
        answer = json.loads(self.actor.isochrone(question))
        taken = time.perf_counter() - started
        if len(answer["features"]) < 4:
            raise SystemExit("Valhalla's isochrone does not have four areas")
        return taken
