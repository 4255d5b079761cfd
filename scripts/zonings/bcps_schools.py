#!/usr/bin/env python3
"""Writes the eleven schools of the Baltimore County study as school,lon,lat,capacity.

Usage: bcps_schools.py schoolLocations.geo.json > schools.csv
Names differ between the study's files, and the new building of Catonsville takes the place of the old one.
"""

import csv
import json
import sys

features = json.load(open(sys.argv[1], encoding="utf-8"))["features"]
places, seats = {}, {}
for feature in features:
    name = feature["properties"]["NAME"].replace("Edmonson", "Edmondson")
    if not feature["properties"].get("SRC"):
        continue
    if name.startswith("Old "):
        old = (name.removeprefix("Old "), feature["geometry"]["coordinates"])
        continue
    name = name.removeprefix("New")
    places[name] = feature["geometry"]["coordinates"]
    seats[name] = feature["properties"]["SRC"]
places[old[0]] = old[1]
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["school", "lon", "lat", "capacity"])
for name in sorted(places):
    out.writerow([name, *places[name], seats[name]])
