package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/store"
)

// pageSize is how many findings or children one page shows.
const pageSize = 50

// pager says which part of a list a page shows.
type pager struct {
	Page  int
	Pages int
	From  int64
	To    int64
	All   int64
	path  string
}

func newPager(path string, number int, all int64) pager {
	pages := max(int((all+pageSize-1)/pageSize), 1)
	number = min(number, pages)
	from := int64(number-1)*pageSize + 1
	return pager{Page: number, Pages: pages, From: min(from, all), To: min(from+pageSize-1, all), All: all, path: path}
}

func (g pager) offset() int { return (g.Page - 1) * pageSize }

// Link is the address of another page of the list.
func (g pager) Link(number int) string {
	join := "?"
	if strings.Contains(g.path, "?") {
		join = "&"
	}
	return fmt.Sprintf("%s%spage=%d", g.path, join, number)
}

// Previous is the page before, 0 on the first.
func (g pager) Previous() int { return g.Page - 1 }

// Next is the page after, 0 on the last.
func (g pager) Next() int {
	if g.Page == g.Pages {
		return 0
	}
	return g.Page + 1
}

// Suffix tells pages of one list apart in the title.
func (g pager) Suffix() string {
	if g.Pages == 1 {
		return ""
	}
	return fmt.Sprintf(" (page %d of %d)", g.Page, g.Pages)
}

func (p *Portal) findings(v *visit) error {
	view, err := p.readGrouped(v)
	if err != nil {
		return err
	}
	p.render(v, http.StatusOK, "findings", page{
		Title: "What the check found", Back: view.Link(), Done: done(v), Data: view,
	})
	return nil
}

// shownFinding is a finding and the values it is about.
type shownFinding struct {
	store.Finding
	Evidence
}

// Pairs sets each field beside its value.
func (f shownFinding) Pairs() (pairs []struct{ Field, Value string }) {
	for i, field := range f.Fields {
		value := ""
		if i < len(f.Values) {
			value = f.Values[i]
		}
		pairs = append(pairs, struct{ Field, Value string }{field, value})
	}
	return pairs
}

// listView is one page of findings.
type listView struct {
	submissionView
	Group    store.FindingGroup
	Findings []shownFinding
	Pager    pager
	Child    string
}

// RuleLink is where the findings of a rule are.
func (s submissionView) RuleLink(rule string) string {
	return s.Link() + "/rules/" + url.PathEscape(rule)
}

// rule shows the findings of one rule, page by page.
func (p *Portal) rule(v *visit) error {
	view, err := p.readRule(v)
	if err != nil {
		return err
	}
	view.Pager = newPager(view.RuleLink(view.Group.Rule), v.page(), view.Group.Findings)
	var found []store.Finding
	err = p.asSupplier(v, func(tx pgx.Tx) (err error) {
		found, err = store.FindingsOfRule(v.r.Context(), tx, view.ID, view.Group.Rule, pageSize, view.Pager.offset())
		return err
	})
	if err != nil {
		return err
	}
	if view.Findings, err = p.withValues(v, view.ID, found); err != nil {
		return err
	}
	p.render(v, http.StatusOK, "rule", page{
		Title: "Rule " + view.Group.Rule + view.Pager.Suffix(), Back: view.Link() + "/findings", Done: done(v), Wide: true, Data: view,
	})
	return nil
}

// readRule finds the group that the address names. A rule that found nothing has no page.
func (p *Portal) readRule(v *visit) (listView, error) {
	view, err := p.readSubmission(v)
	if err != nil {
		return listView{}, err
	}
	list := listView{submissionView: view}
	err = p.asSupplier(v, func(tx pgx.Tx) (err error) {
		list.Group, err = store.FindingGroupOf(v.r.Context(), tx, view.ID, v.r.PathValue("rule"))
		return err
	})
	return list, err
}

// withValues sets beside each finding what it is about, read from the vault for
// this page and for this supplier.
func (p *Portal) withValues(v *visit, submission int64, found []store.Finding) ([]shownFinding, error) {
	if len(found) == 0 {
		return nil, nil
	}
	values, err := p.Work.Values(v.r.Context(), v.who().Supplier, submission, found)
	if err != nil {
		return nil, err
	}
	if len(values) != len(found) {
		return nil, fmt.Errorf("values for %d findings of submission %d: got %d", len(found), submission, len(values))
	}
	shown := make([]shownFinding, len(found))
	for i := range found {
		shown[i] = shownFinding{found[i], values[i]}
	}
	return shown, nil
}

// shownChild is a child with findings.
type shownChild struct {
	store.ChildGroup
	Child string
}

// children shows the findings gathered by child, page by page.
func (p *Portal) children(v *visit) error {
	view, err := p.readSubmission(v)
	if err != nil {
		return err
	}
	path := view.Link() + "/children"
	var groups []store.ChildGroup
	var all int64
	var firsts []store.Finding
	var pages pager
	err = p.asSupplier(v, func(tx pgx.Tx) (err error) {
		ctx := v.r.Context()
		groups, all, err = store.ChildGroups(ctx, tx, view.ID, pageSize, (v.page()-1)*pageSize)
		if err != nil {
			return err
		}
		pages = newPager(path, v.page(), all)
		for _, g := range groups {
			first, err := store.ReadFinding(ctx, tx, view.ID, g.First)
			if err != nil {
				return err
			}
			firsts = append(firsts, first)
		}
		return nil
	})
	if err != nil {
		return err
	}
	values, err := p.withValues(v, view.ID, firsts)
	if err != nil {
		return err
	}
	list := make([]shownChild, len(groups))
	for i, g := range groups {
		list[i] = shownChild{g, values[i].Child}
	}
	p.render(v, http.StatusOK, "children", page{
		Title: "What the check found, by child" + pages.Suffix(), Back: view.Link(), Wide: true,
		Data: struct {
			submissionView
			Children []shownChild
			Pager    pager
		}{view, list, pages},
	})
	return nil
}

// childLimit is how many findings about one child a page shows; no child of a
// plausible return has more.
const childLimit = 500

// child shows all findings about the child that a finding is about. The address
// names the finding, so it says nothing of the child.
func (p *Portal) child(v *visit) error {
	view, of, err := p.readFinding(v)
	if err != nil {
		return err
	}
	var found []store.Finding
	err = p.asSupplier(v, func(tx pgx.Tx) (err error) {
		found, err = store.FindingsOfChild(v.r.Context(), tx, of, childLimit)
		return err
	})
	if err != nil {
		return err
	}
	list := listView{submissionView: view}
	if list.Findings, err = p.withValues(v, view.ID, found); err != nil {
		return err
	}
	list.Child = list.Findings[0].Child
	p.render(v, http.StatusOK, "child", page{
		Title: "Findings about one child", Back: view.Link() + "/children", Done: done(v), Wide: true, Data: list,
	})
	return nil
}

// readFinding reads the finding that the address names.
func (p *Portal) readFinding(v *visit) (submissionView, store.Finding, error) {
	view, err := p.readSubmission(v)
	if err != nil {
		return view, store.Finding{}, err
	}
	id, err := v.number("finding")
	if err != nil {
		return view, store.Finding{}, err
	}
	var f store.Finding
	err = p.asSupplier(v, func(tx pgx.Tx) (err error) {
		f, err = store.ReadFinding(v.r.Context(), tx, view.ID, id)
		return err
	})
	return view, f, err
}
