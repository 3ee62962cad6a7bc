package goldset

import (
	"errors"
	"fmt"
	"strings"
)

// ReturnName names a collection that suppliers answer, as used in commands and URLs.
type ReturnName string

// The returns whose layouts ship with Goldset.
const (
	CINCensus    ReturnName = "cin"           // children in need census, from authorities
	SSDA903      ReturnName = "ssda903"       // children looked after, from authorities
	Identifiers  ReturnName = "identifiers"   // the authority's identifier file, the bridge between sources
	SchoolCensus ReturnName = "school_census" // pupil census, from the Department
	CAMHS        ReturnName = "camhs"         // the Commissioner's own request on CAMHS referrals

	SEN2             ReturnName = "sen2"          // education, health and care plans, from authorities
	APCensus         ReturnName = "ap_census"     // placements in alternative provision, from authorities
	MentalHealthData ReturnName = "mhsds"         // mental health services data set, from NHS England
	SocialCareAPI    ReturnName = "csc_api"       // what authorities' systems send the Department's API
	YouthJustice     ReturnName = "youth_justice" // case-level data of youth justice teams
	SafeguardingData ReturnName = "ssd"           // standard safeguarding dataset: care leavers, social workers
	AnnexA           ReturnName = "annex_a"       // what authorities show Ofsted at an inspection, lists 1 to 11
	AnnexASEN        ReturnName = "annex_a_sen"   // the same about special educational needs
)

// Family says which returns share one local child id: a child in need keeps the
// authority's id in care, so CIN, SSDA903 and the identifier file are one family.
func (r ReturnName) Family() string {
	switch r {
	case CINCensus, SSDA903, Identifiers, SocialCareAPI, SafeguardingData, AnnexA:
		return "social_care"
	case SchoolCensus:
		return "school"
	default:
		return string(r)
	}
}

// CollectionYear is the calendar year in which a collection's period ends: 2025
// is 1 April 2024 to 31 March 2025.
type CollectionYear int

// FieldClass says what leaving a field in the clear would do. Every field has one.
type FieldClass string

// The classes. Only facts and coarsened quasi-identifiers reach the research zone.
const (
	ClassIdentity        FieldClass = "identity"         // names a child by itself: names, UPN, NHS number, local ids
	ClassQuasiIdentifier FieldClass = "quasi-identifier" // names a child with others: birth date, postcode; coarsened first
	ClassFact            FieldClass = "fact"             // what happened
	ClassDrop            FieldClass = "drop"             // not needed: never stored outside the vault
)

// Coarsen says how a quasi-identifier is blunted on its way to the research zone.
type Coarsen string

// The coarsenings. A quasi-identifier without one stays in the identity zone only.
const (
	CoarsenNone  Coarsen = ""
	CoarsenMonth Coarsen = "month" // a date becomes the first of its month
	CoarsenArea  Coarsen = "area"  // a postcode becomes its small area
)

// FieldType is what a field's text must be.
type FieldType string

// The types. Checked rows carry canonical text: dates and months ISO, bools "0"
// or "1", numbers without padding, codes as listed.
const (
	TypeText      FieldType = "text"
	TypeCode      FieldType = "code"
	TypeDate      FieldType = "date"
	TypeDateTime  FieldType = "datetime"
	TypeTime      FieldType = "time"
	TypeYear      FieldType = "year"
	TypeInteger   FieldType = "integer"
	TypeDecimal   FieldType = "decimal"
	TypeBool      FieldType = "bool"
	TypeUPN       FieldType = "upn"
	TypeNHSNumber FieldType = "nhs_number"
	TypeULN       FieldType = "uln"
	TypePostcode  FieldType = "postcode"
)

// Identifier says what a field is to record linkage; empty when it is nothing.
type Identifier string

