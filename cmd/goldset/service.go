package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/goldset/goldset/jobs"
	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/store"
)

// service is the whole of Goldset in one process.
type service struct {
	config   config
	log      *slog.Logger
	registry *prometheus.Registry
	zones    *store.Zones
	keys     *privacy.Keys
	vault    *store.Vault
	house    *jobs.House
}

// linkDelay lets a bunch of returns be linked once and not once for each.
const linkDelay = 10 * time.Minute

// openService connects to the database and opens keys and vault. It starts nothing.
func openService(ctx context.Context, c config, logTo io.Writer) (*service, error) {
	s := &service{
		config:   c,
		log:      slog.New(slog.NewJSONHandler(logTo, nil)),
		registry: prometheus.NewRegistry(),
	}
	s.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	var err error
	if s.keys, err = openKeys(c.keyFile()); err != nil {
		return nil, err
	}
	if s.vault, err = store.OpenVault(c.vault(), s.keys); err != nil {
		return nil, err
	}
	if s.zones, err = store.Open(ctx, c.database, store.Options{Password: zonePassword}); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.heads(), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the audit heads: %w", err)
	}
	mail, err := c.mailer()
	if err != nil {
		return nil, err
	}
	s.house = &jobs.House{
		Zones: s.zones, Vault: s.vault, Keys: s.keys, Log: s.log, Now: time.Now, Mail: mail,
		Metrics: jobs.NewMetrics(s.registry, s.zones), Heads: c.heads(), Pull: c.pullSources(),
		LinkDelay: linkDelay,
	}
	return s, nil
}

func (s *service) close() { s.zones.Close() }

// openKeys opens the key file, or makes it where there is none: a first start.
func openKeys(path string) (*privacy.Keys, error) {
	keys, err := privacy.OpenKeyFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the key file: %w", err)
	}
	return privacy.CreateKeyFile(path)
}

// zonePassword is GOLDSET_INTAKE_PASSWORD for goldset_intake and so on. Where only
// DATABASE_PASSWORD is given, each zone's is derived from it, so that one secret is
// enough to start with and no zone knows another's. Without either, pgx looks where
// libpq would.
func zonePassword(login store.Login) string {
	if own := env(passwordVariable(login), ""); own != "" {
		return own
	}
	secret := env("DATABASE_PASSWORD", "")
	if secret == "" {
		return ""
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(login))
	return hex.EncodeToString(mac.Sum(nil))
}

func (c config) mailer() (jobs.Mailer, error) {
	if c.smtp == "" {
		return jobs.FolderMailer(c.outbox()), nil
	}
	return jobs.NewSMTPMailer(c.smtp)
}

func (c config) pullSources() []jobs.PullSource {
	if c.pullDir == "" {
		return nil
	}
	return []jobs.PullSource{jobs.Folder(c.pullDir)}
}

// portal makes the handler of all pages. In a demonstration every page and report
// says that the data is made up.
func (s *service) portal(demonstration bool) (http.Handler, error) {
	if demonstration {
		s.house.MadeUp = true
		s.house.Notice = "Every child in this report is made up. It shows what the service can do, and says nothing about England."
	}
	return portal.New(portal.Config{
		Intake: s.zones.Intake, Office: s.zones.Office,
		Work:    portalWork{s.house},
		Reviews: portalReviews{s.zones, s.keys},
		Letter:  requestLetter,
		Now:     time.Now, Logger: s.log, Registry: s.registry,
		Secure:        s.config.secure(),
		Demonstration: demonstration,
	})
}

// The limits of one connection. An upload may take long; a header may not.
const (
	headerTimeout   = 10 * time.Second
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 30 * time.Second
)

// listen serves handler until ctx ends, then lets requests under way finish.
// ready is told the address.
func listen(ctx context.Context, address string, handler http.Handler, ready func(net.Addr)) error {
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return exitError{exitUnavailable, fmt.Errorf("listen on %s: %w", address, err)}
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	ready(listener.Addr())
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	return server.Shutdown(finish)
}
