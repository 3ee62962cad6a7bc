package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/goldset/goldset/jobs"
	"github.com/goldset/goldset/store"
)

// config is where the service keeps things and whom it talks to, from the
// environment. Each secret may come from a file instead: NAME_FILE.
type config struct {
	database string // administrator's connection string; zones use it with their own logins
	dir      string // keys, vault, audit heads and outbox
	listen   string
	smtp     string // smtp://user:password@host:port; empty writes messages to a folder
	pullDir  string // suppliers' drop folder; empty means none
	public   string // how people reach the portal, for links in messages
}

func readConfig() (config, error) {
	c := config{
		dir:     env("GOLDSET_DIR", ""),
		listen:  env("GOLDSET_LISTEN", "127.0.0.1:8080"),
		smtp:    env("GOLDSET_SMTP", ""),
		pullDir: env("GOLDSET_PULL_DIR", ""),
		public:  env("GOLDSET_URL", ""),
	}
	var err error
	if c.database, err = databaseURL(); err != nil {
		return c, err
	}
	if c.dir == "" {
		return c, exitError{exitUsage, errors.New("set GOLDSET_DIR to the folder that keeps the keys, the vault and the audit heads")}
	}
	if c.public == "" {
		c.public = "http://" + c.listen
	}
	return c, nil
}

func (c config) keyFile() string   { return filepath.Join(c.dir, "keys", "goldset.keys") }
func (c config) vault() string     { return filepath.Join(c.dir, "vault") }
func (c config) heads() string     { return filepath.Join(c.dir, "heads") }
func (c config) headsPath() string { return filepath.Join(c.heads(), jobs.HeadsFile) }
func (c config) outbox() string    { return filepath.Join(c.dir, "outbox") }
func (c config) secure() bool      { return strings.HasPrefix(c.public, "https://") }

// passwordVariable names the setting that holds a zone's password: GOLDSET_INTAKE_PASSWORD.
func passwordVariable(login store.Login) string { return strings.ToUpper(string(login)) + "_PASSWORD" }

// databaseURL is the administrator's connection string of a real server, with
// the password from DATABASE_PASSWORD or DATABASE_PASSWORD_FILE when it has none.
func databaseURL() (string, error) {
	text := env("DATABASE_URL", "")
	if text == "" {
		return "", exitError{exitUsage, errors.New("set DATABASE_URL to a Postgres connection string, or try goldset demo, which brings its own")}
	}
	password := env("DATABASE_PASSWORD", "")
	if password == "" {
		return text, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.User == nil {
		return "", exitError{exitUsage, errors.New("DATABASE_URL is not of the form postgres://user@host:port/database")}
	}
	u.User = url.UserPassword(u.User.Username(), password)
	return u.String(), nil
}

// env reads a setting from NAME, else from the file that NAME_FILE names.
func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	if path := os.Getenv(name + "_FILE"); path != "" {
		text, err := os.ReadFile(path) //nolint:gosec // the operator names it
		if err != nil {
			fmt.Fprintf(os.Stderr, "goldset: %s_FILE: %v\n", name, err)
			return otherwise
		}
		return strings.TrimSpace(string(text))
	}
	return otherwise
}
