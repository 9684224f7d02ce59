package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"kez.lat/chat/identity"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kez-chat": main})
}

// TestScripts runs the pages of testdata/script against the real program.
// Beside testscript's own words, which go before ours (stop and kill are among
// them and would end a page early), there are:
//
//	node [flags]           start a node, on $WORK/data unless told otherwise, and
//	                       wait until it serves;
//	                       $URL is how to reach it, $ADDR where it listens
//	said REGEXP            want it in what the node said when it started
//	term [SIGNAL]          end it (SIGTERM) and want exit status 0
//	flood                  log in as fast as possible until the node is gone
//	crash                  end it without asking
//	status N command...    want exit status N
//	get STATUS PATH        ask the node; the body becomes stdout
//	register STATUS handle [invite]
//	                       register the key of this handle
//	keyof VAR handle       set VAR to the key that register would use
//	match VAR REGEXP       set VAR to the first group found in the last stdout
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Values[slotKey{}] = new(*running)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"node": startNode, "term": stopNode, "crash": killNode,
			"status": wantStatus, "get": get, "register": register,
			"flood": floodLogIns, "said": said, "match": match, "keyof": keyOf,
		},
	})
}

// running is the node of one script.
type running struct {
	cmd    *exec.Cmd
	stdout io.ReadCloser
	stderr *os.File
	said   string
}

type slotKey struct{}

// slot is where a script keeps its node.
func slot(ts *testscript.TestScript) **running { return ts.Value(slotKey{}).(**running) }

func startNode(ts *testscript.TestScript, neg bool, args []string) {
	at := slot(ts)
	if neg || *at != nil {
		ts.Fatalf("usage: node [flags], once at a time")
	}
	stderr, err := os.OpenFile(ts.MkAbs("node.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	ts.Check(err)
	if !slices.Contains(args, "--data-dir") {
		args = append([]string{"--data-dir", ts.MkAbs("data")}, args...)
	}
	cmd := exec.Command("kez-chat", append([]string{"--bind", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), "PATH="+ts.Getenv("PATH"), "HOME="+ts.Getenv("WORK"))
	if cmd.Path, err = lookPath("kez-chat", ts.Getenv("PATH")); err != nil {
		ts.Fatalf("%v", err)
	}
	cmd.Err, cmd.Dir, cmd.Stderr = nil, ts.MkAbs("."), stderr
	stdout, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	r := &running{cmd: cmd, stdout: stdout, stderr: stderr}
	*at = r
	ts.Defer(func() {
		if *at == r {
			r.end(os.Kill)
		}
	})
	said := bufio.NewReader(stdout)
	line, err := said.ReadString('\n')
	if err != nil {
		ts.Fatalf("the node did not start: %s", ts.ReadFile("node.log"))
	}
	_, url, ok := strings.Cut(strings.TrimSpace(line), "Open ")
	if !ok {
		ts.Fatalf("the node said %q", line)
	}
	if more := said.Buffered(); more > 0 {
		rest, err := said.Peek(more)
		ts.Check(err)
		line += string(rest)
	}
	ts.Setenv("URL", url)
	ts.Setenv("ADDR", strings.TrimPrefix(url, "http://"))
	r.said = line
}

func said(ts *testscript.TestScript, neg bool, args []string) {
	r := *slot(ts)
	if len(args) != 1 || r == nil {
		ts.Fatalf("usage: said REGEXP, while a node runs")
	}
	if regexp.MustCompile(args[0]).MatchString(r.said) == neg {
		ts.Fatalf("the node said %q", r.said)
	}
}

func match(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: match VAR REGEXP")
	}
	found := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) < 2 {
		ts.Fatalf("no match for %s", args[1])
	}
	ts.Setenv(args[0], found[1])
}

func lookPath(name, path string) (string, error) {
	for _, dir := range filepath.SplitList(path) {
		if file := filepath.Join(dir, name); exec.Command(file).Err == nil {
			if info, err := os.Stat(file); err == nil && !info.IsDir() {
				return file, nil
			}
		}
	}
	return "", exec.ErrNotFound
}

// end sends a signal and waits.
func (r *running) end(sig os.Signal) error {
	defer r.stderr.Close()
	if err := r.cmd.Process.Signal(sig); err != nil {
		return err
	}
	return r.cmd.Wait()
}

func take(ts *testscript.TestScript) *running {
	at := slot(ts)
	r := *at
	if r == nil {
		ts.Fatalf("no node runs")
	}
	*at = nil
	return r
}

func stopNode(ts *testscript.TestScript, neg bool, args []string) {
	sig := map[string]os.Signal{"": syscall.SIGTERM, "SIGTERM": syscall.SIGTERM, "SIGINT": os.Interrupt}[strings.Join(args, "")]
	if neg || sig == nil {
		ts.Fatalf("usage: term [SIGTERM|SIGINT]")
	}
	if err := take(ts).end(sig); err != nil {
		ts.Fatalf("term: %v\n%s", err, ts.ReadFile("node.log"))
	}
}

func killNode(ts *testscript.TestScript, neg bool, args []string) {
	var killed *exec.ExitError
	if err := take(ts).end(os.Kill); !errors.As(err, &killed) {
		ts.Fatalf("crash: %v", err)
	}
}

func wantStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status: got %d, want %d", got, want)
	}
}

func get(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: get STATUS PATH")
	}
	resp, err := http.Get(ts.Getenv("URL") + args[1])
	ts.Check(err)
	answered(ts, resp, args[0])
}

// answered checks the status and makes the body the script's stdout.
func answered(ts *testscript.TestScript, resp *http.Response, want string) {
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if strconv.Itoa(resp.StatusCode) != want {
		ts.Fatalf("status: got %s, want %s\n%s", resp.Status, want, body)
	}
	_, err = ts.Stdout().Write(append(body, '\n'))
	ts.Check(err)
}

// seedOf makes a key out of a name, so that pages can tell whose it is.
func seedOf(ts *testscript.TestScript, name string) identity.Seed {
	sum := sha256.Sum256([]byte(name))
	seed, err := identity.NewSeed(bytes.NewReader(sum[:]))
	ts.Check(err)
	return seed
}

func keyOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: keyof VAR handle")
	}
	ts.Setenv(args[0], seedOf(ts, args[1]).Key().String())
}

func register(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: register STATUS handle [invite]")
	}
	invite := strings.Join(args[2:], "")
	signed, err := identity.SignRegistration(seedOf(ts, args[1]), identity.Handle(args[1]), "localhost", time.Now(), invite)
	ts.Check(err)
	resp, err := http.Post(ts.Getenv("URL")+"/v1/register", "application/json", bytes.NewReader(signed))
	ts.Check(err)
	answered(ts, resp, args[0])
}
