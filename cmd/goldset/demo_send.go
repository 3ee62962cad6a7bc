package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/goldset/goldset/internal/synthetic"
	"github.com/goldset/goldset/store"
)

// suppliersAtOnce is how many suppliers are at work at the same time: one sends
// while another's return is checked.
const suppliersAtOnce = 3

// prepare records everything that must stand before a return may come in.
func (d *demo) prepare(ctx context.Context, england *synthetic.England) error {
	for _, step := range []func(context.Context, *synthetic.England) error{d.suppliers, d.requests, d.permissions, d.reference} {
		if err := step(ctx, england); err != nil {
			return err
		}
	}
	return nil
}

// collect lets every supplier send its returns through the portal, in the order of
// years, and waits until all of them are loaded.
func (d *demo) collect(ctx context.Context, england *synthetic.England) error {
	bySupplier := map[string][]synthetic.Submission{}
	var order []string
	for s := range england.Submissions() {
		if bySupplier[s.Supplier] == nil {
			order = append(order, s.Supplier)
		}
		bySupplier[s.Supplier] = append(bySupplier[s.Supplier], s)
		d.result.Submissions++
	}
	progress := &counter{say: d.say, total: d.result.Submissions}
	group, sending := errgroup.WithContext(ctx)
	group.SetLimit(suppliersAtOnce)
	for _, code := range order {
		group.Go(func() error { return d.sendAll(sending, code, bySupplier[code], progress) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return d.loaded(ctx)
}

// sendAll is one supplier's year-round work, by two people.
func (d *demo) sendAll(ctx context.Context, code string, all []synthetic.Submission, progress *counter) error {
	sender, err := signIn(ctx, d.site, demoEmail(store.RoleProvider, code))
	if err != nil {
		return err
	}
	signatory, err := signIn(ctx, d.site, demoEmail(store.RoleSignatory, code))
	if err != nil {
		return err
	}
	for _, s := range all {
		if err := d.send(ctx, sender, signatory, s); err != nil {
			return fmt.Errorf("%s of %s, %d: %w", s.Return, s.Supplier, s.Year, err)
		}
		progress.add()
	}
	return nil
}

func (d *demo) send(ctx context.Context, sender, signatory *officer, s synthetic.Submission) error {
	write := func(w io.Writer) error {
		_, err := s.WriteTo(w)
		return err
	}
	path, err := sender.upload(ctx, fmt.Sprintf("/requests/%d", d.requestIDs[requestKey(s)]), s.FileName, write)
	if err != nil {
		return err
	}
	state, err := sender.await(ctx, path, string(store.StateChecking))
	if err != nil {
		return err
	}
	if state == string(store.StateAnswering) {
		if err := sender.explainAll(ctx, path); err != nil {
			return err
		}
		if state, err = sender.await(ctx, path, string(store.StateAnswering)); err != nil {
			return err
		}
	}
	if state == string(store.StateSigned) || state == string(store.StateLoading) || state == string(store.StateLoaded) {
		return nil // an earlier run of this demo got so far
	}
	if state != string(store.StateReady) {
		return fmt.Errorf("the file was not accepted: %s is %s", path, state)
	}
	if _, err := sender.submit(ctx, path+"/check", path+"/send", url.Values{"confirm": {"yes"}}); err != nil {
		return err
	}
	_, err = signatory.submit(ctx, path+"/sign-off", path+"/sign-off", url.Values{"declaration": {"yes"}})
	return err
}

// counter shows how far a stage has come.
type counter struct {
	mu    sync.Mutex
	say   io.Writer
	done  int
	total int
}

func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done++; c.done%max(c.total/10, 1) == 0 {
		fmt.Fprintf(c.say, " %d of %d", c.done, c.total)
	}
}