// The identifiers that linkage knows.
const (
	IdentifierNone            Identifier = ""
	IdentifierLocalID         Identifier = "local_id" // the supplier's own child id, the key of a Subject
	IdentifierForename        Identifier = "forename"
	IdentifierMiddleName      Identifier = "middle_name"
	IdentifierSurname         Identifier = "surname"
	IdentifierFormerSurname   Identifier = "former_surname"
	IdentifierBirthDate       Identifier = "birth_date"
	IdentifierExpectedBirth   Identifier = "expected_birth_date"
	IdentifierDeathDate       Identifier = "death_date"
	IdentifierSex             Identifier = "sex"
	IdentifierUPN             Identifier = "upn"
	IdentifierFormerUPN       Identifier = "former_upn"
	IdentifierNHSNumber       Identifier = "nhs_number"
	IdentifierULN             Identifier = "uln"
	IdentifierPostcode        Identifier = "postcode"
	IdentifierEthnicity       Identifier = "ethnicity"
	IdentifierSchool          Identifier = "school"
	IdentifierIdentityBarrier Identifier = "identity_barrier" // before or after adoption, or protected
)

// Field is one column of a return.
type Field struct {
	Name       string     `json:"name"`            // as the supplier's format spells it
	Title      string     `json:"title,omitempty"` // as a provider would say it
	Type       FieldType  `json:"type"`
	Class      FieldClass `json:"class"`
	Coarsen    Coarsen    `json:"coarsen,omitempty"`
	Identifier Identifier `json:"identifier,omitempty"`
	Required   bool       `json:"required,omitempty"`
	Codes      string     `json:"codes,omitempty"`   // name of a code list in reference
	Format     string     `json:"format,omitempty"`  // Go time layout of a date that is not ISO
	Pattern    string     `json:"pattern,omitempty"` // regular expression the whole text must match
	Min        *float64   `json:"min,omitempty"`
	Max        *float64   `json:"max,omitempty"`
	Rule       string     `json:"rule,omitempty"`    // the published rule that a missing or unlisted value breaks
	Aliases    []string   `json:"aliases,omitempty"` // other header wordings that are accepted
	Wording    string     `json:"wording,omitempty"` // regular expression of header wordings that are accepted, any case, where none of these fits
	From       string     `json:"from,omitempty"`    // XML only: path of the element when it is not Name
}

// Column is the field's name in the warehouse: PrimaryNeedCode is primary_need_code.
func (f Field) Column() string { return snakeCase(f.Name) }

// InResearch reports whether the field, coarsened if need be, reaches the research zone.
func (f Field) InResearch() bool {
	return f.Class == ClassFact || f.Class == ClassQuasiIdentifier && f.Coarsen != CoarsenNone
}

// Table is one table of a return.
type Table struct {
	Name     string   `json:"name"`
	Title    string   `json:"title,omitempty"`
	Parent   string   `json:"parent,omitempty"` // the table whose row encloses this one's
	Key      []string `json:"key,omitempty"`    // fields that tell its rows apart within a return
	Optional bool     `json:"optional,omitempty"`
	From     string   `json:"from,omitempty"` // XML only: path, below a child's element, of the element that makes a row
	Fields   []Field  `json:"fields"`
	// About says whom a row is about when it is no child: "school". Such a table is
	// checked and stays in the vault.
	About string `json:"about,omitempty"`
}

// Index is the position of the named field, or -1.
func (t *Table) Index(field string) int {
	for i := range t.Fields {
		if t.Fields[i].Name == field {
			return i
		}
	}
	return -1
}

// IndexOf is the position of the first field that is the given identifier, or -1.
func (t *Table) IndexOf(id Identifier) int {
	for i := range t.Fields {
		if t.Fields[i].Identifier == id {
			return i
		}
	}
	return -1
}

// Layout is the declared shape of a return for one collection year.
type Layout struct {
	Return  ReturnName     `json:"return"`
	Year    CollectionYear `json:"year"`
	Term    string         `json:"term,omitempty"` // school census only: autumn, spring or summer
	Title   string         `json:"title"`
	Version string         `json:"version"`
	Blanks  []string       `json:"blanks,omitempty"` // texts that suppliers write for nothing
	Tables  []Table        `json:"tables"`

	// Described is the version of a request described on site, whose answers are kept
	// as JSON under a view of each version; 0 for returns with tables of their own.
	Described int `json:"-"`
	// Family is that of the child ids, where it is not the return's.
	Family string `json:"-"`
}

