"""A synthetic registry of first-graders, one a home, and the intakes of the primary schools. No row stands for a person."""

REGISTRY_HEADER = [
    "personal_id", "birth_date", "zone", "residence_kind", "preschool", "guardian_works_in", "sibling_at",
    "late_ground", "inclusive", "pin_grade", "confirmed", "lon", "lat", "synthetic",
]
CAMPUS_HEADER = ["id", "school", "name", "lon", "lat"]
INTAKE_HEADER = ["school", "seats", "zone", "inclusive_classes"]

CLASS = 35


def primary(campuses):
    return [row for row in campuses if "primary" in row["level"].split(";")]


def campus_rows(campuses):
    return [
        [row["campus_id"], row["campus_id"], " – ".join(filter(None, [row["name"], row["campus_name"]])), row["lon"], row["lat"]]
        for row in primary(campuses)
    ]


def intake_rows(campuses):
    """One inclusive class in each school that fills a class."""
    return [
        [row["campus_id"], row["capacity"], row["commune"], int(row["capacity"] >= CLASS)] for row in primary(campuses)
    ]


def registry_rows(homes, campuses, rng):
    communes = sorted({home[4] for home in homes})
    schools = {code: [row["campus_id"] for row in primary(campuses) if row["commune"] == code] for code in communes}
    rows = []
    for number, (_, lon, lat, _, commune) in enumerate(homes, start=1):
        year, ground = 2020, ""
        if rng.random() < 0.012:
            year, ground = rng.choice([(2018, "disability"), (2019, "returned"), (2019, ""), (2021, "")])
        rows.append([
            f"MINH-HOA-{number:04d}",
            f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
            commune,
            _pick(rng, [("permanent", 0.74), ("temporary", 0.255), ("unresolved", 0.005)]),
            _pick(rng, [(commune, 0.86), (rng.choice(communes), 0.05), ("", 0.09)]),
            rng.choice(communes) if rng.random() < 0.06 else "",
            rng.choice(schools[commune]) if rng.random() < 0.18 else "",
            ground,
            "true" if rng.random() < 0.012 else "false",
            _pick(rng, [("door", 0.9), ("street", 0.07), ("hamlet", 0.025), ("commune", 0.005)]),
            _pick(rng, [("by_guardian", 0.93), ("by_deadline", 0.07)]),
            lon, lat, "true",
        ])
    # Registries are not in the order of homes, and repeat themselves.
    rng.shuffle(rows)
    rows.append(list(rows[10]))
    return rows


def _pick(rng, chances):
    at = rng.random()
    for word, chance in chances:
        at -= chance
        if at < 0:
            return word
    return chances[-1][0]
