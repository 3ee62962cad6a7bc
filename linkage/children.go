package linkage

import (
	"bytes"
	_ "embed"
	"strings"

	"github.com/goldset/goldset"
)

//go:embed children.json
var childrenJSON []byte

// ChildrenModel is the default model for children: names, birth date, sex,
// postcodes, UPNs and NHS number in three classes, untrained. Its priors are where
// training starts; none of them was fitted to labels.
func ChildrenModel() *Model {
	m, err := ReadModel(bytes.NewReader(childrenJSON))
	if err != nil {
		panic("the embedded model: " + err.Error())
	}
	return m
}

// Record is what one supplier knows about one child.
type Record struct {
	ID     goldset.SubjectID
	Source string // supplier and family: "301/social_care", "DFE/school", "NHS/camhs"

	Forename          string
	MiddleName        string
	Surname           string
	FormerSurname     string
	BirthDate         string // ISO
	ExpectedBirthDate string // ISO, of a child not yet born
	DeathDate         string // ISO, of a child known to have died
	Sex               string // M or F; anything else is taken as unknown
	Postcodes         []string
	UPNs              []string // all that the child is known to have held
	NHSNumber         string
	RollDays          []string // census days on which the child was on a roll under UPNs; optional
	Barrier           string   // "", "C" identity closed, "N" new identity: C and N are never one person
}

// setSeparator joins the members of sets; it stands in no identifier.
const setSeparator = "|"

// childColumns are the columns of ChildrenModel.
var childColumns = []string{
	"forename", "forenames", "surname", "surnames", "birth_date", "expected_birth_date", "sex",
	"postcodes", "upns", "nhs_number", "roll_days", "barrier", "death_date",
}

// ChildBuilder gathers Records into a Dataset for ChildrenModel.
type ChildBuilder struct{ builder *Builder }

// NewChildBuilder starts an empty dataset.
func NewChildBuilder() *ChildBuilder {
	sets := map[string]string{}
	for _, name := range []string{"forenames", "surnames", "postcodes", "upns", "roll_days"} {
		sets[name] = setSeparator
	}
	return &ChildBuilder{NewBuilder(childColumns, sets)}
}

// Add appends a record, its values brought to the form in which they compare.
func (b *ChildBuilder) Add(r Record) {
	forename, surname := Fold(r.Forename), Fold(r.Surname)
	sex := strings.ToUpper(strings.TrimSpace(r.Sex))
	if sex != "M" && sex != "F" {
		sex = ""
	}
	b.builder.Add(r.Source, string(r.ID[:]),
		forename,
		join(Fold, append(strings.Fields(forename), strings.Fields(Fold(r.MiddleName))...)...),
		surname,
		join(Fold, surname, r.FormerSurname),
		r.BirthDate, r.ExpectedBirthDate, sex,
		join(compact, r.Postcodes...),
		join(compact, r.UPNs...),
		compact(r.NHSNumber),
		join(strings.TrimSpace, r.RollDays...),
		strings.TrimSpace(r.Barrier), r.DeathDate)
}

// Dataset hands the records over; the error is ErrDuplicateID.
func (b *ChildBuilder) Dataset() (*Dataset, error) { return b.builder.Dataset() }

func join(clean func(string) string, members ...string) string {
	out := make([]string, len(members))
	for i, m := range members {
		out[i] = clean(m)
	}
	return strings.Join(out, setSeparator)
}

// compact is upper case without spaces, as identifiers and postcodes compare.
func compact(text string) string {
	return strings.ToUpper(strings.Join(strings.Fields(text), ""))
}
