package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// officer is a person at a browser: whoever sends a return in the demo goes through
// the same pages as everybody else.
type officer struct {
	site   string
	client *http.Client
}

// signIn opens a session of a made-up account.
func signIn(ctx context.Context, site, email string) (*officer, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	o := &officer{site: site, client: &http.Client{Jar: jar}}
	at, err := o.submit(ctx, "/sign-in", "/sign-in", url.Values{"email": {email}, "password": {demoPassword}})
	if err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	if strings.HasSuffix(at, "/sign-in") {
		return nil, errors.New("sign in: refused")
	}
	return o, nil
}

// read opens a page.
func (o *officer) read(ctx context.Context, path string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, o.site+path, http.NoBody)
	if err != nil {
		return "", err
	}
	_, body, err := o.do(request)
	return body, err
}

// submit opens the page a form stands on and sends the form; it returns where that led.
func (o *officer) submit(ctx context.Context, page, action string, fields url.Values) (at string, err error) {
	form, err := o.read(ctx, page)
	if err != nil {
		return "", err
	}
	fields.Set("token", formToken(form))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, o.site+action, strings.NewReader(fields.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	at, _, err = o.do(request)
	return at, err
}

// upload sends files for a request, streaming, and returns the submission's path.
func (o *officer) upload(ctx context.Context, requestPath, name string, write func(io.Writer) error) (string, error) {
	form, err := o.read(ctx, requestPath+"/upload")
	if err != nil {
		return "", err
	}
	reader, writer := io.Pipe()
	parts := multipart.NewWriter(writer)
	go func() { writer.CloseWithError(fill(parts, formToken(form), name, write)) }()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, o.site+requestPath+"/upload", reader)
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", parts.FormDataContentType())
	at, _, err := o.do(request)
	if err == nil && !strings.HasPrefix(at, "/submissions/") {
		err = fmt.Errorf("the upload led to %s", at)
	}
	return at, err
}

func fill(parts *multipart.Writer, token, name string, write func(io.Writer) error) error {
	if err := parts.WriteField("token", token); err != nil {
		return err
	}
	file, err := parts.CreateFormFile("files", name)
	if err != nil {
		return err
	}
	if err := write(file); err != nil {
		return err
	}
	return parts.Close()
}

func (o *officer) do(request *http.Request) (at, body string, err error) {
	answer, err := o.client.Do(request)
	if err != nil {
		return "", "", err
	}
	defer answer.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(answer.Body); err != nil {
		return "", "", err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return "", "", fmt.Errorf("%s %s: %s", request.Method, request.URL.Path, answer.Status)
	}
	return answer.Request.URL.Path, text.String(), nil
}

var tokenPattern = regexp.MustCompile(`name="token" value="([^"]*)"`)

func formToken(page string) string {
	if found := tokenPattern.FindStringSubmatch(page); found != nil {
		return html.UnescapeString(found[1])
	}
	return ""
}

// The states a submission's page can show, as the words of its tag.
var statePattern = regexp.MustCompile(`data-state="([^"]*)"`)

// pollEvery is how often the demo's people look whether something has happened.
const pollEvery = 100 * time.Millisecond

// await reads a submission's page until its state is none of those given.
func (o *officer) await(ctx context.Context, submission string, past ...string) (string, error) {
	look := time.NewTicker(pollEvery)
	defer look.Stop()
	for {
		page, err := o.read(ctx, submission)
		if err != nil {
			return "", err
		}
		found := statePattern.FindStringSubmatch(page)
		if found == nil {
			return "", fmt.Errorf("%s shows no state", submission)
		}
		waits := false
		for _, s := range past {
			waits = waits || found[1] == s
		}
		if !waits {
			return found[1], nil
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

var explainPattern = regexp.MustCompile(`href="(/submissions/\d+/rules/[^"]+/explain)"`)

// explainAll explains every open rule of a submission, as an officer would who has
// looked into each.
func (o *officer) explainAll(ctx context.Context, submission string) error {
	for range maxRounds {
		page, err := o.read(ctx, submission+"/findings")
		if err != nil {
			return err
		}
		found := explainPattern.FindStringSubmatch(page)
		if found == nil {
			return nil
		}
		path := html.UnescapeString(found[1])
		_, err = o.submit(ctx, path, path, url.Values{
			"reason": {"correct"}, "note": {"Checked against the case file: the record is right as it stands."},
		})
		if err != nil {
			return fmt.Errorf("explain: %w", err)
		}
	}
	return fmt.Errorf("%s still has open findings after %d explanations", submission, maxRounds)
}

// maxRounds bounds the rules that one return may need explained.
const maxRounds = 500
