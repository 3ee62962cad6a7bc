package main

import (
	"errors"
	"fmt"

	"github.com/goldset/goldset/store"
)

// The exit codes, which scripts may rely on.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitFindings    = 3 // the return was read and has errors
	exitNotAllowed  = 4
	exitConflict    = 5
	exitUnavailable = 6 // try again
)

// exitError is an error that ends the program with a code of its own.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e exitError) Unwrap() error { return e.err }

// exitCode is how the program ends for err.
func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	if exit, ok := errors.AsType[exitError](err); ok {
		return exit.code
	}
	return exitFailure
}

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }
