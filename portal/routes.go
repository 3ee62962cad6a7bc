package portal

import (
	"github.com/goldset/goldset/store"
)

// route is one page or form and who may use it.
type route struct {
	pattern string
	public  bool         // no session needed
	roles   []store.Role // empty: any account
	streams bool         // the handler reads the body itself and checks the form token
	show    func(*visit) error
}

// routes is the whole portal. A route not listed does not exist, and one listed
// without roles or public is for any account that is signed in.
func (p *Portal) routes() []route {
	provider := []store.Role{store.RoleProvider}
	signatory := []store.Role{store.RoleSignatory}
	analyst := []store.Role{store.RoleAnalyst}
	reviewer := []store.Role{store.RoleReviewer}
	operator := []store.Role{store.RoleOperator}
	governance := []store.Role{store.RoleGovernance}
	approver := []store.Role{store.RoleApprover}
	return []route{
		{pattern: "GET /{$}", show: p.start},
		{pattern: "GET /sign-in", public: true, show: p.signInPage},
		{pattern: "POST /sign-in", public: true, show: p.signIn},
		{pattern: "POST /sign-out", show: p.signOut},
		{pattern: "GET /account", show: p.account},
		{pattern: "GET /about", public: true, show: p.about},
		{pattern: "GET /invitation/{invitation}", public: true, show: p.invitationPage},
		{pattern: "POST /invitation/{invitation}", public: true, show: p.takeInvitation},

		{pattern: "GET /requests", roles: supplierRoles, show: p.requests},
		{pattern: "GET /requests/{request}", roles: supplierRoles, show: p.request},
		{pattern: "GET /requests/{request}/letter", roles: supplierRoles, show: p.letter},
		{pattern: "GET /requests/{request}/dictionary", roles: supplierRoles, show: p.dictionary},
		{pattern: "GET /requests/{request}/template", roles: supplierRoles, show: p.template},
		{pattern: "GET /requests/{request}/answer", roles: supplierRoles, show: p.answerPage},
		{pattern: "POST /requests/{request}/answer", roles: supplierRoles, show: p.answer},
		{pattern: "GET /requests/{request}/extension", roles: supplierRoles, show: p.extensionPage},
		{pattern: "POST /requests/{request}/extension", roles: supplierRoles, show: p.askExtension},
		{pattern: "GET /requests/{request}/upload", roles: provider, show: p.uploadPage},
		{pattern: "POST /requests/{request}/upload", roles: provider, streams: true, show: p.upload},

		{pattern: "GET /try", roles: provider, show: p.tryPage},
		{pattern: "POST /try/{want}", roles: provider, streams: true, show: p.try},

		{pattern: "GET /submissions/{submission}", roles: supplierRoles, show: p.submission},
		{pattern: "GET /submissions/{submission}/findings", roles: supplierRoles, show: p.findings},
		{pattern: "GET /submissions/{submission}/findings.csv", roles: supplierRoles, show: p.findingsCSV},
		{pattern: "GET /submissions/{submission}/findings.html", roles: supplierRoles, show: p.findingsPage},
		{pattern: "GET /submissions/{submission}/findings.json", roles: supplierRoles, show: p.findingsJSON},
		{pattern: "GET /submissions/{submission}/annotated", roles: supplierRoles, show: p.annotated},
		{pattern: "GET /submissions/{submission}/changes", roles: supplierRoles, show: p.changes},
		{pattern: "GET /submissions/{submission}/changes.json", roles: supplierRoles, show: p.changesJSON},
		{pattern: "GET /submissions/{submission}/children", roles: supplierRoles, show: p.children},
		{pattern: "GET /submissions/{submission}/rules/{rule}", roles: supplierRoles, show: p.rule},
		{pattern: "GET /submissions/{submission}/rules/{rule}/explain", roles: provider, show: p.explainRulePage},
		{pattern: "POST /submissions/{submission}/rules/{rule}/explain", roles: provider, show: p.explainRule},
		{pattern: "POST /submissions/{submission}/rules/{rule}/carry", roles: provider, show: p.carry},
		{pattern: "GET /submissions/{submission}/answers", roles: provider, show: p.answersPage},
		{pattern: "POST /submissions/{submission}/answers", roles: provider, streams: true, show: p.answers},
		{pattern: "GET /submissions/{submission}/findings/{finding}/child", roles: supplierRoles, show: p.child},
		{pattern: "GET /submissions/{submission}/findings/{finding}/explain", roles: provider, show: p.explainFindingPage},
		{pattern: "POST /submissions/{submission}/findings/{finding}/explain", roles: provider, show: p.explainFinding},
		{pattern: "GET /submissions/{submission}/check", roles: supplierRoles, show: p.checkReturn},
		{pattern: "POST /submissions/{submission}/send", roles: provider, show: p.send},
		{pattern: "GET /submissions/{submission}/sign-off", roles: signatory, show: p.signOffPage},
		{pattern: "POST /submissions/{submission}/sign-off", roles: signatory, show: p.signOff},
		{pattern: "GET /submissions/{submission}/decline", roles: signatory, show: p.declinePage},
		{pattern: "POST /submissions/{submission}/decline", roles: signatory, show: p.decline},
		{pattern: "GET /submissions/{submission}/receipt", roles: supplierRoles, show: p.receipt},
		{pattern: "GET /submissions/{submission}/receipt.json", roles: supplierRoles, show: p.receiptJSON},

		{pattern: "GET /linkage", roles: analyst, show: p.linkage},
		{pattern: "POST /linkage", roles: analyst, show: p.startLinkage},
		{pattern: "GET /linkage/jobs/{job}", roles: analyst, show: p.linkageJob},
		{pattern: "POST /linkage/jobs/{job}/cancel", roles: analyst, show: p.cancelLinkage},
		{pattern: "GET /linkage/quality", roles: analyst, show: p.linkQuality},

		{pattern: "GET /reports", roles: officeReaders, show: p.reports},
		{pattern: "GET /reports/{report}", roles: officeReaders, show: p.report},
		{pattern: "GET /reports/{report}/files/{file}", roles: officeReaders, show: p.reportFile},
		{pattern: "GET /reports/{report}/approve", roles: approver, show: p.approvePage},
		{pattern: "POST /reports/{report}/approve", roles: approver, show: p.approve},

		{pattern: "GET /operations", roles: operator, show: p.operations},
		{pattern: "POST /operations/jobs/{job}/retry", roles: operator, show: p.retryJob},
		{pattern: "POST /operations/jobs/{job}/cancel", roles: operator, show: p.cancelJob},

		{pattern: "GET /permissions", roles: governance, show: p.permissions},
		{pattern: "GET /descriptions", roles: governance, show: p.descriptions},
		{pattern: "POST /descriptions", roles: governance, streams: true, show: p.describe},
		{pattern: "GET /extensions", roles: governance, show: p.extensions},
		{pattern: "POST /extensions/{request}", roles: governance, show: p.decideExtension},

		{pattern: "GET /dispensations", roles: governance, show: p.dispensations},
		{pattern: "GET /dispensations/{submission}/rules/{rule}", roles: governance, show: p.dispensePage},
		{pattern: "POST /dispensations/{submission}/rules/{rule}", roles: governance, show: p.dispense},

		{pattern: "GET /review", roles: reviewer, show: p.reviewPage},
		{pattern: "POST /review", roles: reviewer, show: p.review},
	}
}

