package portal

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/store"
)

func (p *Portal) account(v *visit) error {
	p.render(v, http.StatusOK, "account", page{Title: "Your account", Back: home(v.who().Role), Data: v.session})
	return nil
}

func (p *Portal) about(v *visit) error {
	p.render(v, http.StatusOK, "about", page{Title: "About this service"})
	return nil
}

// NewInvitation is a secret for an invitation's address, and the hash of it that
// store.AddInvitation keeps.
func NewInvitation() (secret string, hash []byte) {
	token := random(tokenBytes)
	sum := sha256.Sum256(token)
	return base64.RawURLEncoding.EncodeToString(token), sum[:]
}

// invitationHash is what the database knows of the invitation that the address names.
func invitationHash(v *visit) ([]byte, error) {
	token, err := base64.RawURLEncoding.DecodeString(v.r.PathValue("invitation"))
	if err != nil || len(token) != tokenBytes {
		return nil, errInvitation
	}
	hash := sha256.Sum256(token)
	return hash[:], nil
}

var errInvitation = problemOf(http.StatusNotFound, "invitation", "This invitation cannot be used",
	"It has been used already or has run out. Ask whoever invited you for a new one.")

func (p *Portal) invitationPage(v *visit) error {
	hash, err := invitationHash(v)
	if err != nil {
		return err
	}
	stands, err := store.InvitationStands(v.r.Context(), p.Intake, hash, v.now)
	if err != nil {
		return err
	}
	if !stands {
		return errInvitation
	}
	v.w.Header().Set("Cache-Control", "no-store")
	p.render(v, http.StatusOK, "invitation", page{Title: "Set your password"})
	return nil
}

// A password is judged by its length alone, as the National Cyber Security Centre advises.
const (
	shortestPassword = 12
	longestPassword  = 128
)

func (p *Portal) takeInvitation(v *visit) error {
	hash, err := invitationHash(v)
	if err != nil {
		return err
	}
	password := v.r.PostFormValue("password")
	if n := len([]rune(password)); n < shortestPassword || n > longestPassword {
		p.render(v, http.StatusUnprocessableEntity, "invitation", page{Title: "Set your password", Errors: []fieldError{
			{"password", fmt.Sprintf("The password must be between %d and %d characters. Three random words are a good one", shortestPassword, longestPassword)},
		}})
		return nil
	}
	phc, err := p.hasher.hash(v.r.Context(), password)
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(v.r.Context(), p.Intake, func(tx pgx.Tx) (err error) {
		account, err := store.TakeInvitation(v.r.Context(), tx, hash, v.now)
		if err != nil {
			return err
		}
		if err = store.EndSessions(v.r.Context(), tx, account); err != nil {
			return err
		}
		return store.SetPassword(v.r.Context(), tx, account, phc)
	})
	if errors.Is(err, store.ErrNotFound) {
		return errInvitation
	}
	if err != nil {
		return err
	}
	return v.see("/sign-in")
}

// panicPlace is where a panic came from: the first line of ours below it.
func panicPlace() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		frame, more := frames.Next()
		if strings.Contains(frame.Function, "goldset/") && !strings.Contains(frame.Function, "panicPlace") {
			return fmt.Sprintf("%s:%d", frame.Function, frame.Line)
		}
		if !more {
			return "unknown"
		}
	}
}
