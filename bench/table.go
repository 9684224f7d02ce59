package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// A row is one line of the table.
type row struct {
	what, node, bare, ratio, goal string
	met                           bool
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(values))
	return s[len(s)/2]
}

// atLeast compares node/bare with a goal that wants it high.
func atLeast(what, unit string, node, bare []float64, goal float64) row {
	r := ratio(what, unit, node, bare)
	r.goal, r.met = fmt.Sprintf("≥ %.2g", goal), quotient(node, bare) >= goal
	return r
}

// atMost compares node/bare with a goal that wants it low.
func atMost(what, unit string, node, bare []float64, goal float64) row {
	r := ratio(what, unit, node, bare)
	r.goal, r.met = fmt.Sprintf("≤ %.2g", goal), quotient(node, bare) <= goal
	return r
}

// limit compares the node with a bound of its own.
func limit(what, unit string, node []float64, goal float64) row {
	m := median(node)
	return row{what: what, node: format(m, unit), bare: "–", ratio: "–", goal: "≤ " + format(goal, unit), met: m <= goal}
}

func quotient(node, bare []float64) float64 { return median(node) / median(bare) }

func ratio(what, unit string, node, bare []float64) row {
	return row{what: what, node: format(median(node), unit), bare: format(median(bare), unit), ratio: fmt.Sprintf("%.2f", quotient(node, bare))}
}

func format(v float64, unit string) string {
	switch {
	case v >= 1000:
		return fmt.Sprintf("%.0f %s", v, unit)
	case v >= 10:
		return fmt.Sprintf("%.1f %s", v, unit)
	}
	return fmt.Sprintf("%.2f %s", v, unit)
}

func render(rows []row) string {
	var b strings.Builder
	b.WriteString("| measured | node | bare | ratio | goal | |\n|---|---|---|---|---|---|\n")
	for _, r := range rows {
		met := "met"
		if !r.met {
			met = "**missed**"
		}
		if r.goal == "" {
			met = ""
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", r.what, r.node, r.bare, r.ratio, r.goal, met)
	}
	return b.String()
}

const (
	begin = "<!-- bench: begin -->\n"
	end   = "<!-- bench: end -->"
)

// insert puts the table between the marks of a page.
func insert(name, table string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no marks %q and %q", name, strings.TrimSpace(begin), end)
	}
	return os.WriteFile(name, []byte(before+begin+table+end+after), 0o644)
}
