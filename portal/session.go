package portal

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"time"

	"github.com/goldset/goldset/store"
)

const (
	sessionIdle     = 30 * time.Minute
	sessionAbsolute = 12 * time.Hour
	touchEvery      = time.Minute // a session's last use is written no more often
	lockAfter       = 5           // wrong passwords in a row
	lockFor         = 15 * time.Minute
	addressWindow   = 15 * time.Minute
	tokenBytes      = 32
)

func (p *Portal) cookieName() string {
	if p.Secure {
		return "__Host-goldset" // browsers take it over https only, for this host only
	}
	return "goldset"
}

// resume finds the session that the request's cookie names, if there is one.
func (p *Portal) resume(v *visit) (bool, error) {
	cookie, err := v.r.Cookie(p.cookieName())
	if err != nil {
		return false, nil //nolint:nilerr // no cookie, not signed in
	}
	token, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || len(token) != tokenBytes {
		return false, nil //nolint:nilerr // not a cookie of ours
	}
	hash := sha256.Sum256(token)
	ctx := v.r.Context()
	session, err := store.FindSession(ctx, p.Intake, hash[:], v.now, v.now.Add(-sessionIdle))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	v.session, v.token = session, hash[:]
	if v.now.Sub(session.SeenAt) > touchEvery {
		return true, store.TouchSession(ctx, p.Intake, hash[:], v.now)
	}
	return true, nil
}

// begin starts a session for account and gives the browser its token.
func (p *Portal) begin(v *visit, account int64) error {
	token := random(tokenBytes)
	hash := sha256.Sum256(token)
	ctx := v.r.Context()
	if v.token != nil { // somebody was signed in here: their session ends
		if err := store.EndSession(ctx, p.Intake, v.token); err != nil {
			return err
		}
	}
	err := store.StartSession(ctx, p.Intake, store.NewSession{
		TokenHash: hash[:], CSRF: random(tokenBytes), Account: account, Now: v.now, Expires: v.now.Add(sessionAbsolute),
	})
	if err != nil {
		return err
	}
	http.SetCookie(v.w, p.cookie(base64.RawURLEncoding.EncodeToString(token), 0))
	return nil
}

// cookie is the session's cookie; it ends with the browser, and sessions end sooner.
func (p *Portal) cookie(value string, age int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure follows the configuration: the demo serves plain http
		Name: p.cookieName(), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode,
	}
}

func (p *Portal) signInPage(v *visit) error {
	if v.who().ID != 0 {
		return v.see(home(v.who().Role))
	}
	p.render(v, http.StatusOK, "signin", page{Title: "Sign in", Data: signInForm{}})
	return nil
}

// signInForm is what the sign-in page shows again after a mistake; never the password.
type signInForm struct{ Email string }

// signInFailed is the same for a wrong password, an unknown address and a locked
// account: who may tell them apart can list our users.
const signInFailed = "Enter the email address and password of an account. After 5 wrong passwords an account is locked for 15 minutes."

func (p *Portal) signIn(v *visit) error {
	email, password := v.field("email"), v.r.PostFormValue("password")
	if email == "" || password == "" {
		var wrong []fieldError
		if email == "" {
			wrong = append(wrong, fieldError{"email", "Enter your email address"})
		}
		if password == "" {
			wrong = append(wrong, fieldError{"password", "Enter your password"})
		}
		return p.signInAgain(v, email, http.StatusUnprocessableEntity, wrong...)
	}
	account, outcome, err := p.authenticate(v, email, password)
	if err != nil {
		return err
	}
	p.metrics.signIns.WithLabelValues(outcome).Inc()
	switch outcome {
	case signInOK:
		if err := p.begin(v, account.ID); err != nil {
			return err
		}
		return v.see(home(account.Role))
	case signInAddress:
		v.w.Header().Set("Retry-After", "900")
		return p.signInAgain(v, email, http.StatusTooManyRequests,
			fieldError{"email", "Too many attempts to sign in came from your network. Wait 15 minutes before you try again."})
	default:
		return p.signInAgain(v, email, http.StatusUnprocessableEntity, fieldError{"email", signInFailed})
	}
}

func (p *Portal) signInAgain(v *visit, email string, status int, wrong ...fieldError) error {
	p.render(v, status, "signin", page{Title: "Sign in", Errors: wrong, Data: signInForm{Email: email}})
	return nil
}

// authenticate decides one attempt and counts it. The hash is computed whether or
// not there is such an account and whether or not it is locked.
func (p *Portal) authenticate(v *visit, email, password string) (store.Account, string, error) {
	ctx := v.r.Context()
	address := sha256.Sum256([]byte("sign-in from " + v.address()))
	failures, err := store.AddressFailures(ctx, p.Intake, address[:], v.now.Add(-addressWindow))
	if err != nil {
		return store.Account{}, "", err
	}
	if failures >= p.AddressLimit {
		return store.Account{}, signInAddress, nil
	}
	account, err := store.AccountByEmail(ctx, p.Intake, email)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.Account{}, "", err
	}
	right, err := p.hasher.matches(ctx, account.PasswordHash, password)
	if err != nil {
		return store.Account{}, "", err
	}
	locked := account.LockedUntil != nil && account.LockedUntil.After(v.now)
	if right && !locked && !account.Disabled {
		return account, signInOK, store.ClearSignInFailures(ctx, p.Intake, account.ID)
	}
	return account, p.outcome(locked), p.countFailure(ctx, v, account.ID, address[:])
}

func (p *Portal) outcome(locked bool) string {
	if locked {
		return signInLocked
	}
	return signInWrong
}

func (p *Portal) countFailure(ctx context.Context, v *visit, account int64, address []byte) error {
	if account != 0 {
		locked, err := store.FailSignIn(ctx, p.Intake, account, lockAfter, v.now, v.now.Add(lockFor))
		if err != nil {
			return err
		}
		if locked {
			p.Logger.WarnContext(ctx, "account locked", "request", v.id)
		}
	}
	return store.FailAddress(ctx, p.Intake, address, v.now.Add(-addressWindow), v.now)
}

func (p *Portal) signOut(v *visit) error {
	end := func(ctx context.Context) error { return store.EndSession(ctx, p.Intake, v.token) }
	if v.field("everywhere") != "" {
		end = func(ctx context.Context) error { return store.EndSessions(ctx, p.Intake, v.who().ID) }
	}
	if err := end(v.r.Context()); err != nil {
		return err
	}
	http.SetCookie(v.w, p.cookie("", -1))
	return v.see("/sign-in")
}

// start is where a visitor without a page in mind goes.
func (p *Portal) start(v *visit) error { return v.see(home(v.who().Role)) }
