// Command goldset collects returns about children in care and in need, takes the
// identity out of them, links them, and releases disclosure-controlled reports.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version is set by the build.
var version = "unknown"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRootCommand()
	err := root.ExecuteContext(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "goldset:", err)
	}
	stop()
	os.Exit(exitCode(err)) //nolint:gocritic // stop has run
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "goldset",
		Short:         "The service behind a gold-standard dataset about children in care and in need",
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return exitError{exitUsage, err} })
	root.AddCommand(
		newDemoCommand(),
		newServeCommand(),
		newWorkCommand(),
		newAllCommand(),
		newMigrateCommand(),
		newDoctorCommand(),
		newRegisterCommand(),
		newRequestCommand(),
		newReferenceCommand(),
		newTraceCommand(),
		newAuditCommand(),
		newAnalyseCommand(),
		newSynthCommand(),
		newValidateCommand(),
		newLinkCommand(),
		newEvaluateCommand(),
		newProtectCommand(),
	)
	return root
}
