// Command bench measures a node beside a bare nats-server of the same version
// with the same stream, in one run and in turns, and prints ratios. A number
// alone says little on a shared machine; a ratio of medians says whether the
// node costs what docs/performance.md promises.
//
//	go run ./bench [-rounds 5] [-only name,name] [-write docs/performance.md]
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
)

func main() {
	log.SetFlags(0)
	rounds := flag.Int("rounds", 5, "interleaved rounds; medians are shown")
	only := flag.String("only", "", "comma list of measurements, all if empty")
	write := flag.String("write", "", "put the table between the marks in this file")
	flag.Parse()
	if err := run(*rounds, *only, *write); err != nil {
		log.Fatal(err)
	}
}

// A measurement compares the node with something bare. Each side returns the
// values of one round; values of one name are compared with the same name of
// the other side.
type measurement struct {
	name    string
	measure func(*lab) (rows []row, err error)
}

var measurements = []measurement{
	{"throughput", throughput},
	{"latency", latency},
	{"connects", connects},
	{"drain", drain},
	{"memory", memory},
	{"start", start},
	{"size", size},
}

func run(rounds int, only, write string) error {
	l, err := openLab(rounds)
	if err != nil {
		return err
	}
	defer l.close()
	var rows []row
	for _, m := range measurements {
		if only != "" && !strings.Contains(","+only+",", ","+m.name+",") {
			continue
		}
		fmt.Fprintf(os.Stderr, "measuring %s\n", m.name)
		got, err := m.measure(l)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		rows = append(rows, got...)
	}
	table := render(rows)
	fmt.Print(table)
	if write == "" {
		return nil
	}
	return insert(write, table)
}
