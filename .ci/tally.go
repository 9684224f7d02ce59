// Command tally reads the events of "go test -json" from standard input, says
// as they end which packages stand and what failed, and writes the numbers of
// passed, failed and skipped tests to the file named by its argument.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64
}

type tally struct {
	passed, failed, skipped int
	output                  map[string][]string // of tests and packages still running
	skips                   []string
	broken                  map[string]bool // packages whose failure is already counted
	count                   map[string]int  // passed tests by package
}

func main() {
	t := &tally{output: make(map[string][]string), broken: make(map[string]bool), count: make(map[string]int)}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if err := json.Unmarshal(in.Bytes(), &e); err != nil {
			fmt.Println(in.Text()) // what the compiler says comes as it is
			continue
		}
		t.take(e)
	}
	for _, skip := range t.skips {
		fmt.Println(skip)
	}
	numbers := fmt.Sprintf("%d %d %d\n", t.passed, t.failed, t.skipped)
	if err := os.WriteFile(os.Args[1], []byte(numbers), 0o644); err != nil || in.Err() != nil {
		fmt.Fprintln(os.Stderr, "tally:", err, in.Err())
		os.Exit(1)
	}
}

func (t *tally) take(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		t.output[key] = append(t.output[key], e.Output)
	case "build-output":
		fmt.Print(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			t.packageEnds(e, key)
		} else {
			t.testEnds(e, key)
		}
		delete(t.output, key)
	}
}

func (t *tally) testEnds(e event, key string) {
	switch e.Action {
	case "pass":
		t.passed++
		t.count[e.Package]++
	case "skip":
		t.skipped++
		t.skips = append(t.skips, fmt.Sprintf("skipped: %s %s: %s", e.Package, e.Test, reason(t.output[key])))
	case "fail":
		t.failed++
		t.broken[e.Package] = true
		fmt.Printf("--- FAIL %s %s\n%s", e.Package, e.Test, strings.Join(t.output[key], ""))
	}
}

func (t *tally) packageEnds(e event, key string) {
	switch {
	case e.Action == "skip":
		return // no tests in it
	case e.Action == "fail" && !t.broken[e.Package]:
		t.failed++ // it did not build, or ended outside of any test
		for running, lines := range t.output {
			if strings.HasPrefix(running, e.Package+" ") {
				fmt.Print(strings.Join(lines, ""))
			}
		}
	}
	verdict := map[string]string{"pass": "ok  ", "fail": "FAIL"}[e.Action]
	fmt.Printf("%s %-36s %5d passed %8.1fs\n", verdict, e.Package, t.count[e.Package], e.Elapsed)
}

// reason is the line of a skipped test that is not the runner's.
func reason(lines []string) string {
	for _, line := range lines {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "===") && !strings.HasPrefix(line, "---") {
			return line
		}
	}
	return "no reason given"
}
