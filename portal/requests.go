package portal

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/store"
)

// requestRow is a request with its deadline worked out.
type requestRow struct {
	store.RequestProgress
	Days    int // until the deadline; negative when past
	Overdue bool
	Due     string
}

func (p *Portal) row(v *visit, r store.RequestProgress) requestRow {
	days := p.daysUntil(v.now, r.Deadline())
	return requestRow{RequestProgress: r, Days: days, Overdue: days < 0 && wants(r), Due: due(days)}
}

// Wants reports whether the supplier still has something to do.
func (r requestRow) Wants() bool { return wants(r.RequestProgress) }

// Link is where the row leads.
func (r requestRow) Link() string { return "/requests/" + strconv.FormatInt(r.ID, 10) }

func (p *Portal) requests(v *visit) error {
	var list []store.RequestProgress
	err := p.asSupplier(v, func(tx pgx.Tx) (err error) {
		list, err = store.Requests(v.r.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	var open, done []requestRow
	for _, r := range list {
		if row := p.row(v, r); row.Wants() {
			open = append(open, row)
		} else {
			done = append(done, row)
		}
	}
	p.render(v, http.StatusOK, "requests", page{Title: "Requests", Wide: true, Data: struct {
		Open, Done []requestRow
		Next       *requestRow
	}{open, done, soon(open)}})
	return nil
}

// soonDays is how near a deadline must be for the banner.
const soonDays = 14

// soon is the request to warn about: the one that is due next, if that is near.
func soon(open []requestRow) *requestRow {
	for i := range open {
		if open[i].Days <= soonDays {
			return &open[i]
		}
	}
	return nil
}

// requestView is a request with everything that happened to it.
type requestView struct {
	requestRow
	Submissions []store.Submission
	Events      []store.RequestEvent
	HasLetter   bool
	Described   bool // there is a template and a dictionary
	MayUpload   bool
}

func (p *Portal) readRequest(v *visit) (requestView, error) {
	id, err := v.number("request")
	if err != nil {
		return requestView{}, err
	}
	view := requestView{HasLetter: p.Letter != nil, MayUpload: v.who().Role == store.RoleProvider}
	err = p.asSupplier(v, func(tx pgx.Tx) error { return p.readRequestInto(v.r.Context(), v, tx, id, &view) })
	return view, err
}

func (p *Portal) readRequestInto(ctx context.Context, v *visit, tx pgx.Tx, id int64, view *requestView) error {
	r, err := store.RequestStanding(ctx, tx, id)
	if err != nil {
		return err
	}
	view.requestRow = p.row(v, r)
	if view.Submissions, err = store.SubmissionsOf(ctx, tx, id); err != nil {
		return err
	}
	if view.Described, err = describedHere(ctx, tx, r.Request); err != nil {
		return err
	}
	view.Events, err = store.RequestEvents(ctx, tx, id)
	return err
}

func (p *Portal) request(v *visit) error {
	view, err := p.readRequest(v)
	if err != nil {
		return err
	}
	p.render(v, http.StatusOK, "request", page{
		Title: requestTitle(view.Request), Back: "/requests", Done: done(v), Data: view,
	})
	return nil
}

// done is the banner after a form was taken, named in the address so that the page
// can be loaded again.
func done(v *visit) string {
	return map[string]string{
		"answered":  "Your answer has been recorded",
		"asked":     "Your request for more time has been sent",
		"sent":      "The return has been sent for sign-off",
		"declined":  "The return has been sent back",
		"same":      "You have sent this file before. This is what became of it",
		"told":      "Your explanation has been saved",
		"carried":   "Your earlier explanations have been taken over",
		"dispensed": "The dispensation has been granted",
		"approved":  "The release has been approved",
		"queued":    "The job will run again",
		"stopped":   "The job has been cancelled",
		"extended":  "The new deadline has been recorded",
		"kept":      "The deadline stays as it was",
		"decided":   "Your decision has been recorded",
		"described": "The description has been registered",
	}[v.r.URL.Query().Get("done")]
}

func (p *Portal) letter(v *visit) error {
	view, err := p.readRequest(v)
	if err != nil {
		return err
	}
	if p.Letter == nil {
		return errNotFound
	}
	html, err := p.Letter(view.Request)
	if err != nil {
		return err
	}
	writeDocument(v, "text/html; charset=utf-8", html)
	return nil
}

// writeDocument sends a page that another package drew. It may bring its own
// styles but runs nothing and asks nobody for anything.
func writeDocument(v *visit, media string, content []byte) {
	documentHead(v, media)
	_, _ = v.w.Write(content)
}

func documentHead(v *visit, media string) {
	h := v.w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; sandbox allow-downloads allow-popups")
}

// answerForm is how a request is answered.
type answerForm struct {
	requestView
	Answer string
	Reason string
}

// answers are the choices, with what each means. Not all need a reason.
var answers = []struct {
	Value  store.Answered
	Text   string
	Hint   string
	Reason bool
}{
	{store.AnsweredSupplied, "We hold the information and supply it", "Upload the return on this service.", false},
	{store.AnsweredPart, "We supply part of it", "Say which part is missing, and why.", true},
	{store.AnsweredNotHeld, "We do not hold it", "Say who might.", true},
	{store.AnsweredNotLawful, "We may not lawfully disclose it", "Say which rule of law prevents it.", true},
	{store.AnsweredRefused, "We refuse the request", "Say why the request is not reasonable.", true},
}

func (p *Portal) answerPage(v *visit) error {
	view, err := p.readRequest(v)
	if err != nil {
		return err
	}
	p.drawAnswer(v, http.StatusOK, answerForm{requestView: view, Answer: string(view.Answer), Reason: view.AnswerReason})
	return nil
}

func (p *Portal) drawAnswer(v *visit, status int, form answerForm, wrong ...fieldError) {
	p.render(v, status, "answer", page{
		Title: "How do you answer this request?", Back: form.Link(), Errors: wrong,
		Data: struct {
			answerForm
			Choices any
		}{form, answers},
	})
}

func (p *Portal) answer(v *visit) error {
	view, err := p.readRequest(v)
	if err != nil {
		return err
	}
	form := answerForm{requestView: view, Answer: v.field("answer"), Reason: v.field("reason")}
	if wrong := form.check(); len(wrong) > 0 {
		p.drawAnswer(v, http.StatusUnprocessableEntity, form, wrong...)
		return nil
	}
	r := view.Request
	r.Answer, r.AnswerReason = store.Answered(form.Answer), form.Reason
	err = p.asSupplier(v, func(tx pgx.Tx) error {
		return store.AnswerRequest(v.r.Context(), tx, r, v.who().ID, v.now)
	})
	if err != nil {
		return err
	}
	return v.see(view.Link() + "?done=answered")
}

// maxNote is the longest explanation, in characters.
const maxNote = 2000

func (f answerForm) check() (wrong []fieldError) {
	known, needs := false, false
	for _, a := range answers {
		if string(a.Value) == f.Answer {
			known, needs = true, a.Reason
		}
	}
	if !known {
		wrong = append(wrong, fieldError{"answer", "Select how you answer this request"})
	}
	if needs && f.Reason == "" {
		wrong = append(wrong, fieldError{"reason", "Enter the reason"})
	}
	return append(wrong, tooLong("reason", f.Reason)...)
}

func tooLong(field, text string) []fieldError {
	if len([]rune(text)) > maxNote {
		return []fieldError{{field, "The text must be 2,000 characters or fewer"}}
	}
	return nil
}

// extensionForm asks for more time.
type extensionForm struct {
	requestView
	Day, Month, Year string
	Reason           string
}

func (p *Portal) extensionPage(v *visit) error {
	view, err := p.readRequest(v)
	if err != nil {
		return err
	}
	p.drawExtension(v, http.StatusOK, extensionForm{requestView: view})
	return nil
}

func (p *Portal) drawExtension(v *visit, status int, form extensionForm, wrong ...fieldError) {
	p.render(v, status, "extension", page{Title: "Ask for more time", Back: form.Link(), Errors: wrong, Data: form})
}

func (p *Portal) askExtension(v *visit) error {
	view, err := p.readRequest(v)
	if err != nil {
		return err
	}
	form := extensionForm{requestView: view, Day: v.field("day"), Month: v.field("month"), Year: v.field("year"), Reason: v.field("reason")}
	until, wrong := form.check()
	if len(wrong) > 0 {
		p.drawExtension(v, http.StatusUnprocessableEntity, form, wrong...)
		return nil
	}
	err = p.asSupplier(v, func(tx pgx.Tx) error {
		return store.AddRequestEvent(v.r.Context(), tx, store.RequestEvent{
			Request: view.ID, Supplier: view.Supplier, At: v.now, Kind: store.EventExtensionAsked,
			Note: "until " + p.day(until) + ": " + form.Reason, Account: v.who().ID,
		})
	})
	if err != nil {
		return err
	}
	return v.see(view.Link() + "?done=asked")
}

func (f extensionForm) check() (until time.Time, wrong []fieldError) {
	until, ok := dateOf(f.Day, f.Month, f.Year)
	switch {
	case !ok:
		wrong = append(wrong, fieldError{"day", "Enter a date that exists, such as 31 7 2026"})
	case !until.After(f.Deadline()):
		wrong = append(wrong, fieldError{"day", "The date must be after the present deadline, " + f.Deadline().Format("2 January 2006")})
	}
	if f.Reason == "" {
		wrong = append(wrong, fieldError{"reason", "Enter why you need more time"})
	}
	return until, append(wrong, tooLong("reason", f.Reason)...)
}

// dateOf reads a date typed in three fields.
func dateOf(day, month, year string) (time.Time, bool) {
	t, err := time.Parse("2 1 2006", strings.TrimLeft(day, "0")+" "+strings.TrimLeft(month, "0")+" "+year)
	return t, err == nil
}
