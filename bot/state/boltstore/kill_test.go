package boltstore

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bekal/bot"
	"bekal/bot/state"
)

// saveForEver is the process that gets killed: it counts in twenty chats at
// once, and prints each count once it is saved.
func saveForEver(dir string) {
	s, err := Open(dir, options())
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for c := range 20 {
		wg.Go(func() {
			for {
				n := 0
				err := s.Hold(context.Background(), bot.ChatID(fmt.Sprint("tg:", c)), func(got *state.Session) error {
					n, _ = strconv.Atoi(got.Path)
					n++
					got.Path = strconv.Itoa(n)
					return nil
				})
				mu.Lock()
				if err != nil {
					fmt.Println(err)
					os.Exit(1)
				}
				fmt.Println(c, n)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

// TestKill kills a process that saves, several times, and looks for what it said
// it had saved.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	saved := map[int]int{} // chat: count
	for round := range 4 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "BOLTSTORE_TEST_DIR="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(400*time.Millisecond+time.Duration(round)*37*time.Millisecond, func() { _ = cmd.Process.Kill() })
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			c, n, ok := strings.Cut(lines.Text(), " ")
			chat, err := strconv.Atoi(c)
			if !ok || err != nil {
				t.Fatalf("the process said %q", lines.Text())
			}
			if v, err := strconv.Atoi(n); err == nil { // the kill may cut the last line
				saved[chat] = max(saved[chat], v)
			}
		}
		_ = cmd.Wait() // killed: always an error
		kill.Stop()
	}
	if len(saved) != 20 {
		t.Fatalf("%d chats were saved", len(saved))
	}
	s := open(t, dir, options())
	total := 0
	for c, want := range saved {
		total += want
		err := s.Hold(t.Context(), bot.ChatID(fmt.Sprint("tg:", c)), func(got *state.Session) error {
			if n, _ := strconv.Atoi(got.Path); n < want {
				t.Errorf("chat %d: %d are there of %d", c, n, want)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d saves through 4 kills", total)
}
