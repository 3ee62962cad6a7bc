package postgres

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// oldest is the first major version with every feature the migrations use.
const oldest = 15

// findBinaries is the folder of the newest initdb and postgres: PG_BIN, then
// Debian's place for them, then the PATH.
func findBinaries() (string, error) {
	if dir := os.Getenv("PG_BIN"); dir != "" {
		return dir, nil
	}
	if dir := newestOf("/usr/lib/postgresql"); dir != "" {
		return dir, nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", ErrNotInstalled
}

func newestOf(root string) string {
	entries, err := os.ReadDir(root)
	if err != nil {
		return ""
	}
	var majors []int
	for _, entry := range entries {
		major, err := strconv.Atoi(entry.Name())
		if err != nil || major < oldest {
			continue
		}
		if _, err := os.Stat(filepath.Join(root, entry.Name(), "bin", "initdb")); err == nil {
			majors = append(majors, major)
		}
	}
	if len(majors) == 0 {
		return ""
	}
	return filepath.Join(root, strconv.Itoa(slices.Max(majors)), "bin")
}
