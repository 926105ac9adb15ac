// Package metric holds the Prometheus collectors of the running bot. They are
// registered where the caller says and handed in where something is counted;
// no label ever bears a person's words, a name, a chat or an id. It imports
// nothing of ours.
package metric

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Telegram counts what the Telegram adapter does. Its methods may be called at
// once and on nil, which counts nothing.
type Telegram struct {
	updates  *prometheus.CounterVec
	turns    *prometheus.CounterVec
	took     prometheus.Histogram
	calls    *prometheus.CounterVec
	callTook *prometheus.HistogramVec
	webhook  *prometheus.CounterVec
	pictures *prometheus.CounterVec
	open     prometheus.Gauge
	parked   prometheus.Gauge
	heard    prometheus.Gauge
}

// NewTelegram registers the collectors with r. It panics if r has them already.
func NewTelegram(r prometheus.Registerer) *Telegram {
	m := &Telegram{
		updates: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bekal_telegram_updates_total", Help: "Updates taken from Telegram, by kind; duplicate for one that was taken before.",
		}, []string{"kind"}),
		turns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bekal_telegram_turns_total", Help: "Tries at a turn, by outcome.",
		}, []string{"outcome"}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "bekal_telegram_turn_seconds", Help: "Time from taking an update to settling it.",
			Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 15, 60, 300},
		}),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bekal_telegram_calls_total", Help: "Calls of the Bot API, by method and HTTP code; 0 for no answer.",
		}, []string{"method", "code"}),
		callTook: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "bekal_telegram_call_seconds", Help: "Time a call of the Bot API took; long polls are left out.",
			Buckets: []float64{.005, .02, .05, .1, .2, .5, 1, 5, 20},
		}, []string{"method"}),
		webhook: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bekal_telegram_webhook_total", Help: "Webhook requests, by the code they were answered with.",
		}, []string{"code"}),
		pictures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bekal_telegram_pictures_total", Help: "Pictures to be read, by outcome.",
		}, []string{"outcome"}),
		open: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "bekal_telegram_open_updates", Help: "Updates taken and not settled yet.",
		}),
		parked: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "bekal_telegram_parked_updates", Help: "Updates on the shelf: confirmed to Telegram, not settled yet.",
		}),
		heard: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "bekal_telegram_heard_timestamp_seconds", Help: "When Telegram was last heard of: a poll that was answered or a webhook request.",
		}),
	}
	r.MustRegister(m.updates, m.turns, m.took, m.calls, m.callTook, m.webhook, m.pictures, m.open, m.parked, m.heard)
	return m
}

// Update counts one update of a kind.
func (m *Telegram) Update(kind string) {
	if m != nil {
		m.updates.WithLabelValues(kind).Inc()
	}
}

// Turn counts one try at a turn.
func (m *Telegram) Turn(outcome string) {
	if m != nil {
		m.turns.WithLabelValues(outcome).Inc()
	}
}

// Settled notes how long an update took from being taken to being settled.
func (m *Telegram) Settled(took time.Duration) {
	if m != nil {
		m.took.Observe(took.Seconds())
	}
}

// Call counts one call of the Bot API. A long poll's time is not noted.
func (m *Telegram) Call(method string, code int, took time.Duration) {
	if m == nil {
		return
	}
	m.calls.WithLabelValues(method, strconv.Itoa(code)).Inc()
	if method != "getUpdates" {
		m.callTook.WithLabelValues(method).Observe(took.Seconds())
	}
}

// Webhook counts one webhook request.
func (m *Telegram) Webhook(code int) {
	if m != nil {
		m.webhook.WithLabelValues(strconv.Itoa(code)).Inc()
	}
}

// Picture counts one picture.
func (m *Telegram) Picture(outcome string) {
	if m != nil {
		m.pictures.WithLabelValues(outcome).Inc()
	}
}

// Open changes the number of updates that are not settled.
func (m *Telegram) Open(by int) {
	if m != nil {
		m.open.Add(float64(by))
	}
}

// Parked changes the number of updates on the shelf.
func (m *Telegram) Parked(by int) {
	if m != nil {
		m.parked.Add(float64(by))
	}
}

// Heard notes that Telegram gave a sign of life at t.
func (m *Telegram) Heard(t time.Time) {
	if m != nil {
		m.heard.Set(float64(t.Unix()))
	}
}

// Answers counts what the conversation decides.
type Answers struct {
	kinds *prometheus.CounterVec
	took  prometheus.Histogram
}

// NewAnswers registers the collectors with r. It panics if r has them already.
func NewAnswers(r prometheus.Registerer) *Answers {
	a := &Answers{
		kinds: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bekal_answers_total", Help: "Answers, by kind: answer, suggest, emergency, offer, smalltalk, none.",
		}, []string{"kind"}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "bekal_answer_seconds", Help: "Time to decide on an answer.",
			Buckets: []float64{.0002, .0005, .001, .002, .005, .01, .02, .05, .1, .5},
		}),
	}
	r.MustRegister(a.kinds, a.took)
	return a
}

// Answer counts one answer.
func (a *Answers) Answer(kind string, took time.Duration) {
	if a == nil {
		return
	}
	a.kinds.WithLabelValues(kind).Inc()
	a.took.Observe(took.Seconds())
}
