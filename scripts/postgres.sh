#!/usr/bin/env bash
# Installs PostgreSQL with the system's package manager when there is none, and says so.
set -euo pipefail

found() {
	[ -n "${PG_BIN:-}" ] && [ -x "$PG_BIN/initdb" ] && return 0
	for dir in /usr/lib/postgresql/*/bin; do
		major=$(basename "$(dirname "$dir")")
		[ -x "$dir/initdb" ] && [ "$major" -ge 15 ] 2>/dev/null && return 0
	done
	command -v initdb >/dev/null 2>&1
}

found && exit 0

sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo"
echo "PostgreSQL 15 or newer was not found: installing it with the system's package manager" >&2
if command -v apt-get >/dev/null; then
	$sudo apt-get update -qq
	# The distribution's own cluster is not wanted: Goldset starts a private one.
	$sudo mkdir -p /etc/postgresql-common
	[ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" | $sudo tee /etc/postgresql-common/createcluster.conf >/dev/null
	DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq postgresql postgresql-client >/dev/null
elif command -v dnf >/dev/null; then
	$sudo dnf install -y -q postgresql-server
elif command -v apk >/dev/null; then
	$sudo apk add --quiet postgresql
elif command -v brew >/dev/null; then
	brew install --quiet postgresql@17
else
	echo "no package manager known here: install PostgreSQL 15 or newer and name its folder in PG_BIN" >&2
	exit 1
fi
found || { echo "PostgreSQL was installed, but initdb is not where it was expected: name its folder in PG_BIN" >&2; exit 1; }
echo "PostgreSQL is installed" >&2
