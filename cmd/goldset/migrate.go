package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"github.com/goldset/goldset/migrations"
	"github.com/goldset/goldset/store"
)

func newMigrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database that DATABASE_URL names to the shape this binary expects",
		Long: `Bring the database that DATABASE_URL names to the shape this binary expects, and
set the passwords of the zones' logins where the environment gives them.

` + environmentHelp,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			url, err := databaseURL()
			if err != nil {
				return err
			}
			if err := migrations.Up(cmd.Context(), url); err != nil {
				return err
			}
			if err := setZonePasswords(cmd.Context(), url); err != nil {
				return err
			}
			fmt.Fprintln(cmd.ErrOrStderr(), "the database is up to date")
			return nil
		},
	}
}

// setZonePasswords gives each login the password that the environment names for it.
func setZonePasswords(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return exitError{exitUnavailable, fmt.Errorf("connect: %w", err)}
	}
	defer conn.Close(ctx)
	for _, login := range store.Logins() {
		password := zonePassword(login)
		if password == "" {
			continue
		}
		// A role's password cannot be a parameter; the quote is the only character that matters in a literal.
		literal := "'" + strings.ReplaceAll(password, "'", "''") + "'"
		if _, err := conn.Exec(ctx, "set standard_conforming_strings = on; alter role "+pgx.Identifier{string(login)}.Sanitize()+" password "+literal); err != nil {
			return fmt.Errorf("set the password of %s: not done", login) // the error could quote it
		}
	}
	return nil
}
