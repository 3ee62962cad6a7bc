"""Times a volunteers' validator on the files goldset is timed on.

peer.py cin FILE [YEAR]     csc-validator-be-cin, one census message
peer.py ssda903 FOLDER [LAST_YEAR_FOLDER]   csc-validator-be-903, a set of CSV files
"""

import importlib
import logging
import resource
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path


def census(path, year="cin2024_25"):
    from cin_validator.cin_validator import CinValidator, convert_data, process_data

    registry = importlib.import_module(f"cin_validator.rules.{year}").registry
    start = time.perf_counter()
    tables = process_data(convert_data(ET.parse(path).getroot()))
    read = time.perf_counter()
    CinValidator(tables, registry)
    return read - start, time.perf_counter() - read


def looked_after(folder, last=None, year="lac2024_25"):
    from lac_validator.lac_validator import LacValidator

    registry = importlib.import_module(f"lac_validator.rules.{year}").registry
    files = []
    for description, where in (("This year", folder), ("Prev year", last)):
        for path in sorted(Path(where).glob("*.csv")) if where else []:
            files.append({"name": path.name, "description": description, "fileText": path.read_bytes(), "file_content": path.read_bytes()})
    start = time.perf_counter()
    LacValidator({"collectionYear": "2024/25", "localAuthority": "E09000027"}, files, registry)
    return 0.0, time.perf_counter() - start


logging.disable(logging.CRITICAL)
read, check = {"cin": census, "ssda903": looked_after}[sys.argv[1]](*sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_SELF)
print(f"read {read:.2f} s, check {check:.2f} s, processor {used.ru_utime + used.ru_stime:.2f} s, peak {used.ru_maxrss // 1024} MB")
