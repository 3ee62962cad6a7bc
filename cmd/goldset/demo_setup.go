package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/synthetic"
	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/store"
)

// demoPassword is the password of every made-up account. It opens nothing but a
// private database full of children who do not exist.
const demoPassword = "children-first-2026"

// demoAccounts are the Commissioner's office, and what each looks at first.
var demoAccounts = []struct {
	role  store.Role
	email string
	name  string
	look  string
}{
	{store.RoleAnalyst, "analyst@commissioner.example", "Ada Analyst", "Link quality, then Reports: the flow from rows to cohort and the unlinked by age"},
	{store.RoleReviewer, "reviewer@commissioner.example", "Rana Reviewer", "Review pairs: one doubtful pair at a time"},
	{store.RoleOperator, "operator@commissioner.example", "Oli Operator", "Queues and health; then /metrics"},
	{store.RoleGovernance, "governance@commissioner.example", "Gwen Governance", "Permissions: the records without which no job runs"},
	{store.RoleApprover, "approver@commissioner.example", "Abi Approver", "Reports: the page that nobody else can publish"},
}

// demoSuppliers makes the suppliers, their people and the requests to them.
func (d *demo) suppliers(ctx context.Context, england *synthetic.England) error {
	hash := portal.HashPassword(demoPassword)
	office := d.service.zones.Office
	for _, a := range demoAccounts {
		if err := addOnce(ctx, office, store.Account{Email: a.email, Name: a.name, Role: a.role, PasswordHash: hash}); err != nil {
			return err
		}
	}
	people := []store.Supplier{
		{Code: synthetic.SupplierDepartment, Kind: "department", Name: "Department for Education"},
		{Code: synthetic.SupplierHealth, Kind: "health", Name: "NHS England"},
	}
	for _, a := range england.Authorities() {
		people = append(people, store.Supplier{Code: a[0], Kind: "authority", Name: a[1]})
	}
	for _, s := range people {
		id, err := store.AddSupplier(ctx, office, s)
		if err != nil {
			return err
		}
		d.supplierIDs[s.Code] = id
		for _, who := range []store.Role{store.RoleProvider, store.RoleSignatory} {
			err := addOnce(ctx, office, store.Account{
				Supplier: id, Email: demoEmail(who, s.Code), Name: demoName(who), Role: who, PasswordHash: hash,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func demoEmail(role store.Role, code string) string {
	return fmt.Sprintf("%s@%s.example", map[store.Role]string{store.RoleProvider: "officer", store.RoleSignatory: "signatory"}[role], code)
}

func demoName(role store.Role) string {
	return map[store.Role]string{store.RoleProvider: "Olu Officer", store.RoleSignatory: "Sam Signatory"}[role]
}

func addOnce(ctx context.Context, db store.DB, a store.Account) error {
	if _, err := store.AccountByEmail(ctx, db, a.Email); err == nil {
		return nil
	}
	_, err := store.AddAccount(ctx, db, a)
	return err
}

// demoReturns say why each return is asked for.
var demoReturns = map[goldset.ReturnName]struct{ fields, why, basis string }{
	goldset.CINCensus: {
		"The children in need census for the collection year, as sent to the Department for Education.",
		"The Department publishes counts by authority; no published data follows a child from one authority to another.",
		"Section 2F(2) of the Children Act 2004: information that the authority holds and may lawfully disclose.",
	},
	goldset.SSDA903: {
		"The SSDA903 return on looked-after children for the collection year.",
		"Published figures on placement stability do not follow a child across authorities or into school records.",
		"Section 2F(2) of the Children Act 2004: information that the authority holds and may lawfully disclose.",
	},
	goldset.Identifiers: {
		"For each child in the two returns: local id, names, birth date, postcodes, UPN and NHS number.",
		"A third of children in need carry no UPN; without names they cannot be found in any other source.",
		"Section 2F(2) of the Children Act 2004; used for linkage only and kept apart from what is analysed.",
	},
	goldset.SchoolCensus: {
		"The school census for the term: pupils on roll, addresses, special educational needs, attendance, exclusions.",
		"Need can only be set against the children who are not in need if every pupil is in the denominator.",
		"Section 2F(2) of the Children Act 2004 and section 537A of the Education Act 1996.",
	},
	goldset.CAMHS: {
		"Referrals to child and adolescent mental health services, whether each was accepted, why not, and first and second contacts.",
		"No published source says what becomes of referrals of children who are in need or in care.",
		"Hypothetical in this demonstration. The gateway would be section 2F of the Children Act 2004 with section 251 of the National Health Service Act 2006.",
	},
}

// requests asks every supplier for what it will send.
func (d *demo) requests(ctx context.Context, england *synthetic.England) error {
	for s := range england.Submissions() {
		text := demoReturns[s.Return]
		issued := time.Date(int(s.Year), time.April, 1, 0, 0, 0, 0, time.UTC)
		request := store.Request{
			Supplier: d.supplierIDs[s.Supplier], Return: s.Return, Year: s.Year, Term: s.Term,
			Purpose:  "To find what drives need among children in care and in need, what happens to them, and how services could help.",
			Function: "The primary function: promoting and protecting the rights of children in England (Children Act 2004, section 2).",
			Fields:   text.fields, WhyNotExisting: text.why, LawfulBasis: text.basis, Hypothetical: s.Return == goldset.CAMHS,
			IssuedOn: issued, DueOn: issued.AddDate(0, 4, 0),
		}
		known, err := store.RequestFor(ctx, d.service.zones.Office, request.Supplier, s.Return, s.Year, s.Term)
		if err == nil {
			d.requestIDs[requestKey(s)] = known.ID
			continue
		}
		err = pgx.BeginFunc(ctx, d.service.zones.Office, func(tx pgx.Tx) error {
			id, err := store.AddRequest(ctx, tx, request)
			d.requestIDs[requestKey(s)] = id
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func requestKey(s synthetic.Submission) string {
	return fmt.Sprintf("%s/%s/%d/%s", s.Supplier, s.Return, s.Year, s.Term)
}

// reference imports the reference sets of made-up England.
func (d *demo) reference(ctx context.Context, england *synthetic.England) error {
	for _, set := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"population", england.Population},
		{"small-areas", england.SmallAreas},
	} {
		var text bytes.Buffer
		if err := set.write(&text); err != nil {
			return err
		}
		if err := importReference(ctx, d.service.zones, set.name, &text); err != nil {
			return err
		}
	}
	return nil
}
