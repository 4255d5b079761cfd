"""OR-Tools' SimpleMinCostFlow and HiGHS beside our allocation: the same children, schools and metres from one file.

`allocation.sh` installs them and calls this.

`cargo bench --bench allocation` writes the questions and answers them; each solver then runs in a process of its own.
Prints a Markdown table. Time is that of solving alone, with the model already built; memory is the peak of the whole
process, reading the file included. Whoever takes longer than ten minutes is stopped, and the table says so.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 600
CASES = tuple(f"{place}_{levels}" for levels in ("metres", "six_levels") for place in ("county", "province", "city"))
UNPLACED = 10_000_000


def read(path):
    """Children, and of each arc child, school and metres; seats by school."""
    import numpy

    with path.open(encoding="ascii") as text:
        heads = [next(text).split()[1:] for _ in range(3)]
    heads = {words[0]: words[1:] for words in heads}
    arcs = numpy.loadtxt(path, dtype=numpy.int64, delimiter=",", comments="#")
    return int(heads["children"][0]), arcs, numpy.array(heads["seats"], dtype=numpy.int64)


def or_tools(path):
    """Seconds and total of OR-Tools, one unit of flow a child."""
    import numpy
    from ortools.graph.python import min_cost_flow

    n_children, arcs, seats = read(path)
    n_schools, outside = len(seats), n_children + len(seats)
    flow = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    ones = numpy.ones(len(arcs), numpy.int64)
    children, schools = numpy.arange(n_children), numpy.arange(n_schools)
    add(arcs[:, 0].copy(), n_children + arcs[:, 1], ones, arcs[:, 2].copy())
    add(children, numpy.full(n_children, outside), ones[:n_children], numpy.full(n_children, UNPLACED))
    add(n_children + schools, numpy.full(n_schools, outside), seats, numpy.zeros(n_schools, numpy.int64))
    supply = numpy.concatenate([numpy.ones(n_children, numpy.int64), numpy.zeros(n_schools, numpy.int64), [-n_children]])
    flow.set_nodes_supplies(numpy.arange(outside + 1), supply)
    started = time.perf_counter()
    status = flow.solve()
    seconds = time.perf_counter() - started
    assert status == flow.OPTIMAL, status
    return seconds, flow.optimal_cost()


def highs(path):
    """Seconds and total of HiGHS, as a linear program whose corners are whole."""
    import highspy
    import numpy

    n_children, arcs, seats = read(path)
    n_arcs, n_schools = len(arcs), len(seats)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = n_arcs + n_children, n_children + n_schools
    model.col_cost_ = numpy.concatenate([arcs[:, 2], numpy.full(n_children, UNPLACED)]).astype(float)
    model.col_lower_ = numpy.zeros(model.num_col_)
    model.col_upper_ = numpy.full(model.num_col_, highspy.kHighsInf)
    model.row_lower_ = numpy.concatenate([numpy.ones(n_children), numpy.full(n_schools, -highspy.kHighsInf)])
    model.row_upper_ = numpy.concatenate([numpy.ones(n_children), seats]).astype(float)
    rows = numpy.stack([arcs[:, 0], n_children + arcs[:, 1]], axis=1).reshape(-1)
    model.a_matrix_.start_ = numpy.concatenate([numpy.arange(n_arcs) * 2, 2 * n_arcs + numpy.arange(n_children + 1)])
    model.a_matrix_.index_ = numpy.concatenate([rows, numpy.arange(n_children)])
    model.a_matrix_.value_ = numpy.ones(2 * n_arcs + n_children)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(model)
    started = time.perf_counter()
    solver.run()
    seconds = time.perf_counter() - started
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, solver.getModelStatus()
    return seconds, round(solver.getInfo().objective_function_value)


PEERS = {"OR-Tools SimpleMinCostFlow": or_tools, "HiGHS, linear program": highs}


def run_one(name, path):
    seconds, total = PEERS[name](path)
    print("solved", seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, total)


def measured(command, env=None):
    """Seconds, megabytes and totals of one solution; none after the time-out."""
    try:
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return None
    line = next(line for line in done.stdout.splitlines() if line.startswith("solved "))
    _, seconds, megabytes, totals = line.split(maxsplit=3)
    return float(seconds), float(megabytes), totals


def built():
    """The program of the bench; building takes no time that is measured."""
    command = ["cargo", "bench", "--quiet", "--no-run", "--message-format=json", "--bench", "allocation"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    messages = (json.loads(line) for line in done.stdout.splitlines() if line.startswith("{"))
    return next(m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "allocation")


def row(case, solver, result, ours):
    if result is None:
        return f"| {case} | {solver} | stopped after {TIMEOUT_S} s | | | more than {TIMEOUT_S / ours[0]:.0f}× |"
    seconds, megabytes, totals = result
    return f"| {case} | {solver} | {seconds:.3f} s | {megabytes:.0f} MB | {totals} | {seconds / ours[0]:.1f}× |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one", nargs=2, metavar=("SOLVER", "FILE"), help="answer one file by one solver; used by the script")
    options = parser.parse_args()
    if options.one:
        return run_one(options.one[0], Path(options.one[1]))
    with tempfile.TemporaryDirectory() as folder:
        program = shutil.copy(built(), folder)
        subprocess.run([program], env=os.environ | {"TRUONGGAN_ALLOCATION_WRITE": folder}, check=True)
        print("| question | solver | solving | peak memory | totals | our time is less by |\n|---|---|---|---|---|---|")
        for case in CASES:
            path = Path(folder) / f"{case}.csv"
            env = os.environ | {"TRUONGGAN_ALLOCATION_SOLVE": str(path)}
            ours = min(measured([program], env) for _ in range(3))
            print(row(case, "ours", ours, ours), flush=True)
            for name in PEERS if case.endswith("metres") else ():
                result = measured([sys.executable, __file__, "--one", name, str(path)])
                print(row(case, name, result, ours), flush=True)
                if result and f"[0, {result[2]}]" != ours[2]:
                    raise SystemExit(f"{name}: {result[2]}, ours {ours[2]}")


if __name__ == "__main__":
    main()
