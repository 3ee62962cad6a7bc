package portal

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/goldset/goldset/store"
)

// formLimit is how many bytes a form without files may have.
const formLimit = 64 << 10

// handler puts the routes behind what every request passes.
func (p *Portal) handler() http.Handler {
	mux := http.NewServeMux()
	for _, rt := range p.routes() {
		mux.HandleFunc(rt.pattern, func(w http.ResponseWriter, r *http.Request) { p.serve(w, r, rt) }) //nolint:contextcheck // the context is the request's, in the visit
	}
	mux.Handle("GET /assets/{file}", p.counted("GET /assets/{file}", http.HandlerFunc(p.asset)))
	mux.HandleFunc("GET /healthz", p.healthz)
	mux.HandleFunc("GET /readyz", p.readyz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(p.Registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		//nolint:contextcheck // the context is the request's, in the visit
		p.serve(w, r, route{pattern: "none", public: true, show: func(*visit) error { return errNotFound }})
	})
	return p.protect(mux)
}

// protect sets what every answer carries.
func (p *Portal) protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if p.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// serve answers one request under its route: who asks, whether they may, and what
// goes wrong are settled here, once.
func (p *Portal) serve(w http.ResponseWriter, r *http.Request, rt route) {
	answer := &recorder{ResponseWriter: w}
	v := &visit{w: answer, r: r, id: newRequestID(), route: rt.pattern, now: p.Now()}
	answer.Header().Set("X-Request-Id", v.id)
	started := time.Now()
	p.metrics.inFlight.Inc()
	defer func() {
		p.metrics.inFlight.Dec()
		if cause := recover(); cause != nil {
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(cause)
			}
			// The cause may quote a value, so only its place is logged.
			p.Logger.ErrorContext(r.Context(), "panic", "request", v.id, "route", v.route, "at", panicPlace())
			if answer.status == 0 {
				p.fail(v, errInternal)
			}
		}
		p.logged(v, answer, time.Since(started))
	}()
	if err := p.admit(v, rt); err != nil {
		p.fail(v, err)
		return
	}
	if answer.status != 0 {
		return // sent to sign in
	}
	if err := rt.show(v); err != nil {
		p.fail(v, err)
	}
}

// admit settles who asks and whether they may. It has answered itself when it sent
// somebody to sign in.
func (p *Portal) admit(v *visit, rt route) error {
	if err := crossOrigin.Check(v.r); err != nil {
		p.metrics.denied.WithLabelValues(deniedOrigin).Inc()
		return errOrigin
	}
	if !rt.streams {
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, formLimit)
	}
	signedIn, err := p.resume(v)
	if err != nil {
		return err
	}
	if rt.public {
		return nil
	}
	v.w.Header().Set("Cache-Control", "no-store")
	if !signedIn {
		return v.see("/sign-in")
	}
	if len(rt.roles) > 0 && !slices.Contains(rt.roles, v.who().Role) {
		p.metrics.denied.WithLabelValues(deniedRole).Inc()
		return errForbidden
	}
	if v.r.Method == http.MethodPost && !rt.streams {
		if err := v.checkToken(v.r.PostFormValue(tokenField)); err != nil {
			p.metrics.denied.WithLabelValues(deniedForm).Inc()
			return err
		}
	}
	return nil
}

// crossOrigin refuses what a browser says another site sends. It is a second lock
// beside the token in each form, and the only one on the sign-in form.
var crossOrigin = http.NewCrossOriginProtection()

// tokenField is the form field that carries the session's token.
const tokenField = "token"

func (p *Portal) logged(v *visit, answer *recorder, took time.Duration) {
	code := answer.status
	if code == 0 {
		code = http.StatusOK
	}
	p.metrics.requests.WithLabelValues(v.route, method(v.r), strconv.Itoa(code)).Inc()
	p.metrics.duration.WithLabelValues(v.route, method(v.r)).Observe(took.Seconds())
	p.Logger.InfoContext(v.r.Context(), "request", "request", v.id, "route", v.route, "method", method(v.r),
		"status", code, "role", string(v.who().Role), "bytes", answer.written, "ms", took.Milliseconds())
}

// method is the request's method as a label: a client may invent others, and each
// would be a new series.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return r.Method
	}
	return "other"
}

// counted measures a handler that needs no visit.
func (p *Portal) counted(route string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := &recorder{ResponseWriter: w}
		next.ServeHTTP(answer, r)
		p.metrics.requests.WithLabelValues(route, method(r), strconv.Itoa(max(answer.status, http.StatusOK))).Inc()
	})
}

// healthz says that the process runs, whatever the database does.
func (p *Portal) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

// readyz says whether requests can be served.
func (p *Portal) readyz(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err := p.ready(r.Context()); err != nil {
		p.Logger.WarnContext(r.Context(), "not ready", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("not ready\n"))
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// recorder remembers how a request was answered.
type recorder struct {
	http.ResponseWriter
	status  int
	written int64
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts bytes.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.written += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

var (
	supplierRoles = []store.Role{store.RoleProvider, store.RoleSignatory}
	officeReaders = []store.Role{store.RoleAnalyst, store.RoleApprover, store.RoleGovernance}
)