// home is where an account starts.
func home(role store.Role) string {
	return map[store.Role]string{
		store.RoleProvider:   "/requests",
		store.RoleSignatory:  "/requests",
		store.RoleAnalyst:    "/linkage",
		store.RoleReviewer:   "/review",
		store.RoleOperator:   "/operations",
		store.RoleGovernance: "/permissions",
		store.RoleApprover:   "/reports",
	}[role]
}

// navItem is one entry of the menu.
type navItem struct{ Path, Text string }

// menu is what an account finds at the top of every page.
func menu(role store.Role) []navItem {
	return map[store.Role][]navItem{
		store.RoleProvider:   {{"/requests", "Requests"}, {"/try", "Check a file"}},
		store.RoleSignatory:  {{"/requests", "Requests"}},
		store.RoleAnalyst:    {{"/linkage", "Linkage"}, {"/linkage/quality", "Link quality"}, {"/reports", "Reports"}},
		store.RoleReviewer:   {{"/review", "Review pairs"}},
		store.RoleOperator:   {{"/operations", "Queues and health"}},
		store.RoleGovernance: {{"/permissions", "Permissions"}, {"/extensions", "Requests"}, {"/descriptions", "Described requests"}, {"/dispensations", "Dispensations"}, {"/reports", "Reports"}},
		store.RoleApprover:   {{"/reports", "Reports"}},
	}[role]
}
