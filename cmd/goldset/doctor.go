package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"github.com/goldset/goldset/migrations"
	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/store"
)

// diagnosis is one thing the doctor looked at.
type diagnosis struct {
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	Found string `json:"found"`
	Mend  string `json:"mend,omitempty"`
}

func newDoctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with this installation and how to mend it",
		Long:  "Say what is wrong with this installation and how to mend it. It changes nothing.\n\n" + environmentHelp,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := readConfig()
			if err != nil {
				return err
			}
			found := examine(cmd.Context(), c)
			if err := tell(cmd.OutOrStdout(), found, asJSON); err != nil {
				return err
			}
			for _, d := range found {
				if !d.OK {
					return exitError{exitFailure, errors.New("something needs mending")}
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func tell(w io.Writer, found []diagnosis, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(found)
	}
	for _, d := range found {
		mark := "ok  "
		if !d.OK {
			mark = "MEND"
		}
		fmt.Fprintf(w, "%s  %-16s %s\n", mark, d.Check, d.Found)
		if d.Mend != "" {
			fmt.Fprintf(w, "      %-16s %s\n", "", d.Mend)
		}
	}
	return nil
}

// examine looks at everything that can be looked at; what hangs on a database
// that does not answer is left out.
func examine(ctx context.Context, c config) []diagnosis {
	found := []diagnosis{examineKeys(c), examineVault(c)}
	database := examineDatabase(ctx, c)
	found = append(found, database)
	if !database.OK {
		return found
	}
	found = append(found, examineMigrations(ctx, c))
	for _, login := range store.Logins() {
		found = append(found, examineLogin(ctx, c, login))
	}
	return append(found, examineQueue(ctx, c), examineClock(ctx, c))
}

func examineKeys(c config) diagnosis {
	d := diagnosis{Check: "key file"}
	_, err := privacy.OpenKeyFile(c.keyFile())
	switch {
	case err == nil:
		d.OK, d.Found = true, "opens, and only its owner can read it"
	case errors.Is(err, os.ErrNotExist):
		d.Found, d.Mend = "there is none at "+c.keyFile(), "goldset serve makes one at first start; after that, restore it from its own backup: without it nothing can be read"
	default:
		d.Found, d.Mend = err.Error(), "chmod 600 "+c.keyFile()
	}
	return d
}

func examineVault(c config) diagnosis {
	d := diagnosis{Check: "vault"}
	probe := filepath.Join(c.vault(), "new", ".doctor")
	if err := os.WriteFile(probe, nil, 0o600); err != nil {
		d.Found, d.Mend = "cannot be written: "+err.Error(), "create GOLDSET_DIR and give it to the service's user"
		return d
	}
	_ = os.Remove(probe)
	d.OK, d.Found = true, "can be written"
	return d
}

func examineDatabase(ctx context.Context, c config) diagnosis {
	d := diagnosis{Check: "database"}
	conn, err := pgx.Connect(ctx, c.database)
	if err != nil {
		d.Found, d.Mend = "does not answer", "is Postgres running, and does DATABASE_URL name it?"
		return d
	}
	defer conn.Close(ctx)
	var number int
	var text string
	if err := conn.QueryRow(ctx, "select current_setting('server_version_num')::int, current_setting('server_version')").Scan(&number, &text); err != nil {
		d.Found = err.Error()
		return d
	}
	d.Found = "PostgreSQL " + text
	if d.OK = number >= 150000; !d.OK {
		d.Mend = "version 15 or newer is needed"
	}
	return d
}

func examineMigrations(ctx context.Context, c config) diagnosis {
	d := diagnosis{Check: "migrations"}
	pending, err := migrations.Pending(ctx, c.database)
	switch {
	case err != nil:
		d.Found, d.Mend = err.Error(), "goldset migrate"
	case pending > 0:
		d.Found, d.Mend = fmt.Sprintf("%d have not run", pending), "goldset migrate"
	default:
		d.OK, d.Found = true, "all have run"
	}
	return d
}

func examineLogin(ctx context.Context, c config, login store.Login) diagnosis {
	d := diagnosis{Check: string(login)}
	zones, err := store.Open(ctx, c.database, store.Options{Password: zonePassword, Only: []store.Login{login}})
	if err == nil {
		defer zones.Close()
		err = zones.Pool(login).Ping(ctx)
	}
	if err != nil {
		d.Found, d.Mend = "cannot sign in", "set "+passwordVariable(login)+" and run goldset migrate"
		return d
	}
	d.OK, d.Found = true, "signs in"
	return d
}

func examineQueue(ctx context.Context, c config) diagnosis {
	d := diagnosis{Check: "queue"}
	conn, err := pgx.Connect(ctx, c.database)
	if err != nil {
		d.Found = "does not answer"
		return d
	}
	defer conn.Close(ctx)
	depths, err := store.QueueDepths(ctx, conn)
	if err != nil {
		d.Found, d.Mend = "cannot be read", "goldset migrate"
		return d
	}
	var dead, ready int64
	var oldest time.Duration
	for _, q := range depths {
		switch q.State {
		case "discarded":
			dead += q.Jobs
		case "available":
			ready += q.Jobs
			oldest = max(oldest, q.OldestReady)
		}
	}
	d.Found = fmt.Sprintf("%d jobs wait, the oldest for %s; %d failed for good", ready, oldest.Round(time.Second), dead)
	d.OK = dead == 0 && oldest < 15*time.Minute
	if dead > 0 {
		d.Mend = "read their errors on the operator's page, mend the cause, replay them"
	} else if !d.OK {
		d.Mend = "is a worker running? goldset work"
	}
	return d
}

// maxSkew is how far this machine's clock and the database's may differ.
const maxSkew = 30 * time.Second

func examineClock(ctx context.Context, c config) diagnosis {
	d := diagnosis{Check: "clock"}
	conn, err := pgx.Connect(ctx, c.database)
	if err != nil {
		d.Found = "the database does not answer"
		return d
	}
	defer conn.Close(ctx)
	var theirs time.Time
	if err := conn.QueryRow(ctx, "select clock_timestamp()").Scan(&theirs); err != nil {
		d.Found = err.Error()
		return d
	}
	skew := time.Since(theirs).Abs()
	d.Found = fmt.Sprintf("differs from the database's by %s", skew.Round(time.Millisecond))
	if d.OK = skew < maxSkew; !d.OK {
		d.Mend = "let both keep time by NTP"
	}
	return d
}
