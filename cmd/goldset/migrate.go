package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset/migrations"
)

func newMigrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database that DATABASE_URL names to the shape this binary expects",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			url, err := databaseURL()
			if err != nil {
				return err
			}
			if err := migrations.Up(cmd.Context(), url); err != nil {
				return err
			}
			fmt.Fprintln(cmd.ErrOrStderr(), "the database is up to date")
			return nil
		},
	}
}

// databaseURL is the administrator's connection string of a real server.
func databaseURL() (string, error) {
	url := os.Getenv("DATABASE_URL")
	if url == "" {
		return "", exitError{exitUsage, errors.New("set DATABASE_URL to a Postgres connection string, or try goldset demo, which brings its own")}
	}
	return url, nil
}
