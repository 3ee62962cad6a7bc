package report

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// Letter is a request for information under section 2F of the Children Act 2004, as
// its record in the register has it.
type Letter struct {
	Reference      string // of the request
	Supplier       string // who is asked
	Address        []string
	Commissioner   string // who signs, with office
	Title          string // of what is asked for
	Period         string // "1 April 2024 to 31 March 2025"
	Purpose        string
	Function       string // the primary function, or section 2D
	Fields         []string
	WhyNotExisting string // why existing data will not do
	LawfulBasis    string // on which the holder may disclose
	Hypothetical   bool   // made up for a demonstration
	IssuedOn       time.Time
	DueOn          time.Time
	ReplyTo        []string // address for the reply, a line each
	Portal         string   // where the return is uploaded
}

// Issued is the letter's date in words.
func (l *Letter) Issued() string { return day(l.IssuedOn) }

// Due is the day by which an answer is asked for, in words.
func (l *Letter) Due() string { return day(l.DueOn) }

// statute is the provision the letter rests on, in its own terms.
const statute = "Under section 2F of the Children Act 2004 a person exercising functions of a public nature must supply the Commissioner with such information in that person's possession relating to those functions as the Commissioner may reasonably request for the purposes of her primary function or her function under section 2D, so far as the person could lawfully disclose it."

// Statute is the provision the letter rests on.
func (l *Letter) Statute() string { return statute }

// HTML is the letter as a page, to read and to print.
func (l *Letter) HTML() ([]byte, error) {
	t, err := parse()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "letter", l); err != nil {
		return nil, fmt.Errorf("draw letter %s: %w", l.Reference, err)
	}
	return b.Bytes(), nil
}

// letterWidth is the length of a line of the plain letter.
const letterWidth = 76

// Text is the letter as plain text, for e-mail.
func (l *Letter) Text() string {
	var b strings.Builder
	paragraph := func(text string) {
		b.WriteString(wrap(text, letterWidth))
		b.WriteString("\n\n")
	}
	if l.Hypothetical {
		paragraph("MADE UP FOR A DEMONSTRATION. This letter was not sent.")
	}
	for _, line := range append([]string{l.Supplier}, l.Address...) {
		b.WriteString(line + "\n")
	}
	b.WriteString("\n" + l.Issued() + "\nReference: " + l.Reference + "\n\n")
	paragraph("Request for information: " + l.Title + ", " + l.Period)
	paragraph(l.Statute())
	paragraph("Purpose. " + l.Purpose)
	paragraph("Function. " + l.Function)
	paragraph("What we ask for.")
	for _, f := range l.Fields {
		paragraph("- " + f)
	}
	paragraph("Why existing data will not do. " + l.WhyNotExisting)
	paragraph("Your lawful basis. " + l.LawfulBasis)
	paragraph("The Commissioner does not investigate the case of an individual child. The information is used to count, and is published only where no child can be found out.")
	paragraph("Answer by " + l.Due() + ": supplied in full or in part, not held, not lawful to disclose, or refused with the reason. If you need longer, ask before that day.")
	if l.Portal != "" {
		paragraph("Upload the return at " + l.Portal + ". Do not send it by e-mail.")
	}
	b.WriteString(l.Commissioner + "\n")
	for _, line := range l.ReplyTo {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// wrap breaks text into lines at words.
func wrap(text string, width int) string {
	var b strings.Builder
	length := 0
	for word := range strings.FieldsSeq(text) {
		switch {
		case length == 0:
		case length+1+len(word) > width:
			b.WriteByte('\n')
			length = 0
		default:
			b.WriteByte(' ')
			length++
		}
		b.WriteString(word)
		length += len(word)
	}
	return b.String()
}
