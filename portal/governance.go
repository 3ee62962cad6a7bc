package portal

import (
	"fmt"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/store"
)

// permissionRow is a governance record and whether it is in force.
type permissionRow struct {
	store.Permission
	Source string
	Tag    tag
}

func (p *Portal) permissions(v *visit) error {
	records, err := store.Permissions(v.r.Context(), p.Office)
	if err != nil {
		return err
	}
	rows := make([]permissionRow, len(records))
	for i, r := range records {
		rows[i] = permissionRow{Permission: r, Source: reference.FindReturn(r.Return).Title, Tag: p.force(r, v.now)}
	}
	p.render(v, http.StatusOK, "permissions", page{Title: "Permissions", Wide: true, Data: rows})
	return nil
}

// force says whether a record permits anything today. Both of its days count.
func (p *Portal) force(r store.Permission, now time.Time) tag {
	switch {
	case p.daysUntil(now, r.StartsOn) > 0:
		return tag{"Not yet in force", "grey"}
	case p.daysUntil(now, r.EndsOn) < 0:
		return tag{"Ended", "grey"}
	case p.daysUntil(now, r.EndsOn) <= 60:
		return tag{"Ends soon", "yellow"}
	}
	return tag{"In force", "green"}
}

// extensions lists every supplier's requests, those that ask for more time first.
func (p *Portal) extensions(v *visit) error {
	view, err := p.readExtensions(v)
	if err != nil {
		return err
	}
	p.render(v, http.StatusOK, "extensions", page{Title: "Requests and deadlines", Wide: true, Done: done(v), Data: view})
	return nil
}

type askedFor struct {
	requestRow
	Note string
}

type extensionsView struct {
	Asked []askedFor
	All   []requestRow
	// What was typed, shown again after a mistake.
	Request          int64
	Day, Month, Year string
}

func (p *Portal) readExtensions(v *visit) (view extensionsView, err error) {
	list, err := store.AllRequests(v.r.Context(), p.Office)
	if err != nil {
		return view, err
	}
	for _, r := range list {
		row := p.row(v, r)
		view.All = append(view.All, row)
		if !r.ExtensionAsked {
			continue
		}
		events, err := store.RequestEvents(v.r.Context(), p.Office, r.ID)
		if err != nil {
			return view, err
		}
		asked := askedFor{requestRow: row}
		for _, e := range events {
			if e.Kind == store.EventExtensionAsked {
				asked.Note = e.Note
				break
			}
		}
		view.Asked = append(view.Asked, asked)
	}
	return view, nil
}

// decideExtension grants more time until a date, or leaves the deadline as it is,
// and tells the supplier.
func (p *Portal) decideExtension(v *visit) error {
	id, err := v.number("request")
	if err != nil {
		return err
	}
	r, err := store.ReadRequest(v.r.Context(), p.Office, id)
	if err != nil {
		return err
	}
	if v.field("decision") == "decline" {
		return p.declineExtension(v, r)
	}
	until, ok := dateOf(v.field("day"), v.field("month"), v.field("year"))
	if !ok || !until.After(r.Deadline()) {
		view, err := p.readExtensions(v)
		if err != nil {
			return err
		}
		view.Request, view.Day, view.Month, view.Year = id, v.field("day"), v.field("month"), v.field("year")
		p.render(v, http.StatusUnprocessableEntity, "extensions", page{
			Title: "Requests and deadlines", Wide: true, Data: view,
			Errors: []fieldError{{fmt.Sprintf("day-%d", id), "Enter a date after the present deadline, " + p.day(r.Deadline())}},
		})
		return nil
	}
	return p.extend(v, r, until)
}

func (p *Portal) extend(v *visit, r store.Request, until time.Time) error {
	ctx := v.r.Context()
	err := pgx.BeginFunc(ctx, p.Office, func(tx pgx.Tx) error {
		if err := store.ExtendRequest(ctx, tx, r.ID, until, v.who().ID, v.now); err != nil {
			return err
		}
		title := requestTitle(r)
		return store.TellSupplier(ctx, tx, r.Supplier, "New deadline: "+title, title+" is now due on "+p.day(until)+".\n")
	})
	if err != nil {
		return err
	}
	return v.see("/extensions?done=extended")
}

func (p *Portal) declineExtension(v *visit, r store.Request) error {
	ctx := v.r.Context()
	err := pgx.BeginFunc(ctx, p.Office, func(tx pgx.Tx) error {
		err := store.AddRequestEvent(ctx, tx, store.RequestEvent{
			Request: r.ID, Supplier: r.Supplier, At: v.now, Kind: store.EventNotExtended, Account: v.who().ID,
		})
		if err != nil {
			return err
		}
		title := requestTitle(r)
		return store.TellSupplier(ctx, tx, r.Supplier, "Deadline stays: "+title, title+" is still due on "+p.day(r.Deadline())+".\n")
	})
	if err != nil {
		return err
	}
	return v.see("/extensions?done=kept")
}
