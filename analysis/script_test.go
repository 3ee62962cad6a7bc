package analysis_test

import (
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"
)

// run carries out one line of a case. YEAR is the collection year of the return
// the row stands in; NAME is a child of one source.
//
//	area CODE DECILE                                    a small area
//	population AUTHORITY YEAR AGE SEX COUNT
//	report AUTHORITY YEAR                               an authority's census and SSDA903, so far empty
//	same NAME OTHER [TIER ...]                          one person, at all tiers unless some are named
//	unlinked NAME REASON                                why linkage joined the child to nobody
//	child AUTHORITY YEAR NAME [born=MONTH] [expected=MONTH] [sex=F]
//	referral AUTHORITY YEAR NAME DATE [closed=DATE] [nfa]
//	plan AUTHORITY YEAR NAME DATE [ended=DATE]          of the child's last referral
//	care AUTHORITY YEAR NAME [born=MONTH] [sex=F]       the child's header row
//	episode AUTHORITY YEAR NAME DATE RNE [ended=DATE] [ls=C2] [place=U1]
//	pupil YEAR TERM NAME SCHOOL ENTRY [born=MONTH] [sex=F] [sen=E] [meals] [area=CODE] [sessions=N]
//	    [absent=N] [ill=N] [late=N] [suspended] [second]
//	camhs YEAR NAME DATE [accepted=yes] [second=DATE] [closed=DATE] [area=CODE]
func (s *script) run(words []string) {
	s.t.Helper()
	verb, rest := words[0], words[1:]
	switch verb {
	case "area":
		s.exec(`insert into research.small_area (small_area, idaci_decile) values ($1, $2)`, rest[0], s.number(rest[1]))
	case "population":
		s.exec(`insert into research.population (authority, year, age, sex, count) values ($1, $2, $3, $4, $5)`,
			rest[0], s.number(rest[1]), s.number(rest[2]), rest[3], s.number(rest[4]))
	case "report":
		s.submission(rest[0], "cin", s.number(rest[1]), "")
		s.submission(rest[0], "ssda903", s.number(rest[1]), "")
	case "same":
		s.same(rest)
	case "unlinked":
		s.exec(`insert into research.unlinked (map_version, subject, reason) values ($1, $2, $3)`,
			s.mapVersion, subject(rest[0]), strings.Join(rest[1:], " "))
	case "child", "referral", "plan", "care", "episode":
		s.socialCare(verb, rest[0], s.number(rest[1]), rest[2], rest[3:])
	case "pupil":
		s.pupil(s.number(rest[0]), rest[1], rest[2], rest[3], rest[4], options(rest[5:]))
	case "camhs":
		s.camhs(s.number(rest[0]), rest[1], rest[2], options(rest[3:]))
	default:
		s.t.Fatalf("%s: no such line: %s", s.line, verb)
	}
}

func (s *script) exec(sql string, args ...any) {
	s.t.Helper()
	_, err := s.tx.Exec(s.t.Context(), sql, args...)
	require.NoError(s.t, err, s.line)
}

// submission is the id of the supplier's return, made at its first row.
func (s *script) submission(supplier, of string, year int, term string) int64 {
	s.t.Helper()
	key := fmt.Sprint(supplier, of, year, term)
	id, made := s.submissions[key]
	if !made {
		id = int64(len(s.submissions) + 1)
		s.submissions[key] = id
		s.exec(`insert into research.dataset_submission (dataset_version, submission_id, supplier, return, year, term)
			values ($1, $2, $3, $4, $5, $6)`, s.version, id, supplier, of, year, term)
	}
	return id
}

func (s *script) same(words []string) {
	s.t.Helper()
	tiers := words[2:]
	if len(tiers) == 0 {
		tiers = []string{"strict", "base", "loose"}
	}
	for _, tier := range tiers {
		// The first name's person takes the second in, and all that the second is.
		s.exec(`insert into research.person_map (map_version, tier, subject, person) values ($1, $2, $3, $3)
			on conflict do nothing`, s.mapVersion, tier, subject(words[0]))
		s.exec(`insert into research.person_map (map_version, tier, subject, person)
			select $1, $2, $4, person from research.person_map where map_version = $1 and tier = $2 and subject = $3
			on conflict do nothing`,
			s.mapVersion, tier, subject(words[0]), subject(words[1]))
	}
}

