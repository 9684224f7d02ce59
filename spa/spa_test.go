package spa

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// small is an app with one file of each sort.
func small(t *testing.T) *App {
	t.Helper()
	a, err := load(fstest.MapFS{
		"index.html":           {Data: []byte("<!doctype html><div id=app></div>")},
		"sw.js":                {Data: []byte("self")},
		"manifest.webmanifest": {Data: []byte("{}")},
		"a/index-AbC1.js":      {Data: []byte(strings.Repeat("console.log(1);\n", 400))},
		"a/pixel-AbC1.png":     {Data: []byte{0x89, 'P', 'N', 'G'}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func get(a http.Handler, path string, header ...string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEveryPathIsTheApp(t *testing.T) {
	a := small(t)
	for _, p := range []string{"/", "/index.html", "/chats", "/chats/ana@example.org", "/u/ana", "/no/such.file", "/%2e%2e/etc/passwd", "//x", "/ab"} {
		r := get(a, p)
		if r.StatusCode != 200 || !strings.Contains(body(t, r), "id=app") {
			t.Errorf("GET %s: got status %d, want the app", p, r.StatusCode)
		}
		if got := r.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("GET %s: Cache-Control %q, want no-cache", p, got)
		}
		if got := r.Header.Get("Content-Type"); got != "text/html; charset=utf-8" {
			t.Errorf("GET %s: Content-Type %q", p, got)
		}
	}
}

func TestHashedFiles(t *testing.T) {
	a := small(t)
	r := get(a, "/a/index-AbC1.js")
	if got := r.Header.Get("Cache-Control"); r.StatusCode != 200 || got != "public, max-age=31536000, immutable" {
		t.Errorf("got status %d, Cache-Control %q", r.StatusCode, got)
	}
	for _, p := range []string{"/a/index-Old9.js", "/a/", "/a", "/a/x/y"} {
		r := get(a, p)
		if got := r.Header.Get("Cache-Control"); r.StatusCode != 404 || got != "no-store" {
			t.Errorf("GET %s: got status %d, Cache-Control %q; want 404 that is not kept", p, r.StatusCode, got)
		}
		if strings.Contains(body(t, r), "id=app") {
			t.Errorf("GET %s: an unknown part of the app is not the app", p)
		}
	}
}

func TestMediaTypes(t *testing.T) {
	a := small(t)
	for p, want := range map[string]string{
		"/sw.js":                "text/javascript; charset=utf-8",
		"/manifest.webmanifest": "application/manifest+json",
		"/a/pixel-AbC1.png":     "image/png",
	} {
		r := get(a, p)
		if got := r.Header.Get("Content-Type"); got != want {
			t.Errorf("GET %s: Content-Type %q, want %q", p, got, want)
		}
	}
	if got := get(a, "/sw.js").Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("sw.js: Cache-Control %q, want no-cache", got)
	}
}

func TestMethods(t *testing.T) {
	a := small(t)
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	if got := w.Header().Get("Allow"); w.Code != 405 || got != "GET, HEAD" {
		t.Errorf("POST: got status %d, Allow %q", w.Code, got)
	}
	s := httptest.NewServer(a)
	defer s.Close()
	res, err := http.Head(s.URL + "/chats")
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != 200 || res.ContentLength < 1 || body(t, res) != "" {
		t.Errorf("HEAD: got status %d, length %d", res.StatusCode, res.ContentLength)
	}
}

func TestCompression(t *testing.T) {
	a := small(t)
	plain := get(a, "/a/index-AbC1.js", "Accept-Encoding", "identity, gzip;q=0")
	packed := get(a, "/a/index-AbC1.js", "Accept-Encoding", "br, gzip")
	if got := plain.Header.Get("Content-Encoding"); got != "" {
		t.Errorf("got %q though gzip was refused", got)
	}
	if got := packed.Header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("got Content-Encoding %q, want gzip", got)
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil || string(unpacked) != body(t, plain) {
		t.Errorf("the compressed file is another one: %v", err)
	}
	if plain.Header.Get("ETag") == packed.Header.Get("ETag") || packed.Header.Get("Vary") != "Accept-Encoding" {
		t.Error("a cache would mix the two up")
	}
	if got := get(a, "/a/pixel-AbC1.png", "Accept-Encoding", "gzip").Header.Get("Content-Encoding"); got != "" {
		t.Errorf("a picture was compressed: %q", got)
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "deflate, gzip;q=1.0": true, "gzip;q=0": false, "gzip; q=0.000": false,
		"gzip;q=0.5": true, "*": true, "*;q=0": false, "br": false, "gzip;q=0, *": false, "xgzip": false,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("%q: got %t, want %t", header, got, want)
		}
	}
}

func TestNotModified(t *testing.T) {
	a := small(t)
	for _, coding := range []string{"identity", "gzip"} {
		tag := get(a, "/a/index-AbC1.js", "Accept-Encoding", coding).Header.Get("ETag")
		r := get(a, "/a/index-AbC1.js", "Accept-Encoding", coding, "If-None-Match", tag)
		if r.StatusCode != http.StatusNotModified {
			t.Errorf("%s: got status %d, want 304", coding, r.StatusCode)
		}
	}
}

// TestOrigins: the app may ask a sig server, and nobody else.
func TestOrigins(t *testing.T) {
	a, err := Embedded("https://sig.example.org")
	if err != nil {
		t.Fatal(err)
	}
	if got := get(a, "/").Header.Get("Content-Security-Policy"); !strings.Contains(got, "; connect-src 'self' https://sig.example.org; ") {
		t.Errorf("the policy is %q", got)
	}
}

func TestHeaders(t *testing.T) {
	a := small(t)
	for _, p := range []string{"/", "/a/index-AbC1.js", "/a/none.js", "/sw.js"} {
		h := get(a, p).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; " +
				"media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; " +
				"frame-ancestors 'none'; base-uri 'none'; form-action 'none'; " +
				"require-trusted-types-for 'script'; trusted-types svelte-trusted-html app-worker",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Embedder-Policy": "require-corp",
			"Cross-Origin-Resource-Policy": "same-origin",
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "no-referrer",
			"Strict-Transport-Security":    "",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("GET %s: %s is %q, want %q", p, name, got, want)
			}
		}
		if got := h.Get("Permissions-Policy"); !strings.Contains(got, "camera=(self), microphone=(self)") || !strings.Contains(got, "geolocation=()") {
			t.Errorf("GET %s: Permissions-Policy is %q", p, got)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.TLS = new(tls.ConnectionState)
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	if got := w.Header().Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("over TLS: Strict-Transport-Security is %q", got)
	}
}

// TestHashByStandardTools computes the hash as the documentation says.
func TestHashByStandardTools(t *testing.T) {
	for _, tool := range []string{"sh", "find", "sort", "xargs", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s on this machine", tool)
		}
	}
	a, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("sh", "-c", "cd dist && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum").Output()
	if err != nil {
		t.Fatal(err)
	}
	if want, _, _ := strings.Cut(string(out), " "); a.Hash() != want {
		t.Errorf("got %s, want %s", a.Hash(), want)
	}
}

func TestDir(t *testing.T) {
	dir := t.TempDir()
	if _, err := Dir(dir); err == nil {
		t.Error("a directory without index.html was taken for the app")
	}
	if _, err := Dir(filepath.Join(dir, "none")); err == nil {
		t.Error("a missing directory was taken for the app")
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := body(t, get(a, "/")); got != "mine" {
		t.Errorf("got %q", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("newer"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := body(t, get(a, "/")); got != "newer" {
		t.Errorf("got %q, want what is there now", got)
	}
	if err := os.Remove(filepath.Join(dir, "index.html")); err != nil {
		t.Fatal(err)
	}
	if r := get(a, "/"); r.StatusCode != 500 {
		t.Errorf("got status %d, want 500", r.StatusCode)
	}
}

// TestEmbedded: what index.html loads is in the build.
func TestEmbedded(t *testing.T) {
	a, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	page, err := fs.ReadFile(dist, "dist/index.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range bytes.Split(page, []byte(`src="`))[1:] {
		src, _, _ := bytes.Cut(part, []byte(`"`))
		if r := get(a, string(src)); r.StatusCode != 200 || strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			t.Errorf("GET %s: got status %d, %s", src, r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
}
