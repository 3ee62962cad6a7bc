package jobs

// Check reads a submission from the vault and records what is wrong with it.
type Check struct {
	Submission int64 `json:"submission"`
}

// Kind names the job in the queue.
func (Check) Kind() string { return "check" }

// Load takes a signed submission apart into identity and facts.
type Load struct {
	Submission int64 `json:"submission"`
}

// Kind names the job in the queue.
func (Load) Kind() string { return "load" }

// Link makes a new person map of all current subjects.
type Link struct {
	Account int64 `json:"account,omitempty"` // who asked, when a person did
	Anew    bool  `json:"anew,omitempty"`    // even if no submission is new
}

// Kind names the job in the queue.
func (Link) Kind() string { return "link" }

// Reconcile finds contradictions between a supplier's own returns.
type Reconcile struct {
	Map int64 `json:"map"`
}

// Kind names the job in the queue.
func (Reconcile) Kind() string { return "reconcile" }

// Measure makes a dataset version and the cells of a report.
type Measure struct {
	Report string `json:"report"`
}

// Kind names the job in the queue.
func (Measure) Kind() string { return "measure" }

// Release protects a report's cells and draws its files.
type Release struct {
	Report int64 `json:"report"`
}

// Kind names the job in the queue.
func (Release) Kind() string { return "release" }

// Publish makes approved reports whose time has come readable.
type Publish struct{}

// Kind names the job in the queue.
func (Publish) Kind() string { return "publish" }

// Pull collects returns that suppliers leave in a folder or at an address.
type Pull struct{}

// Kind names the job in the queue.
func (Pull) Kind() string { return "pull" }

// Chase reminds suppliers of what is due.
type Chase struct{}

// Kind names the job in the queue.
func (Chase) Kind() string { return "chase" }

// Notify sends what waits in the outbox.
type Notify struct{}

// Kind names the job in the queue.
func (Notify) Kind() string { return "notify" }

// Retain destroys what may no longer be kept.
type Retain struct{}

// Kind names the job in the queue.
func (Retain) Kind() string { return "retain" }

// kinds are the names of all jobs.
func kinds() []string {
	return []string{
		Check{}.Kind(), Load{}.Kind(), Link{}.Kind(), Reconcile{}.Kind(), Measure{}.Kind(), Release{}.Kind(),
		Publish{}.Kind(), Pull{}.Kind(), Chase{}.Kind(), Notify{}.Kind(), Retain{}.Kind(),
	}
}
