package main

import (
	"context"
	"errors"
	"net"

	"github.com/spf13/cobra"
)

// role is which part of the service a process plays.
type role struct {
	serve bool // pages and API
	work  bool // jobs
}

func newServeCommand() *cobra.Command {
	return newRoleCommand("serve", "Serve the portal", role{serve: true})
}

func newWorkCommand() *cobra.Command {
	return newRoleCommand("work", "Take jobs from the queue, run the schedules, seal the audit chain", role{work: true})
}

func newAllCommand() *cobra.Command {
	return newRoleCommand("all", "Serve and work in one process", role{serve: true, work: true})
}

func newRoleCommand(name, short string, r role) *cobra.Command {
	return &cobra.Command{
		Use:   name,
		Short: short,
		Long:  short + ".\n\n" + environmentHelp,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := readConfig()
			if err != nil {
				return err
			}
			s, err := openService(cmd.Context(), c, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			defer s.close()
			return s.run(cmd.Context(), r)
		},
	}
}

// run plays the role until ctx ends, then lets what is under way finish.
func (s *service) run(ctx context.Context, r role) error {
	stop, err := s.house.Start(ctx, r.work)
	if err != nil {
		return err
	}
	if r.serve {
		err = s.serve(ctx)
	} else {
		<-ctx.Done()
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	return errors.Join(err, stop(finish))
}

func (s *service) serve(ctx context.Context) error {
	handler, err := s.portal(false)
	if err != nil {
		return err
	}
	return listen(ctx, s.config.listen, handler, func(at net.Addr) {
		s.log.InfoContext(ctx, "serving", "address", at.String(), "version", version)
	})
}

const environmentHelp = `Settings come from the environment; each may be read from a file named by NAME_FILE.

  DATABASE_URL            administrator's connection string; each zone uses it with its own login
  DATABASE_PASSWORD       its password, when the string has none
  GOLDSET_<ZONE>_PASSWORD password of the login goldset_<zone>: INTAKE, OFFICE, LOAD, LINK, REVIEW,
                          RESEARCH, RELEASE, AUDIT, WORK; else derived from DATABASE_PASSWORD
  GOLDSET_DIR             folder of the keys, the vault and the audit heads
  GOLDSET_LISTEN          address to serve on (127.0.0.1:8080)
  GOLDSET_URL             how people reach the portal; https:// marks cookies secure
  GOLDSET_SMTP            smtp://user:password@host:port?from=address; without it, messages go to a folder
  GOLDSET_PULL_DIR        drop folder of suppliers`
