// Command gen writes what is made from the layouts: the migration that their
// statutory tables still need, and the data dictionary. Run it with
// `go generate ./reference`.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/goldset/goldset/reference"
)

// go generate runs in the folder of the directive, reference/.
const (
	migrations = "../migrations"
	dictionary = "../docs/dictionary.md"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	files, err := texts(migrations)
	if err != nil {
		return err
	}
	name, text, err := reference.Migration(files, reference.Released)
	if err != nil {
		return err
	}
	if text != "" {
		if err := write(filepath.Join(migrations, name), text); err != nil {
			return err
		}
	}
	return write(dictionary, reference.Dictionary())
}

// texts reads every migration.
func texts(dir string) (map[string]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.sql"))
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", dir, err)
	}
	files := map[string]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		files[filepath.Base(path)] = string(text)
	}
	return files, nil
}

func write(name, text string) error {
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
