package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"bekal/bot/telegram/telegramtest"
	"bekal/deploy/ci/lab"
)

// candidates are said in turn. Those whose answer tells them from the others,
// whatever was said before, become the script. None of them needs the store:
// what is said of it while it is away is another answer.
var candidates = []string{
	"biaya paspor berapa", "/privasi", "cara cek p3mi resmi", "/kontak", "gaji dipotong majikan", "/petugas",
	"syarat jadi pekerja migran", "/biaya", "paspor hilang di luar negeri", "/bantuan", "kontrak kerja isinya apa",
	"/darurat", "medical check up di mana", "apa itu bp2mi", "cara lapor calo", "/menu", "jaminan sosial pmi",
	"bagaimana cara kirim uang ke kampung", "berapa umur minimal kerja ke luar negeri", "izin keluarga harus ada",
}

// A script is what each person says over and over, with the first line of the
// answer to each.
type script struct {
	questions []string
	answers   map[string]int // first line: which question
}

// fewest is how many questions a script must have: answers are told apart as
// far as that back.
const fewest = 8

// learn says the candidates in calm, each in a chat of its own and all in one
// chat, and keeps those that get the same single answer in both.
func learn(sim *lab.Sim, l *lab.Lab) (*script, error) {
	const own, common = 9001, 9000
	var acts []telegramtest.Act
	for i, q := range candidates {
		acts = append(acts, telegramtest.Act{Chat: own + int64(i), Text: q})
	}
	if err := sim.Act(acts...); err != nil {
		return nil, err
	}
	for _, q := range candidates {
		if err := sim.Act(telegramtest.Act{Chat: common, Text: q}); err != nil {
			return nil, err
		}
		if !l.Until(time.Minute, func() bool { st, err := sim.State(); return err == nil && st.Pending == 0 }) {
			return nil, errors.New("serve does not answer in calm")
		}
	}
	all, err := sim.Messages()
	if err != nil {
		return nil, err
	}
	n, together := -1, make([][]string, len(candidates))
	for _, m := range all[common] {
		if !m.Bot {
			n++
			continue
		}
		together[n] = append(together[n], first(m.Text))
	}
	s := &script{answers: map[string]int{}}
	for i, q := range candidates {
		var alone []string
		for _, m := range all[own+int64(i)] {
			if m.Bot {
				alone = append(alone, first(m.Text))
			}
		}
		if len(alone) != 1 || len(together[i]) != 1 || alone[0] != together[i][0] {
			continue
		}
		if _, had := s.answers[alone[0]]; had {
			continue
		}
		s.answers[alone[0]] = len(s.questions)
		s.questions = append(s.questions, q)
	}
	if len(s.questions) < fewest {
		return nil, fmt.Errorf("only %d of the candidates have an answer of their own: choose others", len(s.questions))
	}
	return s, nil
}

func first(s string) string { line, _, _ := strings.Cut(s, "\n"); return line }

// A load is how people talk.
type load struct {
	chats int
	rate  float64
	seed  uint64
}

// maxWaiting is how many updates may wait while nobody takes them: people get
// tired, and the test shall end.
const maxWaiting = 1500

// A talk is what people say while it lasts.
type talk struct {
	*script
	chats int
	said  []int // messages of each chat
	quit  chan struct{}
	wg    sync.WaitGroup
	err   error
}

// begin lets people talk: in each round each of them says the next line.
func (w load) begin(sim *lab.Sim, s *script) *talk {
	t := &talk{script: s, chats: w.chats, said: make([]int, w.chats), quit: make(chan struct{})}
	tick := time.NewTicker(time.Duration(float64(time.Second) * slice / w.rate))
	t.wg.Go(func() {
		defer tick.Stop()
		for chat := 0; t.err == nil; {
			select {
			case <-tick.C:
			case <-t.quit:
				return
			}
			var acts []telegramtest.Act
			for range slice {
				acts = append(acts, telegramtest.Act{Chat: int64(chat + 1), Text: s.questions[t.said[chat]%len(s.questions)]})
				t.said[chat]++
				chat = (chat + 1) % w.chats
			}
			if t.err = sim.Act(acts...); t.err != nil {
				return
			}
			st, err := sim.State()
			for err == nil && st.Pending > maxWaiting {
				select {
				case <-time.After(200 * time.Millisecond):
				case <-t.quit:
					return
				}
				st, err = sim.State()
			}
		}
	})
	return t
}

// slice is how many messages arrive at once.
const slice = 5

// end lets nobody say anything any more.
func (t *talk) end() error {
	close(t.quit)
	t.wg.Wait()
	return t.err
}
