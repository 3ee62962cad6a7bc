#!/usr/bin/env bash
# Times goldset validate and the volunteers' validators on the same files, in one run.
# usage: bench/ingest/compare.sh SAMPLES [NATIONAL_CHILDREN]
# SAMPLES holds cin/fake_xml and ssda903 of the public samples; NATIONAL_CHILDREN is
# how many children England has in the made-up national census (9350000 gives 700,000
# in need and needs 12 GB to make; without it that part is left out).
set -euo pipefail
samples=$(realpath "$1")
national=${2:-}
cd "$(dirname "$0")/../.."
make -s build
goldset=$PWD/.build/bin/goldset
peers=.build/peers
[ -x $peers/bin/python ] || python3 -m venv $peers
$peers/bin/pip install -q csc-validator-be-cin==0.1.13 csc-validator-be-903==0.1.17

ours() { # TIMES ARGUMENTS...: the least wall and processor seconds of that many runs, and the peak memory
	echo -n "goldset "
	python3 - "$1" "$goldset" "${@:2}" <<-'PYTHON'
	import resource, subprocess, sys, time
	walls, processor, before = [], [], 0
	for _ in range(int(sys.argv[1])):
	    start = time.perf_counter()
	    subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
	    walls.append(time.perf_counter() - start)
	    used = resource.getrusage(resource.RUSAGE_CHILDREN)
	    processor.append(used.ru_utime + used.ru_stime - before)
	    before = used.ru_utime + used.ru_stime
	print(f"{min(walls):.3f} s, processor {min(processor):.3f} s, peak {used.ru_maxrss // 1024} MB")
	PYTHON
}
peer() { echo -n "peer    "; $peers/bin/python bench/ingest/peer.py "$@" 2>/dev/null | tail -n 1; }

uptime
echo "== the start of the command, which the others hold too"
ours 20 --version
echo "== children in need census, 500 children"
ours 20 validate "$samples/cin/fake_xml/synth_500_children.xml" --year 2025 --json
peer cin "$samples/cin/fake_xml/synth_500_children.xml"
echo "== SSDA903, 2,675 children"
ours 10 validate "$samples/ssda903/fake_csv" --year 2025 --json
peer ssda903 "$samples/ssda903/fake_csv"
echo "== SSDA903, 2,675 children with last year beside them"
ours 10 validate "$samples/ssda903/fake_csv" --previous "$samples/ssda903/fake_csv" --year 2025 --json
peer ssda903 "$samples/ssda903/fake_csv" "$samples/ssda903/fake_csv"
if [ -n "$national" ]; then
	echo "== children in need census of the whole country, England of $national children"
	out=$(mktemp -d)
	trap 'rm -rf "$out"' EXIT
	"$goldset" synth --children "$national" --years 2025 --national --out "$out"
	ls -l "$out"/national/*.xml | awk '{print $5, "bytes"}'
	ours 1 validate "$out"/national/*.xml --json
fi
