package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// What keeps a description from being registered.
var (
	ErrReturnTaken = errors.New("a return of this name has tables of its own")
	ErrSameVersion = errors.New("this version is registered with another text: raise the version")
	ErrOldVersion  = errors.New("a later version is registered")
)

// Registered is a description of a request as it stands in the register.
type Registered struct {
	Return  goldset.ReturnName
	Version int
	Years   []goldset.CollectionYear
	Title   string
	At      time.Time
	By      string // account; empty from the command line
}

const newestDescriptionSQL = `
select version, body
from intake.description
where return = $1
order by version desc
limit 1`

const registerDescriptionSQL = `
select intake.register_description(@return, @version, @years, @title, @text, @account, @views)`

// RegisterDescription records a description, whose rules the caller has understood,
// and makes the views of its answers. The same text again is nothing new. tx is the
// office login's; account is 0 from the command line.
func RegisterDescription(ctx context.Context, tx pgx.Tx, d *reference.Description, account int64) error {
	fail := func(err error) error { return fmt.Errorf("register %s version %d: %w", d.Return, d.Version, err) }
	for _, l := range reference.Layouts() {
		if l.Return == d.Return {
			return fail(ErrReturnTaken)
		}
	}
	var version int
	var text string
	switch err := tx.QueryRow(ctx, newestDescriptionSQL, d.Return).Scan(&version, &text); {
	case errors.Is(err, pgx.ErrNoRows):
	case err != nil:
		return fail(err)
	case version == d.Version && text == string(d.Text):
		return nil
	case version == d.Version:
		return fail(ErrSameVersion)
	case version > d.Version:
		return fail(ErrOldVersion)
	}
	views, err := json.Marshal(describedViews(d))
	if err != nil {
		return fail(err)
	}
	_, err = tx.Exec(ctx, registerDescriptionSQL, pgx.StrictNamedArgs{
		"return": string(d.Return), "version": d.Version, "years": d.Years, "title": d.Title, "text": string(d.Text),
		"account": zeroIsNull(account), "views": string(views),
	})
	if err != nil {
		return fail(err)
	}
	actor := ""
	if account != 0 {
		actor = fmt.Sprintf("account %d", account)
	}
	return Audit(ctx, tx, actor, "register description", string(d.Return), map[string]any{"version": d.Version})
}

// zeroIsNull is an id, or null for none.
func zeroIsNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

// describedView is what the database is told of one view.
type describedView struct {
	View    string                 `json:"view"`
	Year    goldset.CollectionYear `json:"year"`
	Table   string                 `json:"table"`
	Columns [][2]string            `json:"columns"` // name and type
}

func describedViews(d *reference.Description) []describedView {
	var views []describedView
	for _, year := range d.Years {
		layout := d.Layout(year)
		for i := range layout.Tables {
			t := &layout.Tables[i]
			view := describedView{View: layout.FactTable(t), Year: year, Table: t.Name, Columns: [][2]string{}}
			for _, f := range t.Fields {
				if f.InResearch() {
					view.Columns = append(view.Columns, [2]string{f.Column(), reference.PostgresType(f)})
				}
			}
			views = append(views, view)
		}
	}
	return views
}

const descriptionForSQL = `
select body
from intake.description
where return = $1 and $2 = any(years)
order by version desc
limit 1`

// DescriptionFor is the newest description of a request for a year: one registered
// on site, or one that ships with tables of its own. ErrNotFound when the return is
// not a described one.
func DescriptionFor(ctx context.Context, db DB, name goldset.ReturnName, year goldset.CollectionYear) (*reference.Description, error) {
	if d := reference.Standing(name, year); d != nil {
		return d, nil
	}
	var text string
	if err := db.QueryRow(ctx, descriptionForSQL, string(name), int(year)).Scan(&text); err != nil {
		return nil, fmt.Errorf("description of %s %d: %w", name, year, orNotFound(err))
	}
	d, err := reference.ReadDescription([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("description of %s %d: %w", name, year, err)
	}
	return d, nil
}

const descriptionsSQL = `
select d.return, d.version, d.years, d.title, d.registered_at, coalesce(a.name, '')
from intake.description d
left join access.account a on a.id = d.registered_by
order by d.return, d.version desc`

// Descriptions lists what is registered, the newest version of each first. db is the
// office login's.
func Descriptions(ctx context.Context, db DB) ([]Registered, error) {
	rows, _ := db.Query(ctx, descriptionsSQL)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Registered])
	if err != nil {
		return nil, fmt.Errorf("descriptions: %w", err)
	}
	return all, nil
}
