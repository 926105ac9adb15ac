package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"bekal/bot/telegram/telegramtest"
	"bekal/deploy/ci/lab"
)

// A scenario is one way of running bekal, and what happens to it.
type scenario struct {
	name    string
	redis   string // "", "one", "cluster"
	webhook bool
	procs   int

	kills, stops, redisKills, outages, storms int
}

var scenarios = []scenario{
	{"embedded polling", "", false, 1, 10, 5, 0, 2, 2},
	{"embedded webhook", "", true, 1, 10, 5, 0, 2, 2},
	{"redis polling", "one", false, 1, 10, 5, 3, 2, 2},
	{"redis webhook", "one", true, 1, 10, 5, 3, 2, 2},
	{"redis webhook x3", "one", true, 3, 10, 5, 3, 2, 2},
	{"cluster webhook x3", "cluster", true, 3, 10, 5, 3, 2, 2},
}

var shortened = []scenario{
	{"embedded polling", "", false, 1, 3, 1, 0, 1, 1},
	{"redis webhook x3", "one", true, 3, 3, 1, 1, 1, 1},
}

// Between two events people talk undisturbed for so long, and faults of the
// Bot API last so long.
const (
	calm    = time.Second
	faulty  = 2 * time.Second
	redisAt = time.Second // Redis is away
	settle  = 4 * time.Minute
)

// A stage is what a scenario is played on.
type stage struct {
	*lab.Lab
	scenario
	sim    *lab.Sim
	redis  []*lab.Redis
	serves []*lab.Serve
	rand   *rand.Rand
	result *result
}

// play runs the scenario and judges it.
func (s scenario) play(l *lab.Lab, bekal, simulator string, how load) (*result, error) {
	r := &result{}
	st := &stage{Lab: l, scenario: s, rand: rand.New(rand.NewPCG(how.seed, 7)), result: r}
	defer st.clear()
	if err := st.set(bekal, simulator); err != nil {
		return r, err
	}
	script, err := learn(st.sim, l)
	if err != nil {
		return r, err
	}
	talk := how.begin(st.sim, script)
	err = st.happen()
	if e := talk.end(); err == nil {
		err = e
	}
	if err != nil {
		return r, err
	}
	begin := time.Now()
	quiet := l.Until(settle, func() bool {
		state, err := st.sim.State()
		return err == nil && state.Pending == 0
	})
	r.tail = time.Since(begin)
	if !quiet {
		r.fault("after %v there are still updates that nobody confirmed", settle)
	}
	if err := r.judge(st.sim, talk); err != nil {
		return r, err
	}
	for _, v := range st.serves {
		r.stopped(v)
	}
	return r, st.search(script)
}

// set starts everything and waits until it is ready.
func (st *stage) set(bekal, simulator string) error {
	var err error
	if st.sim, err = st.Sim(simulator); err != nil {
		return err
	}
	url := ""
	switch st.scenario.redis {
	case "one":
		r, err := st.Redis()
		if err != nil {
			return err
		}
		st.redis, url = []*lab.Redis{r}, "redis://"+r.Addr()
	case "cluster":
		if st.redis, err = st.Cluster(); err != nil {
			return err
		}
		var addrs []string
		for _, r := range st.redis {
			addrs = append(addrs, r.Addr())
		}
		url = strings.Join(addrs, ",")
	}
	hook, p := "", &proxy{}
	if st.webhook {
		if hook, err = p.listen(); err != nil {
			return err
		}
	}
	for range st.procs {
		s, err := st.Serve(bekal, st.sim, url, hook)
		if err != nil {
			return err
		}
		if err := s.Begin(); err != nil {
			return err
		}
		st.serves = append(st.serves, s)
		p.add(s.Port)
	}
	for _, s := range st.serves {
		if err := s.Wait(); err != nil {
			return err
		}
	}
	return nil
}

func (st *stage) clear() {
	for _, s := range st.serves {
		if s.Process != nil {
			s.Kill()
		}
	}
	for _, r := range st.redis {
		r.Kill()
	}
	if st.sim != nil {
		st.sim.Kill()
	}
}

// happen lets all events happen, in an order of chance.
func (st *stage) happen() error {
	var events []func() error
	for _, e := range []struct {
		n  int
		do func() error
	}{
		{st.kills, st.kill}, {st.stops, st.stop}, {st.redisKills, st.killRedis}, {st.outages, st.outage}, {st.storms, st.storm},
	} {
		for range e.n {
			events = append(events, e.do)
		}
	}
	st.rand.Shuffle(len(events), func(i, k int) { events[i], events[k] = events[k], events[i] })
	for _, do := range events {
		time.Sleep(calm/2 + time.Duration(st.rand.Int64N(int64(calm))))
		if err := do(); err != nil {
			return err
		}
	}
	time.Sleep(calm)
	return nil
}

func (st *stage) any() *lab.Serve { return st.serves[st.rand.IntN(len(st.serves))] }

func (st *stage) kill() error {
	s := st.any()
	st.result.killed(time.Now())
	s.Kill()
	return again(s)
}

func again(s *lab.Serve) error {
	if err := s.Begin(); err != nil {
		return err
	}
	return s.Wait()
}

func (st *stage) stop() error {
	s := st.any()
	st.result.stopped(s)
	return again(s)
}

func (st *stage) killRedis() error {
	r := st.redis[st.rand.IntN(len(st.redis))]
	r.Kill()
	st.result.redisKills++
	time.Sleep(redisAt)
	if err := r.Again(); err != nil {
		return err
	}
	if st.scenario.redis == "cluster" && !r.Whole() {
		return errors.New("the cluster does not become whole again")
	}
	time.Sleep(2 * redisAt) // the breaker sees that it is back
	return nil
}

func (st *stage) outage() error {
	st.result.outages++
	return st.fault(telegramtest.Mix{Outage: true})
}

func (st *stage) storm() error {
	st.result.storms++
	return st.fault(telegramtest.Mix{Storm: 0.3, After: 1, Errors: 0.1, Resets: 0.1, Malformed: 0.1, Slow: 0.1, SlowMS: 300})
}

func (st *stage) fault(m telegramtest.Mix) error {
	if err := st.sim.Fault(m); err != nil {
		return err
	}
	time.Sleep(faulty)
	return st.sim.Fault(telegramtest.Mix{})
}

// search looks for what people wrote, and for the token, in all that serve and
// Redis have left behind.
func (st *stage) search(s *script) error {
	needles := []string{telegramtest.Token, lab.Secret}
	for _, q := range s.questions {
		if !strings.HasPrefix(q, "/") {
			needles = append(needles, q)
		}
	}
	for _, v := range st.serves {
		if err := v.Search(needles, st.result.fault); err != nil {
			return fmt.Errorf("searching: %w", err)
		}
	}
	for _, r := range st.redis {
		if err := r.Search(needles, st.result.fault); err != nil {
			return fmt.Errorf("searching: %w", err)
		}
	}
	return nil
}
