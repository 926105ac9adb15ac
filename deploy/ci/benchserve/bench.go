package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"bekal/bot/telegram/telegramtest"
	"bekal/deploy/ci/lab"
)

// A bench is what all measurements share.
type bench struct {
	*lab.Lab
	bekal, simulator, self string
	questions              []string
	span                   time.Duration
}

// A subject is a bot that is measured.
type subject struct {
	name           string
	echo           bool
	redis, webhook bool
}

var subjects = []subject{
	{name: "plain echo bot, polling", echo: true},
	{name: "bekal, Redis, polling", redis: true},
	{name: "bekal, Redis, webhook", redis: true, webhook: true},
	{name: "bekal, embedded, polling"},
}

const (
	talkers = 2000 // chats of the throughput
	ahead   = 400  // updates that wait at any time, so that the bot is never idle
	slowly  = 30   // messages a second of the measurement of waiting
)

// all measures and prints.
func (b *bench) all(ctx context.Context, crowd int, only string) error {
	fmt.Printf("%-26s %10s %12s %12s %12s %9s %9s %8s\n", "", "answers/s", "CPU-ms bot", "CPU-ms sim", "CPU-ms Redis", "p50 ms", "p99 ms", "RSS MB")
	for _, s := range subjects {
		if !strings.Contains(s.name, only) {
			continue
		}
		fast, err := b.throughput(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		p50, p99, err := b.waiting(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Printf("%-26s %10.0f %12.3f %12.3f %12.3f %9.1f %9.1f %8.0f\n", s.name, fast.rate, fast.bot, fast.sim, fast.redis,
			p50.Seconds()*1000, p99.Seconds()*1000, float64(fast.memory)/1e6)
	}
	for _, s := range subjects {
		if crowd == 0 || s.echo || s.webhook || !strings.Contains(s.name, only) {
			continue
		}
		before, after, peak, err := b.memory(ctx, s, crowd)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Printf("%-26s %d chats: RSS %.0f MB before, %.0f MB after, %.0f MB at most\n", s.name, crowd, before/1e6, after/1e6, peak/1e6)
	}
	return nil
}

// A set is a bot that runs, with what it needs.
type set struct {
	sim   *lab.Sim
	redis *lab.Redis
	bot   *lab.Process
}

func (b *bench) begin(s subject) (*set, error) {
	t := &set{}
	var err error
	if t.sim, err = b.Sim(b.simulator); err != nil {
		return nil, err
	}
	url, hook := "", ""
	if s.redis {
		if t.redis, err = b.Redis(); err != nil {
			return nil, err
		}
		url = "redis://" + t.redis.Addr()
	}
	if s.webhook {
		hook = "own"
	}
	if s.echo {
		dir, err := b.Folder("echo")
		if err != nil {
			return nil, err
		}
		t.bot, err = b.Start(dir, "echo", nil, b.self, "-echo", t.sim.URL)
		return t, err
	}
	serve, err := b.Serve(b.bekal, t.sim, url, hook)
	if err != nil {
		return nil, err
	}
	if err := serve.Begin(); err != nil {
		return nil, err
	}
	t.bot = serve.Process
	return t, serve.Wait()
}

func (t *set) end() {
	t.bot.Kill()
	t.sim.Kill()
	if t.redis != nil {
		t.redis.Kill()
	}
}

// used is the processor time of the bot, the simulator and Redis.
func (t *set) used() (u [3]time.Duration) {
	u[0], u[1] = t.bot.CPU(), t.sim.CPU()
	if t.redis != nil {
		u[2] = t.redis.CPU()
	}
	return u
}

// A speed is what came of the throughput. Processor times are milliseconds for
// one answer.
type speed struct {
	rate, bot, sim, redis float64
	memory                int64
}

// throughput keeps the bot busy all the time. The first seconds do not count.
func (b *bench) throughput(ctx context.Context, s subject) (speed, error) {
	t, err := b.begin(s)
	if err != nil {
		return speed{}, err
	}
	defer t.end()
	said := 0
	if err := b.feed(ctx, t, &said, min(3*time.Second, b.span)); err != nil {
		return speed{}, err
	}
	before, err := t.answered(said)
	if err != nil {
		return speed{}, err
	}
	used, at := t.used(), time.Now()
	if err := b.feed(ctx, t, &said, b.span); err != nil {
		return speed{}, err
	}
	after, err := t.answered(said)
	if err != nil {
		return speed{}, err
	}
	took, now := time.Since(at), t.used()
	n := float64(after - before)
	if n <= 0 {
		return speed{}, errors.New("nothing is answered")
	}
	each := func(i int) float64 { return (now[i] - used[i]).Seconds() * 1000 / n }
	return speed{rate: n / took.Seconds(), bot: each(0), sim: each(1), redis: each(2), memory: t.bot.Memory()}, nil
}

// answered is how many messages have been answered. The echo bot confirms what
// it has not answered yet, and bekal may say two messages to one: the smaller
// number is the honest one.
func (t *set) answered(said int) (int, error) {
	st, err := t.sim.State()
	return min(said-st.Pending, st.Calls["sendMessage"]), err
}

// feed lets people talk for a while, so that some updates wait all the time.
func (b *bench) feed(ctx context.Context, t *set, said *int, span time.Duration) error {
	for end := time.Now().Add(span); time.Now().Before(end); {
		st, err := t.sim.State()
		if err != nil {
			return err
		}
		if ctx.Err() != nil || t.bot.Over() {
			return errors.Join(ctx.Err(), errors.New("the bot is gone"))
		}
		var acts []telegramtest.Act
		for st.Pending+len(acts) < ahead {
			acts = append(acts, b.act(*said, talkers))
			*said++
		}
		if err := t.sim.Act(acts...); err != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil
}

// act is the nth message: another chat each time, and another question.
func (b *bench) act(n, chats int) telegramtest.Act {
	return telegramtest.Act{Chat: int64(1 + n%chats), Text: b.questions[n%len(b.questions)]}
}

// waiting is how long people wait, half of them and 99 of 100, at a few
// messages a second.
func (b *bench) waiting(ctx context.Context, s subject) (p50, p99 time.Duration, err error) {
	t, err := b.begin(s)
	if err != nil {
		return 0, 0, err
	}
	defer t.end()
	tick := time.NewTicker(time.Second / slowly)
	defer tick.Stop()
	for n := range int(max(b.span, 10*time.Second).Seconds() * slowly) {
		if ctx.Err() != nil {
			return 0, 0, ctx.Err()
		}
		<-tick.C
		if err := t.sim.Act(b.act(n, talkers)); err != nil {
			return 0, 0, err
		}
	}
	time.Sleep(2 * time.Second)
	all, err := t.sim.Messages()
	if err != nil {
		return 0, 0, err
	}
	var waits []time.Duration
	for chat, messages := range all {
		if chat <= slowly {
			continue // the first second: connections and caches are cold
		}
		for i, m := range messages {
			if m.Bot && i > 0 && !messages[i-1].Bot {
				waits = append(waits, m.At.Sub(messages[i-1].At))
			}
		}
	}
	if len(waits) == 0 {
		return 0, 0, errors.New("nothing is answered")
	}
	slices.Sort(waits)
	return waits[len(waits)/2], waits[len(waits)*99/100], nil
}

// memory is the resident memory before and after a crowd has come, in bytes,
// and the most of it.
func (b *bench) memory(ctx context.Context, s subject, crowd int) (before, after, peak float64, err error) {
	t, err := b.begin(s)
	if err != nil {
		return 0, 0, 0, err
	}
	defer t.end()
	before = float64(t.bot.Memory())
	for said := 0; ; time.Sleep(10 * time.Millisecond) {
		st, err := t.sim.State()
		switch {
		case err != nil:
			return 0, 0, 0, err
		case ctx.Err() != nil || t.bot.Over():
			return 0, 0, 0, errors.Join(ctx.Err(), errors.New("the bot is gone"))
		}
		peak = max(peak, float64(t.bot.Memory()))
		if said == crowd && st.Pending == 0 {
			return before, float64(t.bot.Memory()), peak, nil
		}
		var acts []telegramtest.Act
		for ; said < crowd && st.Pending+len(acts) < ahead; said++ {
			acts = append(acts, b.act(said, crowd))
		}
		if err := t.sim.Act(acts...); err != nil {
			return 0, 0, 0, err
		}
	}
}

// readQuestions reads the questions of a labelled file.
func readQuestions(file string) ([]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("reading questions: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	var out []string
	for s := bufio.NewScanner(f); s.Scan(); {
		q, _, _ := strings.Cut(s.Text(), "\t")
		if q != "" && !strings.HasPrefix(q, "#") {
			out = append(out, q)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no questions", file)
	}
	return out, nil
}
