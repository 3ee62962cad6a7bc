package portal

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/goldset/goldset/store"
)

// linkKind is the queue's name of a linkage.
const linkKind = "link"

// listed is how many jobs a list shows.
const listed = 20

func jobTag(j store.Job) tag {
	if j.Cancelling && !j.Ended() {
		return tag{"Cancelling", "yellow"}
	}
	switch j.State {
	case "completed":
		return tag{"Finished", "green"}
	case "running":
		return tag{"Running", "blue"}
	case "available", "pending":
		return tag{"Waiting", "grey"}
	case "scheduled":
		return tag{"Scheduled", "grey"}
	case "retryable":
		return tag{"Will be tried again", "yellow"}
	case "cancelled":
		return tag{"Cancelled", "grey"}
	case "discarded":
		return tag{"Failed", "red"}
	}
	return tag{j.State, "grey"}
}

// jobRow is a job with its status in words.
type jobRow struct {
	store.Job
	Tag      tag
	Progress store.Progress
}

func (p *Portal) linkage(v *visit) error {
	jobs, err := store.Jobs(v.r.Context(), p.Office, store.JobFilter{Kinds: []string{linkKind}, Limit: listed})
	if err != nil {
		return err
	}
	rows := make([]jobRow, len(jobs))
	active := false
	for i, j := range jobs {
		rows[i] = jobRow{Job: j, Tag: jobTag(j)}
		active = active || !j.Ended()
	}
	p.render(v, http.StatusOK, "linkage", page{Title: "Linkage", Done: done(v), Data: struct {
		Jobs   []jobRow
		Active bool
	}{rows, active}})
	return nil
}

func (p *Portal) startLinkage(v *visit) error {
	job, err := p.Work.StartLinkage(v.r.Context(), v.who().ID)
	if err != nil {
		return err
	}
	return v.see("/linkage/jobs/" + strconv.FormatInt(job, 10))
}

// readLinkage reads the linkage job that the address names; other jobs are not the analyst's.
func (p *Portal) readLinkage(v *visit) (jobRow, error) {
	id, err := v.number("job")
	if err != nil {
		return jobRow{}, err
	}
	job, err := store.ReadJob(v.r.Context(), p.Office, id, linkKind)
	if err != nil {
		return jobRow{}, err
	}
	progress, err := store.ReadProgress(v.r.Context(), p.Office, id)
	return jobRow{Job: job, Tag: jobTag(job), Progress: progress}, err
}

func (p *Portal) linkageJob(v *visit) error {
	row, err := p.readLinkage(v)
	if err != nil {
		return err
	}
	refresh := v.refresh()
	if row.Ended() {
		refresh = 0
	}
	p.render(v, http.StatusOK, "linkagejob", page{
		Title: "Linkage job " + strconv.FormatInt(row.ID, 10), Back: "/linkage", Refresh: refresh, Done: done(v), Data: row,
	})
	return nil
}

func (p *Portal) cancelLinkage(v *visit) error {
	row, err := p.readLinkage(v)
	if err != nil {
		return err
	}
	path := "/linkage/jobs/" + strconv.FormatInt(row.ID, 10)
	if row.Ended() {
		return v.see(path) // it finished first: nothing is left to cancel
	}
	if err := p.Work.CancelJob(v.r.Context(), row.ID); err != nil {
		return err
	}
	return v.see(path + "?done=stopped")
}

func (p *Portal) linkQuality(v *visit) error {
	quality, err := p.Work.LinkQuality(v.r.Context())
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	p.render(v, http.StatusOK, "quality", page{Title: "Link quality", Wide: true, Data: quality})
	return nil
}
