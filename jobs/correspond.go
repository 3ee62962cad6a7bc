package jobs

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/store"
)

// Mailer delivers one message. It may be asked twice for the same one: a process
// can die between delivery and the note of it.
type Mailer interface {
	Send(ctx context.Context, m store.Message) error
}

// chase reminds suppliers of what is due, at most once a week for each request.
func chase(ctx context.Context, h *hold[Chase]) error {
	now := h.house.Now()
	return h.finish(ctx, h.house.Zones.Work, func(tx pgx.Tx) error {
		due, err := store.ToChase(ctx, tx, now)
		if err != nil {
			return err
		}
		for _, d := range due {
			subject, body := reminder(d, now.After(d.Due))
			if err := store.TellSupplier(ctx, tx, d.Supplier, subject, body); err != nil {
				return err
			}
			err := store.AddRequestEvent(ctx, tx, store.RequestEvent{Request: d.Request, Supplier: d.Supplier, At: now, Kind: store.EventReminded})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func reminder(d store.Overdue, late bool) (subject, body string) {
	what := fmt.Sprintf("%s, collection year %d", d.Return, d.Year)
	if d.Term != "" {
		what += ", " + d.Term + " term"
	}
	when := "is due on "
	if late {
		when = "was due on "
	}
	subject = "Your return (" + what + ") " + when + d.Due.Format("2 January 2006")
	body = subject + ".\n\nSign in to upload it, to answer the request, or to ask for more time. " +
		"If you do not hold the information, or may not lawfully disclose it, say so there and no further reminder is sent.\n"
	return subject, body
}

// messagesAtOnce is how many messages one transaction sends.
const messagesAtOnce = 50

// notify sends what waits in the outbox. A message that cannot be delivered now
// is tried again at the next round.
func notify(ctx context.Context, h *hold[Notify]) error {
	for {
		sent := 0
		err := h.commit(ctx, h.house.Zones.Work, func(tx pgx.Tx) error {
			waiting, err := store.TakeMessages(ctx, tx, messagesAtOnce)
			if err != nil {
				return err
			}
			for _, m := range waiting {
				if err := h.house.deliver(ctx, tx, m); err != nil {
					return err
				}
			}
			sent = len(waiting)
			return nil
		})
		if err != nil || sent < messagesAtOnce {
			return err
		}
	}
}

func (h *House) deliver(ctx context.Context, tx pgx.Tx, m store.Message) error {
	if err := h.Mail.Send(ctx, m); err != nil {
		h.Log.WarnContext(ctx, "a message waits", "message", m.ID, "attempts", m.Attempts+1)
		return store.MessageFailed(ctx, tx, m.ID, "not delivered")
	}
	return store.MessageSent(ctx, tx, m.ID)
}

// FolderMailer writes each message to a file; the demo and the tests read them there.
type FolderMailer string

// Send writes the message to NNNNNN.eml.
func (dir FolderMailer) Send(_ context.Context, m store.Message) error {
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		return fmt.Errorf("outbox folder: %w", err)
	}
	path := filepath.Join(string(dir), fmt.Sprintf("%06d.eml", m.ID))
	return os.WriteFile(path, letter("Goldset <no-reply@localhost>", m), 0o600)
}

// SMTPMailer hands messages to a mail server.
type SMTPMailer struct {
	address string
	from    string
	auth    smtp.Auth
}

// NewSMTPMailer reads smtp://user:password@host:port?from=address.
func NewSMTPMailer(address string) (*SMTPMailer, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" || u.Port() == "" || u.Query().Get("from") == "" {
		return nil, errors.New("the mail server is not of the form smtp://user:password@host:port?from=address")
	}
	m := &SMTPMailer{address: u.Host, from: u.Query().Get("from")}
	if u.User != nil {
		password, _ := u.User.Password()
		m.auth = smtp.PlainAuth("", u.User.Username(), password, u.Hostname())
	}
	return m, nil
}

// Send delivers the message; STARTTLS is used when the server offers it.
func (s *SMTPMailer) Send(ctx context.Context, m store.Message) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", s.address)
	if err != nil {
		return fmt.Errorf("reach the mail server: %w", err)
	}
	host, _, _ := net.SplitHostPort(s.address)
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return fmt.Errorf("greet the mail server: %w", err)
	}
	defer client.Close()
	if err := s.converse(client, host, m); err != nil {
		return fmt.Errorf("hand over message %d: %w", m.ID, err)
	}
	return client.Quit()
}

func (s *SMTPMailer) converse(client *smtp.Client, host string, m store.Message) error {
	if ok, _ := client.Extension("STARTTLS"); ok {
		if err := client.StartTLS(&tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}); err != nil {
			return err
		}
	}
	if s.auth != nil {
		if err := client.Auth(s.auth); err != nil {
			return err
		}
	}
	if err := client.Mail(s.from); err != nil {
		return err
	}
	if err := client.Rcpt(m.Recipient); err != nil {
		return err
	}
	body, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := body.Write(letter(s.from, m)); err != nil {
		return err
	}
	return body.Close()
}

// letter is the message as mail. A line break in a header would start another.
func letter(from string, m store.Message) []byte {
	oneLine := strings.NewReplacer("\r", " ", "\n", " ")
	return fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s",
		oneLine.Replace(from), oneLine.Replace(m.Recipient), oneLine.Replace(m.Subject), strings.ReplaceAll(m.Body, "\n", "\r\n"))
}
