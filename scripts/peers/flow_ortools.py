"""Our transportation solver against OR-Tools' SimpleMinCostFlow: every total of every question must be equal.

    python3 -m venv VENV && VENV/bin/pip install ortools
    VENV/bin/python scripts/peers/flow_ortools.py [--count 240] [--release] [--or-library FOLDER] [--county FOLDER]

It writes questions into a folder, runs `cargo test --test enrollment flow_files` on it, and answers the same itself.
Levels become one cost by weights above any possible total of what is below, and the longest way is found by bisection:
nothing is taken from our own method. Ends with `N equal, N different`.
"""

import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from ortools.graph.python import min_cost_flow

ROOT = Path(__file__).resolve().parents[2]


class Question:
    """Rows of children with their arcs `(school, values)`, how many children each row stands for, seats and levels."""

    def __init__(self, rows, copies, seats, levels):
        self.rows, self.copies, self.seats, self.levels = rows, copies, seats, levels

    def write(self, path):
        with path.open("w", encoding="ascii") as out:
            print("# seats", *self.seats, file=out)
            print("# levels", *self.levels, file=out)
            print("# children", len(self.rows), file=out)
            print("# copies", *self.copies, file=out)
            for child, arcs in enumerate(self.rows):
                for school, values in arcs:
                    print(child, school, *values, sep=",", file=out)


def random_question(rng):
    """A town of a few hundred children; small values, so that all levels fit 64 bits with the weights used here."""
    n_children, n_schools = rng.randint(20, 200), rng.randint(2, 25)
    bounds = {"over": 1, "crossings": 2, "longest": 300, "metres": 500, "tiers": 3, "flat": 0}
    names = rng.sample(sorted(bounds), rng.randint(0, 4))
    schools = [(rng.random(), rng.random()) for _ in range(n_schools)]
    rows = []
    for _ in range(n_children):
        home = (rng.random() ** rng.choice((1, 3)), rng.random())
        near = sorted(range(n_schools), key=lambda at: distance(home, schools[at]))[: rng.randint(0, 8)]
        rows.append([(at, [value(rng, name, bounds[name], distance(home, schools[at])) for name in names]) for at in near])
    spare = rng.choice((0.7, 1.0, 1.05, 1.5))
    seats = [0] * n_schools
    for _ in range(int(n_children * spare)):
        seats[rng.randrange(n_schools)] += 1
    levels = ["longest" if name == "longest" else "sum" for name in names]
    return Question(rows, [1] * n_children, seats, levels)


def distance(home, school):
    return ((home[0] - school[0]) ** 2 + (home[1] - school[1]) ** 2) ** 0.5


def value(rng, name, bound, way):
    if name in ("longest", "metres"):
        return min(int(way * bound), bound)
    if name == "over":
        return int(way > 0.3)
    return rng.randint(0, bound)


def library_question(path):
    """All facilities open, each unit of a customer's demand a child; the cost of a unit in thousandths, rounded."""
    words = path.read_text(encoding="ascii").replace("OPT_VAL", " ")
    lines = [line.split() for line in words.splitlines() if line.strip()]
    n_schools, n_rows = int(lines[0][0]), int(lines[0][1])
    seats = [int(float(line[0])) for line in lines[1 : n_schools + 1]]
    numbers = [float(word) for line in lines[n_schools + 1 :] for word in line]
    demand = [int(number) for number in numbers[:n_rows]]
    costs = numbers[n_rows : n_rows + n_schools * n_rows]
    rows = [[(school, [round(1000 * costs[school * n_rows + row] / demand[row])]) for school in range(n_schools)]
            for row in range(n_rows)]
    return Question(rows, demand, seats, ["sum"])


