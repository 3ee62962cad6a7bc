package portal

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

// Bounds on a file of answers.
const (
	maxAnswersFile = 64 << 20 // bytes
	maxTold        = 20       // lines named one by one when they cannot be taken
)

// answersView is the page on which answers are sent as a file.
type answersView struct {
	submissionView
	Wrong []string // what stands against the file, by line
	More  int      // how many more such lines there are
}

func (p *Portal) answersPage(v *visit) error {
	view, err := p.readSubmission(v)
	if err != nil {
		return err
	}
	p.drawAnswers(v, http.StatusOK, answersView{submissionView: view})
	return nil
}

func (p *Portal) drawAnswers(v *visit, status int, view answersView, wrong ...fieldError) {
	p.render(v, status, "answers", page{Title: "Explain many findings at once", Back: view.Link() + "/findings", Errors: wrong, Data: view})
}

// answers takes the list of findings with reasons and notes filled in. Either all
// of it is recorded or nothing is.
func (p *Portal) answers(v *visit) error {
	view, err := p.readSubmission(v)
	if err != nil {
		return err
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxAnswersFile+formLimit)
	form, err := v.r.MultipartReader()
	if err != nil {
		return errForm
	}
	if err = p.firstPart(v, form); err != nil {
		return err
	}
	part, err := form.NextPart()
	var content []byte
	if err == nil {
		content, err = io.ReadAll(part)
	}
	if isTooLarge(err) {
		v.w.Header().Set("Connection", "close") // the rest of the body is not read
		p.drawAnswers(v, http.StatusUnprocessableEntity, answersView{submissionView: view},
			fieldError{"answers", "The selected file must be smaller than " + fileSize(maxAnswersFile)})
		return nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return errForm
	}
	if !view.MayExplain() {
		return errConflict
	}
	return p.recordAnswers(v, view, content)
}

func (p *Portal) recordAnswers(v *visit, view submissionView, content []byte) error {
	list, wrong := readAnswers(content)
	if len(wrong) == 0 {
		var met []bool
		err := p.asSupplier(v, func(tx pgx.Tx) (err error) {
			for i := range list {
				list[i].Account, list[i].At = v.who().ID, v.now
			}
			if met, err = store.ExplainEach(v.r.Context(), tx, view.ID, answersOnly(list)); err != nil {
				return err
			}
			if slices.Contains(met, false) {
				return errNotMet
			}
			return nil
		})
		if err == nil {
			return v.see(view.Link() + "/findings?done=told")
		}
		if !errors.Is(err, errNotMet) {
			return err
		}
		for i, ok := range met {
			if !ok {
				wrong = append(wrong, fmt.Sprintf("Line %d: this return has no finding of that number that can be explained", list[i].line))
			}
		}
	}
	shown := wrong[:min(len(wrong), maxTold)]
	p.drawAnswers(v, http.StatusUnprocessableEntity, answersView{submissionView: view, Wrong: shown, More: len(wrong) - len(shown)},
		fieldError{"answers", "Nothing was recorded: the file has " + plural(int64(len(wrong)), "line", "lines") + " to mend"})
	return nil
}

var errNotMet = errors.New("an answer met no finding")

// lineAnswer is an answer and the line of the file it was read from.
type lineAnswer struct {
	store.Answer
	line int
}

func answersOnly(list []lineAnswer) []store.Answer {
	all := make([]store.Answer, len(list))
	for i := range list {
		all[i] = list[i].Answer
	}
	return all
}

// readAnswers reads the list of findings as it was downloaded, in whatever order
// its columns and lines are now. Lines without a reason say nothing.
func readAnswers(content []byte) (list []lineAnswer, wrong []string) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	c := csv.NewReader(bytes.NewReader(content))
	c.FieldsPerRecord = -1
	header, err := c.Read()
	if err != nil {
		return nil, []string{"Select the list of findings, with reasons and notes filled in"}
	}
	if len(header) == 1 && strings.Contains(header[0], ";") { // as Excel saves it under some settings
		c = csv.NewReader(bytes.NewReader(content))
		c.FieldsPerRecord, c.Comma = -1, ';'
		if header, err = c.Read(); err != nil {
			return nil, []string{"Select the list of findings, with reasons and notes filled in"}
		}
	}
	id, reason, note := slices.Index(header, feedback.IDColumn), slices.Index(header, feedback.ReasonColumn), slices.Index(header, feedback.NoteColumn)
	if id < 0 || reason < 0 || note < 0 {
		return nil, []string{"The first line must name the columns Finding, Reason and Note, as the list of findings does"}
	}
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := c.FieldPos(0)
		if err != nil {
			return nil, append(wrong, fmt.Sprintf("Line %d: a quote is not closed", line))
		}
		a, told := readAnswer(at(cells, id), at(cells, reason), at(cells, note))
		switch {
		case told != "":
			wrong = append(wrong, fmt.Sprintf("Line %d: %s", line, told))
		case a.Reason != "":
			list = append(list, lineAnswer{a, line})
		}
	}
	if len(list) == 0 && len(wrong) == 0 {
		wrong = []string{"No line has a reason"}
	}
	return list, wrong
}

func at(cells []string, i int) string {
	if i >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[i])
}

func readAnswer(id, reason, note string) (a store.Answer, wrong string) {
	if reason == "" {
		if note != "" {
			return a, "give a reason beside the note"
		}
		return a, ""
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 1 {
		return a, "the number of the finding is missing"
	}
	code := ""
	for _, r := range feedback.Reasons() {
		if strings.EqualFold(reason, r.Code) || strings.EqualFold(reason, r.Text) {
			code = r.Code
		}
	}
	switch {
	case code == "":
		return a, "the reason is none of those on the page"
	case note == "":
		return a, "enter a note that explains why"
	case len(tooLong("note", note)) > 0:
		return a, tooLong("note", note)[0].Text
	}
	return store.Answer{Finding: n, Reason: code, Note: note}, ""
}

// carry takes over what was said to a rule's findings in an earlier year.
func (p *Portal) carry(v *visit) error {
	list, err := p.readRule(v)
	if err != nil {
		return err
	}
	if !list.MayAnswer(list.Group.Cause) {
		return errConflict
	}
	err = p.asSupplier(v, func(tx pgx.Tx) error {
		_, err := store.CarryAnswers(v.r.Context(), tx, store.Answer{Submission: list.ID, Rule: list.Group.Rule, Account: v.who().ID, At: v.now})
		return err
	})
	if err != nil {
		return err
	}
	return v.see(list.RuleLink(list.Group.Rule) + "?done=carried")
}
