package portal

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/store"
)

func reportTag(s store.ReportState) tag {
	switch s {
	case store.ReportDraft:
		return tag{"Awaiting approval", "yellow"}
	case store.ReportApproved:
		return tag{"Approved", "turquoise"}
	case store.ReportPublished:
		return tag{"Published", "green"}
	case store.ReportRefused:
		return tag{"Refused", "red"}
	case store.ReportWithdrawn:
		return tag{"Withdrawn", "grey"}
	}
	return tag{string(s), "grey"}
}

// reportView is a report, its files and how many of its cells are shown.
type reportView struct {
	store.ReportHead
	Tag        tag
	Files      []store.ReportFile
	Shown      int64
	Hidden     []store.CellCounts
	MayRead    bool
	MayApprove bool
}

// Link is where the report's pages start.
func (r reportView) Link() string { return "/reports/" + strconv.FormatInt(r.ID, 10) }

// attackLine is one count of what the attacker tried and found.
type attackLine struct {
	Label string
	Count int64
}

// AttackLines are the attacker's counts in words, in the order of a reader's questions.
func (r reportView) AttackLines() (lines []attackLine) {
	for _, known := range []struct{ name, label string }{
		{"cells", "Cells attacked"},
		{"figures", "Counts published or hidden"},
		{"primary", "Hidden for their own sake"},
		{"secondary", "Hidden so that another cannot be worked out"},
		{"remainders", "Counts nobody publishes, protected too"},
		{"fewest_candidates", "Fewest values that a hidden count could still have"},
		{"insiders", "Counts that a child alone in a cell could narrow down"},
	} {
		if count, ok := r.Attack[known.name]; ok {
			lines = append(lines, attackLine{known.label, int64(count)})
		}
	}
	return lines
}

// mayRead: what is not approved yet is for whoever approves it and for governance.
func mayRead(role store.Role, r *store.ReportHead) bool {
	return r.Open() || r.State == store.ReportDraft && role != store.RoleAnalyst
}

func (p *Portal) reports(v *visit) error {
	heads, err := store.ReportHeads(v.r.Context(), p.Office)
	if err != nil {
		return err
	}
	var views []reportView
	for _, h := range heads {
		views = append(views, reportView{ReportHead: h, Tag: reportTag(h.State), MayRead: mayRead(v.who().Role, &h)})
	}
	p.render(v, http.StatusOK, "reports", page{Title: "Reports", Done: done(v), Data: views})
	return nil
}

// readReport reads the report that the address names, for those who may see it.
func (p *Portal) readReport(v *visit) (reportView, error) {
	id, err := v.number("report")
	if err != nil {
		return reportView{}, err
	}
	ctx := v.r.Context()
	head, err := store.ReadReportHead(ctx, p.Office, id)
	if err != nil {
		return reportView{}, err
	}
	view := reportView{ReportHead: head, Tag: reportTag(head.State), MayRead: mayRead(v.who().Role, &head)}
	if !view.MayRead {
		return reportView{}, errNotFound
	}
	view.MayApprove = v.who().Role == store.RoleApprover && head.State == store.ReportDraft
	if view.Files, err = store.ReportFiles(ctx, p.Office, id); err != nil {
		return reportView{}, err
	}
	cells, err := store.ReportCells(ctx, p.Office, id)
	for _, c := range cells {
		if c.Mask == "" {
			view.Shown = c.Cells
		} else {
			view.Hidden = append(view.Hidden, c)
		}
	}
	return view, err
}

func (p *Portal) report(v *visit) error {
	view, err := p.readReport(v)
	if err != nil {
		return err
	}
	p.render(v, http.StatusOK, "report", page{Title: view.Title, Back: "/reports", Done: done(v), Data: view})
	return nil
}

// reportFile sends a file of a report as it was drawn. A page opens in the browser,
// anything else is saved.
func (p *Portal) reportFile(v *visit) error {
	view, err := p.readReport(v)
	if err != nil {
		return err
	}
	file, err := store.ReadReportFile(v.r.Context(), p.Office, view.ID, v.r.PathValue("file"))
	if err != nil {
		return err
	}
	if !strings.HasPrefix(file.Media, "text/html") {
		v.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	}
	writeDocument(v, file.Media, file.Content)
	return nil
}

func (p *Portal) approvePage(v *visit) error {
	view, err := p.readReport(v)
	if err != nil {
		return err
	}
	if !view.MayApprove {
		return v.see(view.Link())
	}
	p.drawApprove(v, http.StatusOK, view)
	return nil
}

func (p *Portal) drawApprove(v *visit, status int, view reportView, wrong ...fieldError) {
	p.render(v, status, "approve", page{Title: "Approve this release", Back: view.Link(), Errors: wrong, Data: view})
}

func (p *Portal) approve(v *visit) error {
	view, err := p.readReport(v)
	if err != nil {
		return err
	}
	if v.field("confirm") != "yes" {
		p.drawApprove(v, http.StatusUnprocessableEntity, view,
			fieldError{"confirm", "Confirm that you have read the report and its disclosure check"})
		return nil
	}
	err = pgx.BeginFunc(v.r.Context(), p.Office, func(tx pgx.Tx) error {
		return store.ApproveReport(v.r.Context(), tx, view.ID, v.who().ID, v.now)
	})
	if err != nil {
		return err
	}
	return v.see(view.Link() + "?done=approved")
}
