"""dedupe over the same file as goldset link.

    python peer_dedupe.py people.csv settings.json links.csv

It learns its own blocking and weights from labelled pairs, here 400 of them taken from
the truth that is made up with the records; the settings are not used. What is timed as
predict is blocking, scoring and clustering, not learning. Prints one line of JSON.
"""
import csv
import io
import itertools
import json
import random
import resource
import sys
import time

import dedupe
import numpy

if __name__ == "__main__":
    data, _, out = sys.argv[1:4]
    random.seed(1)
    numpy.random.seed(1)
    marks = [("start", time.time(), time.process_time())]

    def mark(phase):
        used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        marks.append((phase, time.time(), sum(u.ru_utime + u.ru_stime for u in used)))

    columns = ("first_name", "surname", "dob", "postcode", "town")
    people, persons = {}, {}
    for row in csv.DictReader(open(data)):
        people[row["unique_id"]] = {c: row[c] or None for c in columns}
        persons.setdefault(row["cluster"], []).append(row["unique_id"])
    mark("load")
    same = [pair for ids in persons.values() for pair in itertools.combinations(ids, 2)]
    ids = list(people)
    labels = {
        "match": [[people[a], people[b]] for a, b in random.sample(same, min(200, len(same)))],
        "distinct": [[people[a], people[b]] for a, b in (random.sample(ids, 2) for _ in range(200)) if (a, b) not in same],
    }
    fields = [dedupe.variables.String(c, has_missing=c == "postcode") for c in columns]
    deduper = dedupe.Dedupe(fields, num_cores=2, in_memory=True)
    deduper.prepare_training(people, training_file=io.StringIO(json.dumps(labels)))
    deduper.train()
    mark("learn")
    clusters = deduper.partition(people, 0.5)
    mark("predict")
    links = [pair for ids, _ in clusters for pair in itertools.combinations(ids, 2)]
    csv.writer(open(out, "w")).writerows(links)
    mark("write")
    print(
        json.dumps(
            {
                "options": "dedupe, num_cores 2, in memory, 400 labelled pairs; learns its own blocking",
                "links": len(links),
                "wall": {b[0]: round(b[1] - a[1], 2) for a, b in zip(marks, marks[1:])},
                "processor": {b[0]: round(b[2] - a[2], 2) for a, b in zip(marks, marks[1:])},
            }
        )
    )