def county_questions(folder):
    """The planning blocks of the Baltimore County study, each pupil a child: to the schools by straight metres, with all
    seats, and with a tenth of them taken away; by metres alone, and with the longest way before them."""
    read = lambda name: json.loads((folder / name).read_text(encoding="utf-8"))["features"]
    schools = [feature for feature in read("schoolLocations.geo.json") if feature["properties"].get("SRC")]
    places = [feature["geometry"]["coordinates"] for feature in schools]
    seats = [int(feature["properties"]["SRC"]) for feature in schools]
    blocks = [feature for feature in read("planningBlocks.geo.json") if int(feature["properties"]["K5LiveAtt"]) > 0]
    copies = [int(feature["properties"]["K5LiveAtt"]) for feature in blocks]
    metres = [[round(straight_metres(middle(feature["geometry"]), place)) for place in places] for feature in blocks]
    by_metres = [[(school, [way]) for school, way in enumerate(row)] for row in metres]
    by_both = [[(school, [way, way]) for school, way in enumerate(row)] for row in metres]
    fewer = [count * 9 // 10 for count in seats]
    return {
        "bcps-metres": Question(by_metres, copies, seats, ["sum"]),
        "bcps-fewer-seats": Question(by_metres, copies, fewer, ["sum"]),
        "bcps-longest-first": Question(by_both, copies, fewer, ["longest", "sum"]),
    }


def middle(geometry):
    rings = geometry["coordinates"] if geometry["type"] == "Polygon" else geometry["coordinates"][0]
    points = rings[0]
    return [sum(point[at] for point in points) / len(points) for at in (0, 1)]


def straight_metres(one, other):
    north = (one[1] - other[1]) * 111_195
    east = (one[0] - other[0]) * 111_195 * math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot(north, east)


class Judge:
    """Answers one question by OR-Tools."""

    def __init__(self, question):
        self.question = question
        self.n_children = sum(question.copies)
        self.most = [max([values[at] for arcs in question.rows for _, values in arcs], default=0)
                     for at in range(len(question.levels))]

    def totals(self):
        """Children without a seat, and each level's total."""
        limits = {}
        for at, level in enumerate(self.question.levels):
            if level == "longest":
                limits[at] = self.least_longest(at, limits)
        return self.solve(len(self.question.levels), limits)

    def least_longest(self, at, limits):
        best = self.solve(at, limits)
        lengths = sorted({values[at] for arcs in self.question.rows for _, values in arcs})
        low, high = 0, len(lengths) - 1
        while low < high:
            middle = (low + high) // 2
            if self.solve(at, limits | {at: lengths[middle]}) == best:
                high = middle
            else:
                low = middle + 1
        return lengths[low] if lengths else 0

    def solve(self, end, limits):
        """The totals of the sums before `end` among arcs within the limits; of longest ways, the longest taken."""
        question = self.question
        weights, below = {}, 0
        for at in reversed(range(end)):
            if question.levels[at] == "sum":
                weights[at] = below + 1
                below += weights[at] * self.most[at] * self.n_children
        unplaced = below + 1
        flow, arcs = min_cost_flow.SimpleMinCostFlow(), []
        outside = len(question.rows) + len(question.seats)
        for row, (own, copies) in enumerate(zip(question.rows, question.copies)):
            flow.set_node_supply(row, copies)
            for school, values in own:
                if all(values[at] <= limit for at, limit in limits.items()):
                    cost = sum(weight * values[at] for at, weight in weights.items())
                    flow.add_arc_with_capacity_and_unit_cost(row, len(question.rows) + school, copies, cost)
                    arcs.append(values)
            flow.add_arc_with_capacity_and_unit_cost(row, outside, copies, unplaced)
            arcs.append(None)
        for school, seats in enumerate(question.seats):
            flow.add_arc_with_capacity_and_unit_cost(len(question.rows) + school, outside, seats, 0)
        flow.set_node_supply(outside, -self.n_children)
        status = flow.solve()
        if status != flow.OPTIMAL:
            raise SystemExit(f"OR-Tools: {status}")
        taken = [(values, flow.flow(arc)) for arc, values in enumerate(arcs) if flow.flow(arc) > 0]
        return [sum(units for values, units in taken if values is None)] + [
            total(level, [(values[at], units) for values, units in taken if values is not None])
            for at, level in enumerate(question.levels[:end]) if at in weights or level == "longest" and at in limits
        ]


def total(level, taken):
    if level == "sum":
        return sum(value * units for value, units in taken)
    return max((value for value, _ in taken), default=0)


def ours(folder, release):
    """What the test prints, by name."""
    command = ["cargo", "test", *(["--release"] if release else []), "--test", "enrollment", "flow_files", "--", "--nocapture"]
    env = os.environ | {"TRUONGGAN_FLOW_INSTANCES": str(folder)}
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    lines = [line[line.index("answer ") :].split() for line in done.stdout.splitlines() if "answer " in line]
    return {words[1]: [int(word) for word in words[2:]] for words in lines}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--release", action="store_true")
    parser.add_argument("--or-library", type=Path, help="a folder with capNNN files")
    parser.add_argument("--county", type=Path, help="a folder with planningBlocks.geo.json and schoolLocations.geo.json")
    options = parser.parse_args()
    questions = {f"town{seed:04}": random_question(random.Random(seed + options.seed * 1_000_000)) for seed in range(options.count)}
    if options.or_library:
        paths = sorted(path for path in options.or_library.iterdir() if path.name.startswith("cap"))
        questions |= {path.name: library_question(path) for path in paths}
    if options.county:
        questions |= county_questions(options.county)
    with tempfile.TemporaryDirectory() as folder:
        for name, question in questions.items():
            question.write(Path(folder) / f"{name}.csv")
        answers = ours(folder, options.release)
    different = 0
    for name, question in questions.items():
        expected = Judge(question).totals()
        if answers.get(name) != expected:
            different += 1
            print(f"{name}: ours {answers.get(name)}, OR-Tools {expected}, levels {question.levels}")
    print(f"{len(questions) - different} equal, {different} different")
    sys.exit(different > 0)


if __name__ == "__main__":
    main()