// FactTable is where the table's rows stand in the research zone, without the
// schema: CINdetails of the census is cin_cin_details. That of a request described
// on site is a view of one year and version.
func (l *Layout) FactTable(t *Table) string {
	name := string(l.Return) + "_" + snakeCase(t.Name)
	if l.Described > 0 {
		name = fmt.Sprintf("%s_%d_v%d", name, l.Year, l.Described)
	}
	return name
}

// ChildFamily says which returns share this one's local child ids; see ReturnName.Family.
func (l *Layout) ChildFamily() string {
	if l.Family != "" {
		return l.Family
	}
	return l.Return.Family()
}

// Table is the named table, or nil. Names compare without case.
func (l *Layout) Table(name string) *Table {
	for i := range l.Tables {
		if strings.EqualFold(l.Tables[i].Name, name) {
			return &l.Tables[i]
		}
	}
	return nil
}

// Validate reports the first field that lacks a class or whose declaration contradicts itself.
func (l *Layout) Validate() error {
	for i := range l.Tables {
		t := &l.Tables[i]
		for _, f := range t.Fields {
			if err := f.Validate(); err != nil {
				return fmt.Errorf("layout %s %d: table %s: field %s: %w", l.Return, l.Year, t.Name, f.Name, err)
			}
			if t.About != "" && f.Class != ClassDrop {
				return fmt.Errorf("layout %s %d: table %s: field %s: a table about a %s is not loaded, and its fields are of class drop", l.Return, l.Year, t.Name, f.Name, t.About)
			}
		}
	}
	return nil
}

// Validate reports a declaration that contradicts itself, or lacks a class.
func (f Field) Validate() error {
	switch {
	case f.Class != ClassIdentity && f.Class != ClassQuasiIdentifier && f.Class != ClassFact && f.Class != ClassDrop:
		return fmt.Errorf("class %q is not identity, quasi-identifier, fact or drop", f.Class)
	case f.Coarsen != CoarsenNone && f.Class != ClassQuasiIdentifier:
		return fmt.Errorf("only a quasi-identifier is coarsened, not a field of class %s", f.Class)
	case f.Type == TypeCode && f.Codes == "":
		return errors.New("a code field names its code list")
	case f.Coarsen == CoarsenMonth && f.Type != TypeDate, f.Coarsen == CoarsenArea && f.Type != TypePostcode:
		return fmt.Errorf("a %s is not coarsened to %s", f.Type, f.Coarsen)
	}
	return nil
}

// acronyms are the trade's, longest first where one begins another; a name may
// run one straight into a word, as in LAchildID and CPPstartDate.
var acronyms = []string{"DoLo", "FGDM", "ICPC", "CIN", "CPP", "CPC", "UPN", "NHS", "LBP", "NFA", "LA", "PP", "ID"}

// snakeCase turns LAchildID into la_child_id and DATE_INT into date_int.
func snakeCase(name string) string {
	var words []string
	for rest := name; rest != ""; {
		n := wordLen(rest)
		if word := strings.Trim(rest[:n], "_"); word != "" {
			words = append(words, strings.ToLower(word))
		}
		rest = rest[n:]
	}
	return strings.Join(words, "_")
}

// wordLen is how many bytes of s make its first word: up to an underscore, a
// known acronym, or up to the capital that starts the next word.
func wordLen(s string) int {
	for _, a := range acronyms {
		if strings.HasPrefix(s, a) && endsWord(s, len(a)) {
			return len(a)
		}
	}
	for i := 1; i < len(s); i++ {
		if s[i] == '_' || isUpper(s[i]) && (!isUpper(s[i-1]) || i+1 < len(s) && isLower(s[i+1])) {
			return i
		}
	}
	return len(s)
}

// endsWord reports whether s[:n] is a whole word and not the start of a longer
// one in capitals: LA ends in LAchildID, not in LANGUAGE.
func endsWord(s string, n int) bool {
	return n == len(s) || !isUpper(s[n]) || n+1 < len(s) && isLower(s[n+1])
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
