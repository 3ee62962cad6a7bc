package reference

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Code is one entry of a code list. Name is empty where no published meaning was found.
type Code struct {
	Code string `json:"code"`
	Name string `json:"name,omitempty"`
	// Also are other codes that mean the same, as of another return.
	Also []string `json:"also,omitempty"`
}

// CodeList is the set of values a field may take.
type CodeList struct {
	List  string `json:"list"`
	Title string `json:"title"`
	Codes []Code `json:"codes"` // in the publisher's order

	// Of and Without make a list from another: its codes, less those that were
	// not yet, or are no longer, in force.
	Of      string   `json:"of,omitempty"`
	Without []string `json:"without,omitempty"`

	index map[string]int
	also  map[string]int // by bare wording, of codes and of what is also said
}

// Has reports whether code is in the list. Case counts.
func (l *CodeList) Has(code string) bool {
	_, ok := l.index[code]
	return ok
}

// Understand finds the code that a text means although it is not written so: another
// return's code ("N1", "f) U6: Foster placement"), or the wording without its letter
// or number in front, in any case.
func (l *CodeList) Understand(text string) (string, bool) {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	for l.also != nil && text != "" {
		if i, ok := l.also[text]; ok {
			return l.Codes[i].Code, true
		}
		front := numbered.FindString(text)
		if front == "" {
			break
		}
		if i, ok := l.also[strings.Trim(front, "() :.–-")]; ok && len(front) > len("a) ") {
			return l.Codes[i].Code, true
		}
		text = text[len(front):]
	}
	return "", false
}

// numbered is a letter or number before a wording: "a) ", "1 - ", "N1: ".
var numbered = regexp.MustCompile(`^\(?[a-z]{0,3}[0-9]{0,2}[a-z]?\)?( ?[):.–-]) *`)

// bare is a wording without its number, in small letters.
func bare(text string) string {
	text = strings.ToLower(text)
	return text[len(numbered.FindString(text)):]
}

// Name is what code means, or the code itself when its meaning is not published.
func (l *CodeList) Name(code string) string {
	if i, ok := l.index[code]; ok && l.Codes[i].Name != "" {
		return l.Codes[i].Name
	}
	return code
}

var codeLists = sync.OnceValues(func() (map[string]*CodeList, error) {
	files, err := data.ReadDir("data/codes")
	if err != nil {
		return nil, fmt.Errorf("read code lists: %w", err)
	}
	byName := map[string]*CodeList{}
	for _, f := range files {
		var lists []*CodeList
		if err := readJSON(path.Join("data/codes", f.Name()), &lists); err != nil {
			return nil, err
		}
		for _, l := range lists {
			byName[l.List] = l
		}
	}
	for _, l := range byName {
		if err := l.resolve(byName); err != nil {
			return nil, fmt.Errorf("code list %s: %w", l.List, err)
		}
	}
	return byName, nil
})

// standingLists are the code lists of standing requests.
var standingLists = sync.OnceValues(func() (map[string]*CodeList, error) {
	byName := map[string]*CodeList{}
	for _, name := range standing {
		d, err := findDescription(name)
		if err != nil {
			return nil, err
		}
		for _, l := range d.Lists {
			byName[l.List] = l
		}
	}
	return byName, nil
})

// resolve fills a list that is made from another, and its index.
func (l *CodeList) resolve(all map[string]*CodeList) error {
	if l.Of != "" {
		whole := all[l.Of]
		if whole == nil || whole.Of != "" {
			return fmt.Errorf("is made of %s, which is no whole list", l.Of)
		}
		l.Codes = slices.DeleteFunc(slices.Clone(whole.Codes), func(c Code) bool { return slices.Contains(l.Without, c.Code) })
		if len(l.Codes) != len(whole.Codes)-len(l.Without) {
			return fmt.Errorf("is without codes that %s does not have", l.Of)
		}
	}
	l.index = make(map[string]int, len(l.Codes))
	for i, c := range l.Codes {
		l.index[c.Code] = i
	}
	l.learn()
	return nil
}

// learn keeps what is also said, of lists that say so. A wording of two codes is
// neither's.
func (l *CodeList) learn() {
	if !slices.ContainsFunc(l.Codes, func(c Code) bool { return c.Also != nil }) {
		return
	}
	l.also = map[string]int{}
	double := map[string]bool{}
	for i, c := range l.Codes {
		for _, text := range append([]string{bare(c.Code), strings.ToLower(c.Code)}, c.Also...) {
			text = strings.ToLower(text)
			if at, ok := l.also[text]; ok && at != i {
				double[text] = true
			}
			l.also[text] = i
		}
	}
	for text := range double {
		delete(l.also, text)
	}
}

// Codes is the named code list. It is shared: do not modify it.
func Codes(list string) (*CodeList, bool) {
	all, err := codeLists()
	if err != nil {
		return nil, false
	}
	if l, ok := all[list]; ok || list == "" {
		return l, ok
	}
	if all, err = standingLists(); err != nil {
		return nil, false
	}
	l, ok := all[list]
	return l, ok
}

// CodeLists names every code list, in order.
func CodeLists() []string {
	all, err := codeLists()
	if err != nil {
		return nil
	}
	described, err := standingLists()
	if err != nil {
		return nil
	}
	return slices.Sorted(func(yield func(string) bool) {
		for _, lists := range []map[string]*CodeList{all, described} {
			for name := range lists {
				if !yield(name) {
					return
				}
			}
		}
	})
}
