"""Splink on DuckDB over the same file, model and blocking rules as goldset link.

    python peer_splink.py people.csv settings.json links.csv

Prints one line of JSON: seconds of wall clock and of processor time by phase, the
number of links, peak memory, and the versions and options used.
"""
import json
import resource
import sys
import time

import duckdb
import splink
from splink import DuckDBAPI, Linker

data, settings, out = sys.argv[1:4]
marks = [("start", time.time(), time.process_time())]


def mark(phase):
    marks.append((phase, time.time(), time.process_time()))


connection = duckdb.connect()
connection.execute("set threads to 2")
connection.execute(
    "create table people as select * from read_csv(?, header=true, all_varchar=true)", [data]
)
mark("load")
linker = Linker("people", settings, DuckDBAPI(connection))
predictions = linker.inference.predict(threshold_match_probability=0.5)
mark("predict")
connection.execute(
    f"copy (select unique_id_l, unique_id_r, match_weight, match_probability from {predictions.physical_name}) to '{out}' (header)"
)
mark("write")
links = connection.execute(f"select count(*) from {predictions.physical_name}").fetchone()[0]
print(
    json.dumps(
        {
            "splink": splink.__version__,
            "duckdb": duckdb.__version__,
            "options": "threads 2, threshold_match_probability 0.5, defaults otherwise",
            "links": links,
            "wall": {b[0]: round(b[1] - a[1], 2) for a, b in zip(marks, marks[1:])},
            "processor": {b[0]: round(b[2] - a[2], 2) for a, b in zip(marks, marks[1:])},
            "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
    )
)