// insert adds a row to a statutory table and returns its number.
func (s *script) insert(table string, submission int64, year, parent int, name, columns string, values ...any) int {
	s.t.Helper()
	key := fmt.Sprint(table, submission)
	row := s.rows[key]
	s.rows[key]++
	args := append([]any{submission, year, row, parent, subject(name)}, values...)
	places := make([]string, len(values))
	for i, v := range values {
		places[i] = fmt.Sprintf("$%d", i+6)
		if text, ok := v.(string); ok {
			// Dates and numbers are written as in the case; Postgres reads them.
			args[i+5] = text
		}
	}
	s.exec(fmt.Sprintf(`insert into research.%s (submission_id, collection_year, row_no, parent_no, subject, flagged, %s)
		values ($1, $2, $3, $4, $5, false, %s)`, table, columns, strings.Join(places, ", ")), args...)
	return row
}

// month is a month of birth as a date, or missing.
func month(o map[string]string, name string) any {
	if value, given := o[name]; given {
		return value + "-01"
	}
	return nil
}

func (s *script) socialCare(verb, authority string, year int, name string, rest []string) {
	s.t.Helper()
	key := fmt.Sprint(authority, year, name)
	parent := func(rows map[string]int) int {
		if row, there := rows[key]; there {
			return row
		}
		return -1
	}
	cin, care := s.submission(authority, "cin", year, ""), s.submission(authority, "ssda903", year, "")
	switch verb {
	case "child":
		o := options(rest)
		s.child[key] = s.insert("cin_child_identifiers", cin, year, -1, name,
			"person_birth_date, expected_person_birth_date, sex", month(o, "born"), month(o, "expected"), optional(o, "sex"))
	case "referral":
		o := options(rest[1:])
		_, nfa := o["nfa"]
		s.open[key] = s.insert("cin_cin_details", cin, year, parent(s.child), name,
			"cin_referral_date, cin_closure_date, referral_nfa", rest[0], optional(o, "closed"), nfa)
	case "plan":
		s.insert("cin_child_protection_plans", cin, year, parent(s.open), name,
			"cpp_start_date, cpp_end_date", rest[0], optional(options(rest[1:]), "ended"))
	case "care":
		o := options(rest)
		s.insert("ssda903_header", care, year, -1, name, "dob, sex", month(o, "born"), optional(o, "sex"))
	case "episode":
		o := options(rest[2:])
		legal := "C2"
		if given, there := o["ls"]; there {
			legal = given
		}
		s.insert("ssda903_episodes", care, year, -1, name, "decom, rne, dec, ls, place",
			rest[0], rest[1], optional(o, "ended"), legal, optional(o, "place"))
	}
}

func (s *script) pupil(year int, term, name, school, entry string, o map[string]string) {
	s.t.Helper()
	submission := s.submission("DFE", "school_census", year, term)
	const key = "term, "
	row := s.insert("school_census_pupilonroll", submission, year, -1, name,
		key+"native_id, entrydate, dob, sex, senprovision, termlysessionspossible, termlysessionsauthorised, enrolstatus",
		term, school, entry, month(o, "born"), optional(o, "sex"), optional(o, "sen"), optional(o, "sessions"), optional(o, "absent"),
		map[bool]string{false: "C", true: "S"}[o["second"] != ""])
	if area, given := o["area"]; given {
		s.insert("school_census_addresses", submission, year, row, name, key+"native_id, postcode", term, school, area)
	}
	if _, given := o["meals"]; given {
		s.insert("school_census_fsmperiod", submission, year, row, name, key+"fsmstartdate", term, entry)
	}
	for option, code := range map[string]string{"ill": "I", "late": "L"} {
		if sessions, given := o[option]; given {
			s.insert("school_census_termlysessiondetailsonroll", submission, year, row, name, key+"attendancereason, sessions", term, code, sessions)
		}
	}
	if _, given := o["suspended"]; given {
		s.insert("school_census_termlyexclusionsonroll", submission, year, row, name, key+"category", term, "SUSP")
	}
}

func (s *script) camhs(year int, name, date string, o map[string]string) {
	s.t.Helper()
	s.insert("camhs_referrals", s.submission("NHS", "camhs", year, ""), year, -1, name,
		"referral_date, accepted, second_contact_date, closed_date, postcode",
		date, optional(o, "accepted"), optional(o, "second"), optional(o, "closed"), optional(o, "area"))
}
