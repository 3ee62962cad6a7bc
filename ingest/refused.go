package ingest

import (
	"fmt"

	"github.com/goldset/goldset"
)

// Refused says why a file cannot be taken, in words for the person who sent it.
// It names files, tables, columns and lines, never values of a child's record.
type Refused struct { //nolint:errname // the word of the design: the file is refused
	Rule    string `json:"rule"`           // stable name of the reason: "empty", "encrypted", "wrong-year"...
	File    string `json:"file,omitempty"` // which file, when there are several
	Message string `json:"message"`        // what was wrong
	Passes  string `json:"passes"`         // what would pass

	// Return is what the files were understood to be, where they were.
	Return goldset.ReturnName `json:"return,omitempty"`
}

// Error implements error.
func (r *Refused) Error() string {
	text := r.Message
	if r.File != "" {
		text = r.File + ": " + text
	}
	if r.Passes != "" {
		text += ". " + r.Passes
	}
	return text + "."
}

func refuse(rule, file, passes, format string, args ...any) *Refused {
	return &Refused{Rule: rule, File: file, Message: fmt.Sprintf(format, args...), Passes: passes}
}
