package broker

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"kez.lat/chat/identity"
)

var update = flag.Bool("update", false, "write the golden files anew")

const streamGolden = "testdata/stream.golden"

// mailStore opens JetStream in the mail account.
func mailStore(t testing.TB, b *Broker) jetstream.JetStream {
	t.Helper()
	js, err := jetstream.New(connect(t, b, RoleMail))
	if err != nil {
		t.Fatal(err)
	}
	return js
}

func ensure(t testing.TB, js jetstream.JetStream, maxAge time.Duration) (jetstream.Stream, string) {
	t.Helper()
	s, epoch, err := EnsureMail(t.Context(), js, maxAge)
	if err != nil {
		t.Fatal(err)
	}
	if len(epoch) != 16 || strings.Trim(epoch, "0123456789abcdef") != "" {
		t.Errorf("epoch %q is not 16 hex digits", epoch)
	}
	return s, epoch
}

// TestMailStream pins the stream as the server keeps it.
func TestMailStream(t *testing.T) {
	s, _ := ensure(t, mailStore(t, start(t, Options{})), 180*24*time.Hour)
	cfg := s.CachedInfo().Config
	cfg.Metadata = nil // the epoch and the server's version
	got, err := json.MarshalIndent(cfg, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(streamGolden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(streamGolden)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("the mail stream changed.\ngot\n%s\nwant\n%s", got, want)
	}
}

// TestMailStreamIsUpdatedInPlace: a start with other settings, or after
// somebody changed the stream by hand, keeps the mail and the epoch.
func TestMailStreamIsUpdatedInPlace(t *testing.T) {
	dir := t.TempDir()
	b := start(t, Options{StoreDir: dir})
	js := mailStore(t, b)
	_, epoch := ensure(t, js, time.Hour)
	subject := MailSubject(testKey(t, 1), testKey(t, 2))
	if _, err := js.Publish(t.Context(), subject, []byte("kept")); err != nil {
		t.Fatal(err)
	}
	byHand := mailStream(time.Hour)
	byHand.MaxMsgs, byHand.AllowRollup, byHand.AllowDirect, byHand.Duplicates = 1, true, false, time.Minute
	byHand.Metadata = map[string]string{epochName: epoch, "note": "by hand"}
	if _, err := js.UpdateStream(t.Context(), byHand); err != nil {
		t.Fatal(err)
	}
	stop(t, b)

	js = mailStore(t, start(t, Options{StoreDir: dir}))
	s, again := ensure(t, js, 2*time.Hour)
	if again != epoch {
		t.Errorf("epoch: got %s, want %s as before", again, epoch)
	}
	cfg := s.CachedInfo().Config
	if cfg.MaxMsgs != -1 || cfg.AllowRollup || !cfg.AllowDirect || cfg.MaxAge != 2*time.Hour {
		t.Errorf("not as it must be: %+v", cfg)
	}
	m, err := s.GetMsg(t.Context(), 1)
	if err != nil || string(m.Data) != "kept" || m.Subject != subject {
		t.Errorf("mail after the update: %+v, %v", m, err)
	}
}

// TestMailStreamWithoutEpochGetsOne, and keeps it.
func TestMailStreamWithoutEpochGetsOne(t *testing.T) {
	js := mailStore(t, start(t, Options{}))
	if _, err := js.CreateStream(t.Context(), mailStream(time.Hour)); err != nil {
		t.Fatal(err)
	}
	_, first := ensure(t, js, time.Hour)
	if _, second := ensure(t, js, time.Hour); first != second {
		t.Errorf("epochs %s and %s, want the same", first, second)
	}
}

// TestAStreamThatCannotBeMendedIsLeftAlone: the start stops and nothing is
// deleted.
func TestAStreamThatCannotBeMendedIsLeftAlone(t *testing.T) {
	for name, change := range map[string]func(*jetstream.StreamConfig){
		"in memory":  func(c *jetstream.StreamConfig) { c.Storage = jetstream.MemoryStorage },
		"work queue": func(c *jetstream.StreamConfig) { c.Retention = jetstream.WorkQueuePolicy },
	} {
		t.Run(name, func(t *testing.T) {
			js := mailStore(t, start(t, Options{}))
			cfg := mailStream(time.Hour)
			change(&cfg)
			s, err := js.CreateStream(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := js.Publish(t.Context(), MailSubject(testKey(t, 1), testKey(t, 2)), nil); err != nil {
				t.Fatal(err)
			}
			if _, _, err := EnsureMail(t.Context(), js, time.Hour); !errors.Is(err, ErrStream) {
				t.Errorf("got %v, want %v", err, ErrStream)
			}
			if info, err := s.Info(t.Context()); err != nil || info.State.Msgs != 1 {
				t.Errorf("the stream afterwards: %+v, %v", info, err)
			}
		})
	}
}

// TestMailSubjects come apart as they were put together.
func TestMailSubjects(t *testing.T) {
	ana, bo := testKey(t, 1), testKey(t, 2)
	for peer, want := range map[identity.Key]string{bo: bo.Hex(), {}: ""} {
		owner, got, ok := MailTokens(MailSubject(ana, peer))
		if !ok || owner != ana.Hex() || got != want {
			t.Errorf("got %q, %q, %v", owner, got, ok)
		}
	}
	for _, subject := range []string{"", "mail.", "mail." + ana.Hex(), "mail." + ana.Hex() + ".", "post." + ana.Hex() + ".x", "mail." + ana.Hex()[1:] + "..x"} {
		if owner, peer, ok := MailTokens(subject); ok && owner == ana.Hex() {
			t.Errorf("%q came apart into %q and %q", subject, owner, peer)
		}
	}
}
