package httpapi

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// Sizes of bodies in bytes.
const (
	registerBytes    = 16 << 10
	jsonBytes        = 64 << 10
	authRequestBytes = 16 << 10
	aroundEnvelope   = 4 << 10 // to, from, id and white space
)

const headerRequestID = "X-Request-Id"

var (
	errMalformed = errors.New("the request is malformed")
	errTooLarge  = errors.New("the body is too large")
	errMediaType = errors.New("the body must be application/json")
)

// outermost gives every request an id, logs it at debug without its query, and
// turns a panic into a 500.
func (s *Server) outermost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		w.Header().Set(headerRequestID, newRequestID())
		lw := &loggedWriter{ResponseWriter: w}
		defer func() {
			if fault := recover(); fault != nil {
				if fault == http.ErrAbortHandler {
					panic(fault)
				}
				s.cfg.Log.Error("panic", "err", fault, "request", w.Header().Get(headerRequestID), "stack", string(debug.Stack()))
				if lw.status == 0 {
					s.writeProblem(lw, r, errPanic)
				}
			}
			s.cfg.Log.LogAttrs(r.Context(), slog.LevelDebug, "request",
				slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", lw.status),
				slog.String("addr", s.client(r).String()), slog.Duration("took", time.Since(began)),
				slog.String("request", w.Header().Get(headerRequestID)))
		}()
		next.ServeHTTP(lw, r)
	})
}

// errPanic is in no table: a bare 500.
var errPanic = errors.New("panic")

func newRequestID() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// loggedWriter remembers the status.
type loggedWriter struct {
	http.ResponseWriter
	status int
}

func (w *loggedWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *loggedWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *loggedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// body reads a JSON body of at most limit bytes.
func body(c echo.Context, limit int64) ([]byte, error) {
	r := c.Request()
	if err := wantJSON(r.Header); err != nil {
		return nil, err
	}
	return rawBody(c, limit)
}

// rawBody reads a body of at most limit bytes. A body that says it is larger
// is not read at all.
func rawBody(c echo.Context, limit int64) ([]byte, error) {
	r := c.Request()
	if r.ContentLength > limit {
		return nil, fmt.Errorf("%w: at most %d bytes", errTooLarge, limit)
	}
	raw, err := io.ReadAll(http.MaxBytesReader(c.Response(), r.Body, limit))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, fmt.Errorf("%w: at most %d bytes", errTooLarge, limit)
	case err != nil:
		return nil, fmt.Errorf("%w: the body did not arrive", errMalformed)
	}
	return raw, nil
}

// wantJSON accepts JSON in UTF-8 under any of its names. A request without a
// type is taken at its word.
func wantJSON(h http.Header) error {
	if coding := h.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return fmt.Errorf("%w, not compressed", errMediaType)
	}
	text := h.Get("Content-Type")
	if text == "" {
		return nil
	}
	mediaType, params, err := mime.ParseMediaType(text)
	if err != nil || mediaType != "application/json" && !strings.HasSuffix(mediaType, "+json") {
		return errMediaType
	}
	if charset, given := params["charset"]; given && !strings.EqualFold(charset, "utf-8") {
		return fmt.Errorf("%w in UTF-8", errMediaType)
	}
	return nil
}

// param is a part of the path, decoded. The router leaves it as it was sent
// when the path has escapes that it need not have.
func param(c echo.Context, name string) string {
	text := c.Param(name)
	if c.Request().URL.RawPath == "" {
		return text
	}
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}

// single reads a query member that may be given once.
func single(q url.Values, name string) (text string, given bool, err error) {
	switch list := q[name]; len(list) {
	case 0:
		return "", false, nil
	case 1:
		return list[0], true, nil
	default:
		return "", true, fmt.Errorf("%w: %s is given more than once", errMalformed, name)
	}
}

// number reads a query member that is a whole number.
func number(q url.Values, name string, absent uint64) (uint64, error) {
	text, given, err := single(q, name)
	if err != nil || !given {
		return absent, err
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: %s must be a whole number", errMalformed, name)
	}
	return n, nil
}

// query reads the query strictly: what cannot be read is refused, not dropped.
func query(c echo.Context) (url.Values, error) {
	q, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return nil, fmt.Errorf("%w: the query cannot be read", errMalformed)
	}
	return q, nil
}
