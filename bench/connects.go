package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

const (
	logins  = 600 // of one round
	dialers = 16
)

// connects is log-ins per second: through the callout, beside a bare server
// that has the same keys in its configuration.
func connects(l *lab) ([]row, error) {
	var node, bare []float64
	for range l.rounds {
		n, err := l.startNode("")
		if err != nil {
			return nil, err
		}
		people, err := n.register(dialers)
		if err == nil {
			var v float64
			if v, err = dial(n, people); err == nil {
				node = append(node, v)
			}
		}
		n.stop()
		if err != nil {
			return nil, err
		}
		var users strings.Builder
		for _, p := range people {
			fmt.Fprintf(&users, "{nkey: %s},", p.key.NKey())
		}
		b, err := l.startBare("", false, "authorization { users: ["+users.String()+"] }")
		if err != nil {
			return nil, err
		}
		v, err := dial(b, people)
		b.stop()
		if err != nil {
			return nil, err
		}
		bare = append(bare, v)
	}
	return []row{atLeast("log-ins through the callout, beside static nkeys", "/s", node, bare, 0.4)}, nil
}

// dial logs in and out again from several goroutines, one for each person.
func dial(i *instance, people []person) (perSecond float64, err error) {
	errs := make(chan error, dialers)
	began := time.Now()
	var wg sync.WaitGroup
	for _, p := range people {
		wg.Go(func() {
			for range logins / dialers {
				var nc *nats.Conn
				if nc, err = i.connect(p); err != nil {
					errs <- err
					return
				}
				nc.Close()
			}
		})
	}
	wg.Wait()
	took := time.Since(began)
	select {
	case err := <-errs:
		return 0, err
	default:
		return float64(logins/dialers*dialers) / took.Seconds(), nil
	}
}
