// Package postgres runs a private Postgres: a throw-away cluster on a Unix socket
// that dies with the process that started it. The demo and the tests use it; a
// real deployment points DATABASE_URL at a server.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrNotInstalled says that no Postgres of a supported version was found.
var ErrNotInstalled = errors.New("PostgreSQL 15 or newer is not installed; on Debian: apt-get install postgresql")

// superuser is the login that initdb makes; it exists in private clusters only.
const superuser = "goldset_admin"

// prefix begins the name of every throw-away folder; the owner's process id follows.
const prefix = "goldset-postgres-"

// Options say how a cluster is kept.
type Options struct {
	Dir      string // kept there, and reused when it holds a cluster; empty means a throw-away folder
	Durable  bool   // fsync on; a throw-away cluster has no use for it
	Settings map[string]string
}

// Server is a running cluster.
type Server struct {
	Dir  string // holds the cluster, its socket and its log
	temp bool
	proc *exec.Cmd
	gone chan struct{}
}

// Start makes a cluster if there is none and starts it. It never listens on a
// network. As root it drops to the postgres user, or nobody, which Postgres
// requires.
func Start(ctx context.Context, o Options) (*Server, error) {
	bin, err := findBinaries()
	if err != nil {
		return nil, err
	}
	as, err := unprivileged()
	if err != nil {
		return nil, err
	}
	s := &Server{Dir: o.Dir}
	if err := s.prepareDir(as); err != nil {
		return nil, err
	}
	if err := s.init(ctx, bin, as, o); err != nil {
		s.remove()
		return nil, err
	}
	if err := s.startUp(ctx, bin, as, o); err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

// A kept cluster whose owner was killed a moment ago may still be going down, and
// refuses a second server until it has.
const (
	startTries = 20
	startPause = 250 * time.Millisecond
)

func (s *Server) startUp(ctx context.Context, bin string, as *syscall.Credential, o Options) error {
	pause := time.NewTicker(startPause)
	defer pause.Stop()
	for try := 1; ; try++ {
		s.gone = make(chan struct{})
		if err := s.run(bin, as, o); err != nil {
			return err
		}
		err := s.wait(ctx)
		if err == nil {
			return nil
		}
		if !errors.Is(err, errEnded) || try == startTries || o.Dir == "" {
			_ = s.proc.Process.Signal(syscall.SIGQUIT)
			<-s.gone
			return err
		}
		<-pause.C
	}
}

// errEnded says that the server ended while it was starting.
var errEnded = errors.New("postgres ended while starting")

// URL is the connection string of the cluster's administrator for a database.
func (s *Server) URL(database string) string {
	query := url.Values{"host": {s.Dir}, "user": {superuser}}
	return (&url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: query.Encode()}).String()
}

// LogFile is where the server writes its messages.
func (s *Server) LogFile() string { return filepath.Join(s.Dir, "postgres.log") }

// PID is the server's own process id, for measuring.
func (s *Server) PID() int { return s.proc.Process.Pid }

// Gone is closed when the server has ended, whoever ended it.
func (s *Server) Gone() <-chan struct{} { return s.gone }

// Stop ends the server at once and removes a throw-away cluster.
func (s *Server) Stop() {
	_ = s.proc.Process.Signal(syscall.SIGINT) // fast shutdown: clients are cut, data is safe
	select {
	case <-s.gone:
	case <-time.After(10 * time.Second):
		_ = s.proc.Process.Signal(syscall.SIGQUIT)
		<-s.gone
	}
	s.remove()
}

func (s *Server) remove() {
	if s.temp {
		_ = os.RemoveAll(s.Dir)
	}
}

// sweep removes the throw-away folders of processes that were killed.
func sweep() {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	for _, dir := range dirs {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), prefix), "-")
		owner, err := strconv.Atoi(pid)
		if err == nil && errors.Is(syscall.Kill(owner, 0), syscall.ESRCH) {
			_ = os.RemoveAll(dir)
		}
	}
}

func (s *Server) prepareDir(as *syscall.Credential) error {
	if s.Dir == "" {
		sweep()
		dir, err := os.MkdirTemp("", fmt.Sprintf("%s%d-", prefix, os.Getpid()))
		if err != nil {
			return fmt.Errorf("make a folder for postgres: %w", err)
		}
		s.Dir, s.temp = dir, true
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return fmt.Errorf("make a folder for postgres: %w", err)
	}
	if as != nil {
		if err := os.Chown(s.Dir, int(as.Uid), int(as.Gid)); err != nil {
			return fmt.Errorf("give the folder to postgres: %w", err)
		}
	}
	return nil
}

func (s *Server) data() string { return filepath.Join(s.Dir, "data") }

func (s *Server) init(ctx context.Context, bin string, as *syscall.Credential, o Options) error {
	if _, err := os.Stat(filepath.Join(s.data(), "PG_VERSION")); err == nil {
		return nil
	}
	args := []string{"-D", s.data(), "-U", superuser, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"}
	if !o.Durable {
		args = append(args, "--no-sync")
	}
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), args...)
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	initdb.Dir = s.Dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

// run starts the server from a thread that lives as long as it does: the kernel
// ends the server when that thread ends, so even kill -9 leaves nothing running.
func (s *Server) run(bin string, as *syscall.Credential, o Options) error {
	log, err := os.OpenFile(s.LogFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the postgres log: %w", err)
	}
	if as != nil {
		if err := log.Chown(int(as.Uid), int(as.Gid)); err != nil {
			return fmt.Errorf("give the log to postgres: %w", err)
		}
	}
	s.proc = exec.Command(filepath.Join(bin, "postgres"), s.arguments(o)...) //nolint:noctx // Stop ends it; a context would kill it unclean
	s.proc.Dir = s.Dir
	s.proc.Stdout, s.proc.Stderr = log, log
	s.proc.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true, Pdeathsig: syscall.SIGQUIT}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer log.Close()
		err := s.proc.Start()
		started <- err
		if err == nil {
			_ = s.proc.Wait() // its exit is seen through gone
			close(s.gone)
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	return nil
}

func (s *Server) arguments(o Options) []string {
	settings := map[string]string{
		"listen_addresses":                  "",
		"unix_socket_directories":           s.Dir,
		"max_connections":                   "200",
		"shared_buffers":                    "128MB",
		"log_min_error_statement":           "panic", // a statement may carry a value
		"log_parameter_max_length_on_error": "0",
		"timezone":                          "UTC",
		"jit":                               "off",
	}
	if !o.Durable {
		settings["fsync"], settings["synchronous_commit"], settings["full_page_writes"] = "off", "off", "off"
	}
	maps.Copy(settings, o.Settings)
	args := []string{"-D", s.data()}
	for name, value := range settings {
		args = append(args, "-c", name+"="+value)
	}
	return args
}

func (s *Server) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	retry := time.NewTicker(10 * time.Millisecond)
	defer retry.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-retry.C:
		case <-s.gone:
			return fmt.Errorf("%w; see %s", errEnded, s.LogFile())
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", err)
		}
	}
}

// unprivileged is whom to become; nil when this process is not root.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("running as root, and there is neither a postgres nor a nobody user to run Postgres as")
}
