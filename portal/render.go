package portal

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/goldset/goldset/store"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed assets/goldset.css assets/favicon.svg
var assetFiles embed.FS

// pages are the parsed templates, one set for each page, and the assets' names.
type pages struct {
	sets   map[string]*template.Template
	assets map[string]asset // by the name in the address
	names  map[string]string
}

type asset struct {
	content []byte
	media   string
}

// page is what every template sees.
type page struct {
	Title   string
	Back    string // address of the page above; empty: none
	Wide    bool
	Refresh int // seconds until the browser loads the page again; 0: never
	Errors  []fieldError
	Done    string // what has just been done, for a banner
	Data    any

	// Set by render.
	Who           *store.Account
	Menu          []navItem
	Here          string
	Active        string // the menu's entry that Here belongs under
	Token         string
	Organisation  string
	Contact       string
	Demonstration bool
	Now           time.Time
}

// fieldError says what is wrong with a field of a form, in words that say what
// would pass. Field is the id of the element to go to.
type fieldError struct{ Field, Text string }

// Problem is the message about one field, or "".
func (p page) Problem(field string) string {
	for _, e := range p.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

func (p *Portal) parsePages() (*pages, error) {
	ps := &pages{sets: map[string]*template.Template{}, assets: map[string]asset{}, names: map[string]string{}}
	if err := ps.readAssets(); err != nil {
		return nil, err
	}
	base, err := template.New("layout.html").Funcs(p.functions(ps)).ParseFS(pageFiles, "pages/layout.html", "pages/parts.html")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	files, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "layout" || name == "parts" {
			continue
		}
		set, err := template.Must(base.Clone()).ParseFS(pageFiles, file)
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
		ps.sets[name] = set
	}
	return ps, nil
}

// readAssets names each file by its content, so browsers may keep it for good.
func (ps *pages) readAssets() error {
	for name, media := range map[string]string{"goldset.css": "text/css; charset=utf-8", "favicon.svg": "image/svg+xml"} {
		content, err := assetFiles.ReadFile("assets/" + name)
		if err != nil {
			return fmt.Errorf("assets: %w", err)
		}
		sum := sha256.Sum256(content)
		ext := path.Ext(name)
		public := strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:6]) + ext
		ps.names[name], ps.assets[public] = public, asset{content, media}
	}
	return nil
}

func (p *Portal) asset(w http.ResponseWriter, r *http.Request) {
	a, ok := p.pages.assets[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", a.media)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(a.content)
}

// render draws a page. It is drawn whole before a byte is sent, so that what goes
// wrong on the way does not leave half a page with status 200.
func (p *Portal) render(v *visit, status int, name string, pg page) {
	if v.who().ID != 0 {
		pg.Who, pg.Menu, pg.Token = v.who(), menu(v.who().Role), v.formToken()
	}
	pg.Here, pg.Organisation, pg.Contact, pg.Demonstration, pg.Now = v.r.URL.Path, p.Organisation, p.Contact, p.Demonstration, v.now
	pg.Active = active(pg.Menu, pg.Here)
	var b bytes.Buffer
	if err := p.pages.sets[name].ExecuteTemplate(&b, "layout.html", pg); err != nil {
		p.Logger.ErrorContext(v.r.Context(), "page not drawn", "request", v.id, "page", name, "error", templateFault(err))
		http.Error(v.w, "There is a problem with the service. Request "+v.id+".", http.StatusInternalServerError)
		return
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = b.WriteTo(v.w)
}

// active is the menu's entry that a page belongs under: the longest that its
// address begins with. Submissions belong to requests.
func active(menu []navItem, here string) (path string) {
	if strings.HasPrefix(here, "/submissions/") {
		here = "/requests"
	}
	for _, item := range menu {
		if (here == item.Path || strings.HasPrefix(here, item.Path+"/")) && len(item.Path) > len(path) {
			path = item.Path
		}
	}
	return path
}

// templateFault is where a template failed, without the value it failed on.
func templateFault(err error) string {
	text, _, _ := strings.Cut(err.Error(), "executing")
	return strings.TrimSpace(text)
}
