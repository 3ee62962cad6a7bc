"""recordlinkage over the same file and blocking rules as goldset link.

    python peer_recordlinkage.py people.csv settings.json links.csv

It has no levels and no term frequencies: each column is compared once, by
Jaro-Winkler or Levenshtein, and pairs whose similarities sum to 4 of 5 are links. What is
timed is blocking and comparing. Prints one line of JSON, as peer_splink.py does.
"""
import json
import re
import resource
import sys
import time

import pandas
import recordlinkage

data, settings, out = sys.argv[1:4]
marks = [("start", time.time(), time.process_time())]


def mark(phase):
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    marks.append((phase, time.time(), sum(u.ru_utime + u.ru_stime for u in used)))


people = pandas.read_csv(data, dtype=str, index_col="unique_id")
people = people.where(people.notna(), None)
mark("load")
pairs = None
for rule in json.load(open(settings))["blocking_rules_to_generate_predictions"]:
    on = []
    for part in rule["blocking_rule"].split(" AND "):
        column = re.search(r'l\."(\w+)"', part).group(1)
        length = re.search(r", 1, (\d+)\)", part)
        if length:
            name = f"{column}_{length.group(1)}"
            people[name] = people[column].str[: int(length.group(1))]
            column = name
        on.append(column)
    index = recordlinkage.Index()
    index.block(on)
    found = index.index(people.dropna(subset=on))
    pairs = found if pairs is None else pairs.union(found)
compare = recordlinkage.Compare(n_jobs=2)
for column in ("first_name", "surname"):
    compare.string(column, column, method="jarowinkler", label=column)
for column in ("dob", "postcode"):
    compare.string(column, column, method="levenshtein", label=column)
compare.exact("town", "town", label="town")
similarities = compare.compute(pairs, people)
links = similarities[similarities.sum(axis=1) >= 4]
mark("predict")
links.to_csv(out)
mark("write")
print(
    json.dumps(
        {
            "options": f"recordlinkage {recordlinkage.__version__}, n_jobs 2, one similarity a column",
            "candidate_pairs": len(pairs),
            "links": len(links),
            "wall": {b[0]: round(b[1] - a[1], 2) for a, b in zip(marks, marks[1:])},
            "processor": {b[0]: round(b[2] - a[2], 2) for a, b in zip(marks, marks[1:])},
        }
    )
)
