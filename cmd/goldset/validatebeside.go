package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// errNoReference is a path given for reference sets that holds none.
var errNoReference = errors.New("holds no list of postcodes or of placement providers")

// beside opens what the return is held against: the return of the year before, the
// reference sets and the authority. done closes what it opened.
func (v *validation) beside(want *ingest.Expected) (done func(), err error) {
	files, closers, err := openPaths(v.previous)
	done = func() {
		for _, c := range closers {
			c.Close()
		}
	}
	if err != nil {
		return done, err
	}
	want.Previous = files
	if v.authority != "" {
		a, known := reference.FindAuthority(v.authority)
		if !known {
			return done, exitError{exitUsage, fmt.Errorf("there is no authority %q", v.authority)}
		}
		want.Authority = a.Code
	}
	if len(v.reference) > 0 {
		want.Reference, err = readReferenceSets(v.reference)
	}
	return done, err
}

// readReferenceSets reads the sets in files, and in all files below folders.
func readReferenceSets(paths []string) (*reference.Sets, error) {
	files, done, err := openBelow(paths)
	defer done()
	if err != nil {
		return nil, err
	}
	sets, _, err := ingest.ReadReference(files, nil)
	if err != nil {
		return nil, exitError{exitUsage, err}
	}
	if sets.Postcodes == nil && sets.Providers == nil {
		return nil, exitError{exitUsage, fmt.Errorf("%s: %w", paths[0], errNoReference)}
	}
	return sets, nil
}

// openBelow opens files, and all files below folders. done closes them.
func openBelow(paths []string) (files []ingest.File, done func(), err error) {
	var opened []*os.File
	done = func() {
		for _, f := range opened {
			f.Close()
		}
	}
	for _, path := range paths {
		err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() || entry.Name()[0] == '.' {
				return err
			}
			f, err := os.Open(name) //nolint:gosec // the user names the folder, and owns what it holds
			if err != nil {
				return err
			}
			opened = append(opened, f)
			info, err := f.Stat()
			if err != nil {
				return err
			}
			files = append(files, ingest.File{Name: filepath.Base(name), Data: f, Size: info.Size()})
			return nil
		})
		if err != nil {
			return nil, done, exitError{exitUsage, err}
		}
	}
	return files, done, nil
}
