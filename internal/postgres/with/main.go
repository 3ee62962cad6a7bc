// Command with runs a command beside a private Postgres, whose connection string
// it passes on in GOLDSET_TEST_DATABASE_URL, and stops it when the command ends.
//
//	go run ./internal/postgres/with go test ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/goldset/goldset/internal/postgres"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
	}
	os.Exit(code)
}

func run(args []string) (int, error) {
	if len(args) == 0 {
		return 2, errors.New("name a command")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	server, err := postgres.Start(ctx, postgres.Options{})
	if err != nil {
		return 1, err
	}
	defer server.Stop()
	command := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // running the given command is the point
	command.Env = append(os.Environ(), "GOLDSET_TEST_DATABASE_URL="+server.URL("postgres"))
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	err = command.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
