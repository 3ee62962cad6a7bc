// Command linkage times goldset link beside other record-linkage tools, on records
// that it makes up: the same bytes for the same arguments on any machine.
//
//	go run ./bench/linkage people -records 1000000 -seed 1 [-distinct] > people.csv
//	go run ./bench/linkage compare -python .build/peers/bin/python
//
// About three records in five have a second one of the same person, with slips of
// the pen. With -distinct every forename and surname is one of its own, so that
// nothing is gained by comparing each value once.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("say what to do: people or compare")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	var c comparison
	distinct := flags.Bool("distinct", false, "people: names that no two share")
	flags.IntVar(&c.records, "records", 1_000_000, "records to make up")
	flags.Uint64Var(&c.seed, "seed", 1, "same seed, same records")
	flags.IntVar(&c.few, "few", 2_000, "compare: records for the tools that do not finish otherwise; 0 leaves them out")
	flags.IntVar(&c.rounds, "rounds", 1, "compare: how often each tool runs, one after the other; the middle run counts")
	flags.StringVar(&c.python, "python", ".build/peers/bin/python", "compare: a Python that has the peers")
	flags.StringVar(&c.folder, "folder", ".build/bench-linkage", "compare: where files go")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	switch args[0] {
	case "people":
		return write(os.Stdout, c.records, c.seed, *distinct)
	case "compare":
		return c.run(ctx, os.Stdout)
	}
	return fmt.Errorf("%q is neither people nor compare", args[0])
}
