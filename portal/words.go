package portal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

// tag is a status as a coloured word; the colour repeats the word and adds nothing.
type tag struct{ Text, Colour string }

// standing says where a request stands, in the words of the requests page.
func standing(r store.RequestProgress) tag {
	switch {
	case r.State.Submitted():
		return tag{"Submitted", "green"}
	case r.Answer == store.AnsweredNotHeld, r.Answer == store.AnsweredNotLawful, r.Answer == store.AnsweredRefused:
		return tag{"Not supplied", "grey"}
	case r.Submission == 0:
		return tag{"Not started", "grey"}
	}
	if r.State == store.StateAnswering && r.OpenErrors < 0 {
		return tag{"Findings to answer", "yellow"}
	}
	return waitsFor(r.State, r.SentAt != nil, r.OpenErrors > 0)
}

// waitsFor says what a submission waits for.
func waitsFor(s store.State, sent, errors bool) tag {
	switch s {
	case store.StateChecking:
		return tag{"Checking", "blue"}
	case store.StateRefused:
		return tag{"Errors to fix", "red"}
	case store.StateAnswering:
		if errors {
			return tag{"Errors to fix", "red"}
		}
		return tag{"Queries to explain", "yellow"}
	case store.StateReady:
		if sent {
			return tag{"Awaiting sign off", "purple"}
		}
		return tag{"Ready to sign off", "turquoise"}
	case store.StateWithdrawn:
		return tag{"Replaced", "grey"}
	default:
		return tag{"Submitted", "green"}
	}
}

// wants reports whether the supplier still has something to do for the request.
func wants(r store.RequestProgress) bool {
	t := standing(r).Text
	return t != "Submitted" && t != "Not supplied"
}

// daysUntil counts calendar days in London from now to a date.
func (p *Portal) daysUntil(now, date time.Time) int {
	y, m, d := now.In(p.london).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	y, m, d = date.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(today).Hours() / 24)
}

// due says how far off a deadline is.
func due(days int) string {
	switch {
	case days < -1:
		return fmt.Sprintf("%d days overdue", -days)
	case days == -1:
		return "1 day overdue"
	case days == 0:
		return "due today"
	case days == 1:
		return "due tomorrow"
	}
	return fmt.Sprintf("due in %d days", days)
}

// returnTitle is a return as its supplier calls it.
func returnTitle(name goldset.ReturnName, year goldset.CollectionYear, term string) string {
	title := reference.FindReturn(name).Title + " " + strconv.Itoa(int(year))
	if term != "" {
		title += ", " + term + " term"
	}
	return title
}

func requestTitle(r store.Request) string { return returnTitle(r.Return, r.Year, r.Term) }

// severityTag is how bad a finding is, and what it asks for.
func severityTag(s goldset.Severity) tag {
	switch s {
	case goldset.SeverityReject:
		return tag{"File refused", "red"}
	case goldset.SeverityError:
		return tag{"Error", "red"}
	case goldset.SeverityQuery:
		return tag{"Query", "yellow"}
	case goldset.SeverityNotRun:
		return tag{"Not run", "grey"}
	case goldset.SeverityNotice, goldset.SeverityUnsaid:
		return tag{"Notice", "blue"}
	}
	return tag{string(s), "grey"}
}

// where says which part of the file a finding is about, as the officer would look for it.
func where(f store.Finding) string {
	switch {
	case f.Table == "":
		return "The whole return"
	case f.Row < 0:
		return f.Table
	case f.Line > 0:
		return fmt.Sprintf("%s, line %s", f.Table, thousands(int64(f.Line)))
	}
	return fmt.Sprintf("%s, row %s", f.Table, thousands(int64(f.Row+1)))
}

// thousands is a count with separators, as GOV.UK style has it.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// plural is a count and its noun.
func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

func (p *Portal) day(t time.Time) string { return t.Format("2 January 2006") }

// moment is a time in London to the minute.
func (p *Portal) moment(t time.Time) string {
	t = t.In(p.london)
	return t.Format("2 January 2006") + " at " + t.Format("3:04pm")
}

// fileSize is a size in the units a file manager shows.
func fileSize(n int64) string {
	switch {
	case n < 1000:
		return plural(n, "byte", "bytes")
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

func (p *Portal) functions(ps *pages) template.FuncMap {
	return template.FuncMap{
		"asset":     func(name string) string { return "/assets/" + ps.names[name] },
		"day":       p.day,
		"moment":    p.moment,
		"thousands": thousandsOf,
		"plural":    pluralOf,
		"size":      fileSize,
		"title":     requestTitle,
		"subtitle":  returnTitle,
		"standing":  standing,
		"severity":  severityTag,
		"reason":    feedback.ReasonText,
		"reasons":   feedback.Reasons,
		"causeLabel": func(s goldset.Severity) string {
			if s == goldset.SeverityNotRun {
				return "Why it was not run"
			}
			return "When"
		},
		"where":     where,
		"join":      strings.Join,
		"hex":       hex.EncodeToString,
		"duration":  duration,
		"dict":      dict,
		"eventText": eventText,
		"uploadTag": uploadTag,
		"columns":   columns,
	}
}

func thousandsOf(n any) (string, error) {
	i, err := wholeNumber(n)
	return thousands(i), err
}

func pluralOf(n any, one, many string) (string, error) {
	i, err := wholeNumber(n)
	return plural(i, one, many), err
}

func wholeNumber(n any) (int64, error) {
	switch n := n.(type) {
	case int:
		return int64(n), nil
	case int64:
		return n, nil
	}
	return 0, fmt.Errorf("a count is a whole number, not a %T", n)
}

// dict gives a template several values: dict "name" value "name" value.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict takes names and values in turn")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("a name in dict is text, not a %T", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// eventText says what happened to a request.
func eventText(e store.RequestEvent) string {
	text := map[store.EventKind]string{
		store.EventIssued:         "Request issued",
		store.EventReminded:       "Reminder sent",
		store.EventExtensionAsked: "More time asked for",
		store.EventExtended:       "Deadline moved",
		store.EventNotExtended:    "Deadline left as it was",
		store.EventAnswered:       "Request answered",
		store.EventUploaded:       "File uploaded",
		store.EventSentForSignOff: "Return sent for sign-off",
		store.EventDeclined:       "Sign-off declined",
		store.EventSigned:         "Return signed off",
	}[e.Kind]
	if text == "" {
		text = string(e.Kind)
	}
	if e.Note == "" {
		return text
	}
	if day, err := time.Parse(time.DateOnly, e.Note); err == nil {
		return text + " to " + day.Format("2 January 2006")
	}
	return text + ": " + e.Note
}

// uploadTag says what became of one upload in a list of them.
func uploadTag(s store.Submission) tag {
	if s.State == store.StateAnswering {
		return tag{"Findings to answer", "yellow"}
	}
	if s.State == store.StateRefused {
		return tag{"Refused", "red"}
	}
	return waitsFor(s.State, s.SentAt != nil, false)
}

// columns says which columns a record permits.
func columns(names []string) string {
	if len(names) == 1 && names[0] == store.AllColumns {
		return "All"
	}
	return strings.Join(names, ", ")
}

// duration is a length of time in its two largest units.
func duration(d time.Duration) string {
	if d < time.Minute {
		return plural(int64(d/time.Second), "second", "seconds")
	}
	units := []struct {
		size      time.Duration
		one, many string
	}{{24 * time.Hour, "day", "days"}, {time.Hour, "hour", "hours"}, {time.Minute, "minute", "minutes"}}
	var parts []string
	for _, u := range units {
		if n := d / u.size; n > 0 && len(parts) < 2 {
			parts = append(parts, plural(int64(n), u.one, u.many))
			d %= u.size
		}
	}
	return strings.Join(parts, " ")
}
