package portal

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/goldset/goldset/store"
)

// problem is an answer that is not the page asked for. It is drawn as a page, or
// as RFC 9457 JSON for a client that asks for JSON.
type problem struct {
	Type   string `json:"type"` // stable: clients may match on it
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	// Instance is the request's id, which is also in the log.
	Instance string `json:"instance,omitempty"`
}

func (p problem) Error() string { return p.Title }

func problemOf(status int, kind, title, detail string) problem {
	return problem{Type: "/problems/" + kind, Title: title, Status: status, Detail: detail}
}

var (
	errNotFound = problemOf(http.StatusNotFound, "not-found", "Page not found",
		"If you typed the web address, check it is correct. If you followed a link, the page may belong to another organisation or no longer exist.")
	errForbidden = problemOf(http.StatusForbidden, "not-allowed", "You do not have access to this page",
		"Your account does not have the role this page is for.")
	errForm = problemOf(http.StatusForbidden, "form-expired", "This form can no longer be sent",
		"Go back, reload the page and send the form again. Forms stop working when you sign out or are signed out.")
	errOrigin = problemOf(http.StatusForbidden, "cross-origin", "This form came from another website",
		"Open the page in this service and send the form from there.")
	errConflict = problemOf(http.StatusConflict, "conflict", "This has changed since you opened the page",
		"Somebody else acted first, or you have the page open twice. Go back and reload it to see where it stands.")
	errUnavailable = problemOf(http.StatusServiceUnavailable, "unavailable", "The service is not available",
		"Nothing you sent was kept. Try again in a few minutes.")
	errInternal = problemOf(http.StatusInternalServerError, "internal", "There is a problem with the service",
		"Try again later. If you were sending something, check where it stands before you send it again.")
)

// problemFor turns an error into what the user is told. What it says of our own
// troubles is nothing but the request id.
func problemFor(err error) problem {
	if p, ok := errors.AsType[problem](err); ok {
		return p
	}
	switch {
	case errors.Is(err, store.ErrNotFound):
		return errNotFound
	case errors.Is(err, store.ErrConflict):
		return errConflict
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return errUnavailable
	case databaseIsAway(err):
		return errUnavailable
	}
	return errInternal
}

// fail answers with what went wrong.
func (p *Portal) fail(v *visit, err error) {
	told := problemFor(err)
	told.Instance = "urn:request:" + v.id
	if told.Status >= http.StatusInternalServerError {
		p.Logger.ErrorContext(v.r.Context(), "request failed", "request", v.id, "route", v.route, "error", err)
	}
	header := v.w.Header()
	header.Set("Cache-Control", "no-store")
	if told.Status == http.StatusServiceUnavailable {
		header.Set("Retry-After", "30")
	}
	if wantsJSON(v.r) {
		header.Set("Content-Type", "application/problem+json")
		v.w.WriteHeader(told.Status)
		_ = json.NewEncoder(v.w).Encode(told)
		return
	}
	p.render(v, told.Status, "problem", page{Title: told.Title, Data: told})
}

func wantsJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}
