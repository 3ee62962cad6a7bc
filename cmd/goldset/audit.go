package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/store"
)

func newAuditCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "The audit chain"}
	cmd.AddCommand(&cobra.Command{
		Use:   "verify",
		Short: "Recompute the audit chain and compare it with every signed head",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := readConfig()
			if err != nil {
				return err
			}
			keys, err := privacy.OpenKeyFile(c.keyFile())
			if err != nil {
				return err
			}
			zones, err := store.Open(cmd.Context(), c.database, store.Options{Password: zonePassword, Only: []store.Login{store.LoginAudit}})
			if err != nil {
				return err
			}
			defer zones.Close()
			found, err := store.VerifyAudit(cmd.Context(), zones.Audit, c.headsPath(), keys.Verifier())
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.ErrOrStderr(), "the chain holds")
			return json.NewEncoder(cmd.OutOrStdout()).Encode(found) //nolint:musttag // store has no wire format
		},
	})
	return cmd
}
