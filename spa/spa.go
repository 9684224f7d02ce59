// Package spa holds the built browser app and serves it.
//
// The build in dist is part of the program: whoever has the binary has the
// app, and every file of it is covered by one hash ([App.Hash]) that anybody
// can compute from a checkout:
//
//	cd spa/dist && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum
//
// Every path that is no file answers with the app, which knows its own
// routes; only under /a/, where the build puts files named by their content,
// an unknown path is a 404: an old page must notice that its part is gone
// instead of running HTML as a script.
package spa

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed all:dist
var dist embed.FS

const (
	index = "index.html"
	// hashed is where the build puts files whose names change with their
	// content.
	hashed = "a/"
)

// policy lets the page load its own files and nothing else, and lets no string
// become script. The two policies are the app's own (docs/threat-model.md). The
// origins are those that the page may ask beside its own.
func policy(origins []string) string {
	reach := strings.Join(append([]string{"'self'"}, origins...), " ")
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; " +
		"media-src 'self' blob:; font-src 'self'; connect-src " + reach + "; worker-src 'self'; manifest-src 'self'; " +
		"frame-ancestors 'none'; base-uri 'none'; form-action 'none'; " +
		"require-trusted-types-for 'script'; trusted-types svelte-trusted-html app-worker"
}

// permissions: camera for scanning keys, microphone for voice messages, what
// else a page could ask for is off.
const permissions = "camera=(self), microphone=(self), accelerometer=(), autoplay=(self), bluetooth=(), " +
	"browsing-topics=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), midi=(), " +
	"payment=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"

// mediaTypes by extension. What the system's tables say differs by machine.
var mediaTypes = map[string]string{
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".json":        "application/json",
	".map":         "application/json",
	".webmanifest": "application/manifest+json",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".ico":         "image/x-icon",
	".woff2":       "font/woff2",
	".txt":         "text/plain; charset=utf-8",
	".md":          "text/plain; charset=utf-8",
}

// A file is served as it is and, where that is smaller, compressed.
type file struct {
	plain  []byte
	sum    [sha256.Size]byte
	packed func() []byte // nil result: not worth it
}

// An App is a set of files that answers as the browser app.
type App struct {
	files map[string]*file
	hash  string
	csp   string
	// live is read anew for every request, nil in the built-in app.
	live fs.FS
}

// Embedded is the app that is built into the program. It may ask the origins
// beside the one it comes from.
func Embedded(origins ...string) (*App, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	return load(files, origins)
}

// Dir is the app in a directory, for development: what changes there is served
// at once. The hash stays that of the beginning.
func Dir(name string, origins ...string) (*App, error) {
	files := os.DirFS(name)
	a, err := load(files, origins)
	if err != nil {
		return nil, err
	}
	a.live = files
	return a, nil
}

func load(files fs.FS, origins []string) (*App, error) {
	a := &App{files: make(map[string]*file), csp: policy(origins)}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		plain, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		f := &file{plain: plain, sum: sha256.Sum256(plain)}
		// Most visitors ask for few files, and a start should not wait.
		f.packed = sync.OnceValue(func() []byte { return pack(f.plain) })
		a.files[name] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load the app: %w", err)
	}
	if a.files[index] == nil {
		return nil, errors.New("load the app: it has no " + index)
	}
	a.hash = a.sum()
	return a, nil
}

// sum hashes the lines that sha256sum prints for the sorted files.
func (a *App) sum() string {
	names := make([]string, 0, len(a.files))
	for name := range a.files {
		names = append(names, "./"+name)
	}
	slices.Sort(names)
	all := sha256.New()
	for _, name := range names {
		fmt.Fprintf(all, "%x  %s\n", a.files[name[2:]].sum, name)
	}
	return hex.EncodeToString(all.Sum(nil))
}

// Hash names this build of the app: SHA-256 over all its files.
func (a *App) Hash() string { return a.hash }

// pack compresses, if that saves a tenth.
func pack(plain []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(plain); err != nil {
		return nil
	}
	if err := w.Close(); err != nil || b.Len() > len(plain)*9/10 {
		return nil
	}
	return b.Bytes()
}

// ServeHTTP answers GET and HEAD for every path.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	a.protect(h, r.TLS != nil)
	if a.live != nil {
		fresh, err := load(a.live, nil)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		a = fresh
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	f := a.files[name]
	switch {
	case f != nil:
	case strings.HasPrefix(name+"/", hashed):
		h.Set("Cache-Control", "no-store")
		http.Error(w, "no such file", http.StatusNotFound)
		return
	default:
		name, f = index, a.files[index]
	}
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, hashed) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	f.serve(w, r, name)
}

func (f *file) serve(w http.ResponseWriter, r *http.Request, name string) {
	h := w.Header()
	mediaType := mediaTypes[path.Ext(name)]
	if mediaType == "" {
		mediaType = "application/octet-stream"
	}
	h.Set("Content-Type", mediaType)
	h.Set("Vary", "Accept-Encoding")
	body, tag := f.plain, hex.EncodeToString(f.sum[:12])
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		if packed := f.packed(); packed != nil {
			h.Set("Content-Encoding", "gzip")
			body, tag = packed, tag+"-gzip"
		}
	}
	h.Set("ETag", `"`+tag+`"`)
	// No modification time: embedded files have none, the tag says it all.
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// protect sets what keeps the page to itself. The document carries the policy;
// workers carry their own, so every file gets all of it.
func (a *App) protect(h http.Header, encrypted bool) {
	h.Set("Content-Security-Policy", a.csp)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", permissions)
	if encrypted {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// acceptsGzip reads an Accept-Encoding header.
func acceptsGzip(header string) bool {
	any := false
	for item := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(item, ";")
		q := strings.ReplaceAll(strings.ToLower(params), " ", "")
		refused := strings.HasPrefix(q, "q=0") && strings.Trim(q[len("q=0"):], ".0") == ""
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip":
			return !refused
		case "*":
			any = !refused
		}
	}
	return any
}
