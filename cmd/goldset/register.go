package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/store"
)

// register is what must stand before a return may come in.
type register struct {
	Suppliers []struct {
		Code string `json:"code"`
		Kind string `json:"kind"`
		Name string `json:"name"`
	} `json:"suppliers"`
	Accounts []struct {
		Email    string     `json:"email"`
		Name     string     `json:"name"`
		Role     store.Role `json:"role"`
		Supplier string     `json:"supplier"` // code; empty for the Commissioner's office
	} `json:"accounts"`
	Descriptions []string `json:"descriptions"` // files, relative to this one, or names of those that ship
	Requests     []struct {
		Supplier       string                 `json:"supplier"`
		Return         goldset.ReturnName     `json:"return"`
		Year           goldset.CollectionYear `json:"year"`
		Term           string                 `json:"term"`
		Purpose        string                 `json:"purpose"`
		Function       string                 `json:"function"`
		Fields         string                 `json:"fields"`
		WhyNotExisting string                 `json:"why_not_existing"`
		LawfulBasis    string                 `json:"lawful_basis"`
		IssuedOn       date                   `json:"issued_on"`
		DueOn          date                   `json:"due_on"`
	} `json:"requests"`
	Permissions []struct {
		Return          goldset.ReturnName    `json:"return"`
		Purpose         store.GovernedPurpose `json:"purpose"`
		Columns         []string              `json:"columns"`
		Controllers     string                `json:"controllers"`
		Agreement       string                `json:"agreement"`
		DPIAVersion     string                `json:"dpia_version"`
		LegalConditions string                `json:"legal_conditions"`
		OptOut          string                `json:"opt_out"`
		StartsOn        date                  `json:"starts_on"`
		EndsOn          date                  `json:"ends_on"`
		RetainUntil     date                  `json:"retain_until"`
	} `json:"permissions"`

	described []*reference.Description // of the descriptions
}

// date is a day, written 2026-03-31.
type date struct{ time.Time }

// UnmarshalJSON reads the day.
func (d *date) UnmarshalJSON(text []byte) error {
	day, err := time.Parse(`"`+time.DateOnly+`"`, string(text))
	if err != nil {
		return fmt.Errorf("%s is not a day such as \"2026-03-31\"", text)
	}
	d.Time = day
	return nil
}

// invitationLasts is how long a new account's link works.
const invitationLasts = 7 * 24 * time.Hour

func newRegisterCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "register FILE",
		Short: "Record suppliers, accounts, requests and permissions, and print the invitations",
		Long: `Record suppliers, accounts, requests and governance permissions from a JSON file
({"suppliers": [...], "accounts": [...], "descriptions": [...], "requests": [...],
"permissions": [...]}), in one transaction. Descriptions are files that describe
requests of the Commissioner's own. What is there already stays as it is, permissions
apart: each run adds those in the file. For each new account a link is printed with which its owner
sets a password within seven days.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := readConfig()
			if err != nil {
				return err
			}
			r, err := readRegister(args[0])
			if err != nil {
				return exitError{exitUsage, err}
			}
			zones, err := store.Open(cmd.Context(), c.database, store.Options{Password: zonePassword, Only: []store.Login{store.LoginOffice}})
			if err != nil {
				return err
			}
			defer zones.Close()
			return r.record(cmd.Context(), zones.Office, c.public, cmd.OutOrStdout())
		},
	}
}

func readRegister(path string) (*register, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	in := json.NewDecoder(file)
	in.DisallowUnknownFields() // a misspelt field would be left out without a word
	var r register
	if err := in.Decode(&r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, name := range r.Descriptions {
		if beside := filepath.Join(filepath.Dir(path), name); !filepath.IsAbs(name) && isFile(beside) {
			name = beside
		}
		d, err := readDescription(name)
		if err != nil {
			return nil, err
		}
		r.described = append(r.described, d)
	}
	return &r, nil
}

func (r *register) record(ctx context.Context, office store.DB, site string, out io.Writer) error {
	var links []string
	err := pgx.BeginFunc(ctx, office, func(tx pgx.Tx) error {
		for _, s := range r.Suppliers {
			if _, err := store.AddSupplier(ctx, tx, store.Supplier{Code: s.Code, Kind: s.Kind, Name: s.Name}); err != nil {
				return err
			}
		}
		for _, d := range r.described {
			if err := store.RegisterDescription(ctx, tx, d, 0); err != nil {
				return err
			}
		}
		if err := r.recordRequests(ctx, tx); err != nil {
			return err
		}
		if err := r.recordPermissions(ctx, tx); err != nil {
			return err
		}
		var err error
		links, err = r.recordAccounts(ctx, tx, site)
		return err
	})
	for _, link := range links {
		fmt.Fprintln(out, link)
	}
	return err
}

// recordAccounts adds the accounts that are not known and returns a line for each.
func (r *register) recordAccounts(ctx context.Context, tx pgx.Tx, site string) ([]string, error) {
	var links []string
	for _, a := range r.Accounts {
		if _, err := store.AccountByEmail(ctx, tx, a.Email); !isNotFound(err) {
			if err != nil {
				return nil, err
			}
			continue
		}
		account := store.Account{Email: a.Email, Name: a.Name, Role: a.Role}
		if a.Supplier != "" {
			s, err := store.SupplierByCode(ctx, tx, a.Supplier)
			if err != nil {
				return nil, err
			}
			account.Supplier = s.ID
		}
		id, err := store.AddAccount(ctx, tx, account)
		if err != nil {
			return nil, err
		}
		secret, hash := portal.NewInvitation()
		if err := store.AddInvitation(ctx, tx, hash, id, time.Now().Add(invitationLasts)); err != nil {
			return nil, err
		}
		links = append(links, fmt.Sprintf("%s\t%s/invitation/%s", a.Email, site, secret))
	}
	return links, nil
}

func (r *register) recordRequests(ctx context.Context, tx pgx.Tx) error {
	for _, q := range r.Requests {
		s, err := store.SupplierByCode(ctx, tx, q.Supplier)
		if err != nil {
			return err
		}
		_, err = store.RequestFor(ctx, tx, s.ID, q.Return, q.Year, q.Term)
		if err == nil {
			continue
		}
		if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		described, err := store.DescriptionFor(ctx, tx, q.Return, q.Year)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if described != nil && !slices.Contains(described.Suppliers, s.Kind) {
			return fmt.Errorf("%s asks suppliers of the kinds %v, and %s is of kind %s", q.Return, described.Suppliers, q.Supplier, s.Kind)
		}
		_, err = store.AddRequest(ctx, tx, store.Request{
			Hypothetical: described != nil && described.Hypothetical,
			Supplier:     s.ID, Return: q.Return, Year: q.Year, Term: q.Term, Purpose: q.Purpose, Function: q.Function,
			Fields: q.Fields, WhyNotExisting: q.WhyNotExisting, LawfulBasis: q.LawfulBasis,
			IssuedOn: q.IssuedOn.Time, DueOn: q.DueOn.Time,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *register) recordPermissions(ctx context.Context, tx pgx.Tx) error {
	for _, p := range r.Permissions {
		_, err := store.AddPermission(ctx, tx, store.Permission{
			Return: p.Return, Purpose: p.Purpose, Columns: p.Columns, Controllers: p.Controllers, Agreement: p.Agreement,
			DPIAVersion: p.DPIAVersion, LegalConditions: p.LegalConditions, OptOut: p.OptOut,
			StartsOn: p.StartsOn.Time, EndsOn: p.EndsOn.Time, RetainUntil: p.RetainUntil.Time,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
