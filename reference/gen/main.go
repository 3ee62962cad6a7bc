// Command gen writes what is made from the layouts: the research zone's
// statutory tables and the data dictionary. Run it with `go generate ./reference`.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/goldset/goldset/reference"
)

func main() {
	// go generate runs in the folder of the directive, reference/.
	for name, text := range map[string]string{
		"../migrations/0010_statutory.sql": reference.DDL(),
		"../docs/dictionary.md":            reference.Dictionary(),
	} {
		if err := write(name, text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func write(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
