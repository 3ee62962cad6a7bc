package main

import (
	"fmt"
	"strings"

	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/report"
	"github.com/goldset/goldset/store"
)

// requestLetter draws the letter of a request from its record.
func requestLetter(r store.Request) ([]byte, error) {
	start, end := reference.Period(r.Return, r.Year, r.Term)
	title := reference.FindReturn(r.Return).Title
	if layout, err := reference.Layout(r.Return, r.Year, r.Term); err == nil {
		title = layout.Title
	}
	letter := report.Letter{
		Reference:      fmt.Sprintf("2F/%s/%d/%d", r.SupplierCode, r.Year, r.ID),
		Supplier:       r.SupplierName,
		Commissioner:   "Children’s Commissioner for England",
		Title:          title,
		Period:         start.Format("2 January 2006") + " to " + end.Format("2 January 2006"),
		Purpose:        r.Purpose,
		Function:       r.Function,
		Fields:         sentences(r.Fields),
		WhyNotExisting: r.WhyNotExisting,
		LawfulBasis:    r.LawfulBasis,
		Hypothetical:   r.Hypothetical,
		IssuedOn:       r.IssuedOn,
		DueOn:          r.Deadline(),
		ReplyTo:        []string{"By the portal, under the request named above"},
	}
	return letter.HTML()
}

// sentences are the lines of a text that was entered as a list.
func sentences(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
