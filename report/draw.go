package report

import (
	"encoding/json"
	"fmt"
)

// File is one file of a release, as it is published.
type File struct {
	Name, Media string
	Content     []byte
}

// Draw draws every file of the release: its pages, the workbook, every cell as CSV,
// and the data files to the explore education statistics standard in a ZIP.
func (r *Release) Draw() ([]File, error) {
	files, err := r.html()
	if err != nil {
		return nil, err
	}
	for _, draw := range []func() (File, error){r.workbook, r.tidy, r.dataFiles} {
		f, err := draw()
		if err != nil {
			return nil, fmt.Errorf("draw release %d: %w", r.Number, err)
		}
		files = append(files, f)
	}
	return files, nil
}

// Snapshot is the release as bytes, from which it can be drawn again.
func (r *Release) Snapshot() ([]byte, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("snapshot of release %d: %w", r.Number, err)
	}
	return data, nil
}

// Restore reads a snapshot.
func Restore(snapshot []byte) (*Release, error) {
	var r Release
	if err := json.Unmarshal(snapshot, &r); err != nil {
		return nil, fmt.Errorf("restore a release from its snapshot: %w", err)
	}
	return &r, nil
}
