package ingest

import (
	"math"
	"sync"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// header is a row that may name columns, with its wordings made comparable once:
// it is held against every table of every return.
type header struct{ names, keys []string }

func newHeader(names []string) header {
	h := header{names: names, keys: make([]string, len(names))}
	for i, name := range names {
		h.keys[i] = headerKey(name)
	}
	return h
}

// tableWords are the wordings that a table's columns may have.
type tableWords struct {
	fields int
	loose  int // of them, those that go by an expression too, so that any wording may fit
	keys   map[string]struct{}
}

// best is the most that a header can score against the table.
func (w *tableWords) best(h *header) float64 {
	hits := 0
	for _, key := range h.keys {
		if _, ok := w.keys[key]; ok {
			hits++
		}
	}
	hits = min(hits+w.loose, w.fields, len(h.keys))
	return float64(hits) / float64(w.fields+len(h.keys)-hits)
}

func readWords(l *goldset.Layout) []tableWords {
	words := make([]tableWords, len(l.Tables))
	for i := range l.Tables {
		w := &words[i]
		w.fields, w.keys = len(l.Tables[i].Fields), map[string]struct{}{}
		for _, f := range l.Tables[i].Fields {
			w.keys[fieldKey(f.Name)] = struct{}{}
			for _, alias := range f.Aliases {
				w.keys[fieldKey(alias)] = struct{}{}
			}
			if f.Wording != "" {
				w.loose++
			}
		}
	}
	return words
}

// shelf is the layouts that ship with Goldset, and the wordings of each when they
// are first asked for. A tie goes to the later layout, so returns with tables of
// their own come last.
type shelf struct {
	layouts []*goldset.Layout
	words   map[*goldset.Layout]func() []tableWords
}

var shipped = sync.OnceValue(func() *shelf {
	s := &shelf{words: map[*goldset.Layout]func() []tableWords{}}
	for _, d := range reference.Descriptions() {
		if reference.Standing(d.Return, d.Newest()) == nil {
			s.layouts = append(s.layouts, layoutsOf(d)...)
		}
	}
	s.layouts = append(s.layouts, reference.Layouts()...)
	for _, l := range s.layouts {
		s.words[l] = sync.OnceValue(func() []tableWords { return readWords(l) })
	}
	return s
})

// columnWords are the wordings of a layout's tables. Those of a request described on
// site are not kept.
func columnWords(l *goldset.Layout) []tableWords {
	if words := shipped().words[l]; words != nil {
		return words()
	}
	return readWords(l)
}

// bestMatch is the table of the layout that the header fits best. Where it
// resembles none it is a match of nothing.
func bestMatch(h header, l *goldset.Layout) *match {
	if m := betterMatch(h, l, belowResembles); m != nil {
		return m
	}
	return &match{extra: h.names}
}

// The last scores that are not taken for what fits and resembles stand for.
var (
	belowFits      = math.Nextafter(fits, 0)
	belowResembles = math.Nextafter(resembles, 0)
)

// betterMatch is the best match that scores more than floor, or nil. Tables that
// cannot are not looked at.
func betterMatch(h header, l *goldset.Layout, floor float64) *match {
	var best *match
	words := columnWords(l)
	for i := range l.Tables {
		if words[i].best(&h) <= floor {
			continue
		}
		if m := matchTable(h, i, &l.Tables[i]); m.score() > floor {
			best, floor = m, m.score()
		}
	}
	return best
}
