package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bekal/bot/telegram/telegramtest"
	"bekal/deploy/ci/lab"
)

// A result is what came of a scenario.
type result struct {
	kills                       []time.Time
	stops                       int
	redisKills, outages, storms int
	slowest                     time.Duration // of all ends by SIGTERM
	said, answered, twice       int
	early                       int // calls before retry_after was over
	tail, took                  time.Duration
	median, late                time.Duration // from a message to its answer; late: 99 of 100 were faster
	faults                      []string
}

const heading = `scenario            said  answered  lost  disorder  twice  kill-9  SIGTERM (slowest)  redis  outages  429-storms  early  median    p99    settled  took`

func (r *result) row(s scenario) string {
	return fmt.Sprintf("%-18s %5d  %8d  %4d  %8d  %5d  %6d  %7d (%6.2fs)  %5d  %7d  %10d  %5d  %5.2fs %6.2fs  %6.1fs  %.0fs",
		s.name, r.said, r.answered, r.said-r.answered, r.count("chat"), r.twice, len(r.kills), r.stops, r.slowest.Seconds(),
		r.redisKills, r.outages, r.storms, r.early, r.median.Seconds(), r.late.Seconds(), r.tail.Seconds(), r.took.Seconds())
}

func (r *result) count(prefix string) (n int) {
	for _, f := range r.faults {
		if strings.HasPrefix(f, prefix) {
			n++
		}
	}
	return n
}

func (r *result) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func (r *result) killed(at time.Time) { r.kills = append(r.kills, at) }

// stopTime is what serve promises.
const stopTime = 10 * time.Second

// stopped ends a serve by SIGTERM and holds it to its promise.
func (r *result) stopped(s *lab.Serve) {
	took, err := s.Stop(stopTime)
	r.stops++
	r.slowest = max(r.slowest, took)
	if err != nil {
		r.fault("stopping: %v", err)
	}
}

// judge reads what people have seen.
func (r *result) judge(sim *lab.Sim, t *talk) error {
	all, err := sim.Messages()
	if err != nil {
		return err
	}
	var waits []time.Duration
	for chat := range t.chats {
		waits = append(waits, r.chat(chat+1, all[int64(chat+1)], t, t.said[chat])...)
	}
	slices.Sort(waits)
	if len(waits) > 0 {
		r.median, r.late = waits[len(waits)/2], waits[len(waits)*99/100]
	}
	state, err := sim.State()
	if err != nil {
		return err
	}
	if state.Unanswered > 0 {
		r.fault("%d presses are not answered", state.Unanswered)
	}
	for _, v := range state.Violations {
		// Who was killed does not know any more that it was told to wait, and
		// one of several processes does not know what another was told.
		if strings.HasSuffix(v, "called before retry_after was over") {
			r.early++
			continue
		}
		r.fault("violation: %s", v)
	}
	return nil
}

// inFlight is how long before a kill an answer may have been said that comes
// again: a poll confirms at most 0.6 s later, the rest is for a slow machine.
const inFlight = 3 * time.Second

// chat holds the answers in one chat to what was said there, and returns how
// long people waited.
func (r *result) chat(id int, messages []telegramtest.Message, t *talk, said int) (waits []time.Duration) {
	var asked, answered []time.Time
	n := len(t.questions)
	for _, m := range messages {
		if !m.Bot {
			asked = append(asked, m.At)
			continue
		}
		q, known := t.answers[first(m.Text)]
		if !known {
			r.fault("chat %d: after %d answers something else: %q", id, len(answered), first(m.Text))
			continue
		}
		next := len(answered)
		// Of the last n messages exactly one has this answer.
		which := next - ((next-q)%n+n)%n
		switch {
		case which == next && next < said:
			waits = append(waits, m.At.Sub(asked[next]))
			answered = append(answered, m.At)
		case which >= 0 && which < next && r.mayRepeat(answered[which], m.At):
			r.twice++
		default:
			r.fault("chat %d: answer to question %d out of order or twice without a kill; %d were answered", id, q, next)
		}
	}
	r.said += said
	r.answered += len(answered)
	if len(answered) < said {
		r.fault("chat %d: %d of %d messages are answered", id, len(answered), said)
	}
	return waits
}

// mayRepeat reports whether an answer was in flight at a kill between the two
// times it was given.
func (r *result) mayRepeat(before, again time.Time) bool {
	return slices.ContainsFunc(r.kills, func(k time.Time) bool {
		return before.Add(inFlight).After(k) && before.Before(k.Add(time.Second)) && again.After(k)
	})
}
