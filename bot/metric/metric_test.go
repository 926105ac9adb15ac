package metric

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestCounts(t *testing.T) {
	r := prometheus.NewPedanticRegistry()
	m, a := NewTelegram(r), NewAnswers(r)
	m.Update("message")
	m.Turn("settled")
	m.Settled(time.Second)
	m.Call("sendMessage", 429, time.Second)
	m.Call("getUpdates", 200, time.Minute)
	m.Webhook(401)
	m.Picture("read")
	m.Open(2)
	m.Open(-1)
	m.Parked(1)
	m.Heard(time.Unix(5, 0))
	a.Answer("none", time.Millisecond)
	want := `
# HELP bekal_telegram_calls_total Calls of the Bot API, by method and HTTP code; 0 for no answer.
# TYPE bekal_telegram_calls_total counter
bekal_telegram_calls_total{code="200",method="getUpdates"} 1
bekal_telegram_calls_total{code="429",method="sendMessage"} 1
# HELP bekal_telegram_open_updates Updates taken and not settled yet.
# TYPE bekal_telegram_open_updates gauge
bekal_telegram_open_updates 1
`
	if err := testutil.GatherAndCompare(r, strings.NewReader(want), "bekal_telegram_calls_total", "bekal_telegram_open_updates"); err != nil {
		t.Error(err)
	}
	if problems, err := testutil.GatherAndLint(r); err != nil || len(problems) > 0 {
		t.Errorf("lint: %v %v", problems, err)
	}
}

func TestNilCountsNothing(*testing.T) {
	var m *Telegram
	m.Update("x")
	m.Turn("x")
	m.Settled(0)
	m.Call("x", 0, 0)
	m.Webhook(0)
	m.Picture("x")
	m.Open(1)
	m.Parked(1)
	m.Heard(time.Now())
	var a *Answers
	a.Answer("x", 0)
}
