package memstore_test

import (
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bekal/bot/state"
	"bekal/bot/state/memstore"
	"bekal/bot/state/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Backend {
		var ahead atomic.Int64
		s := memstore.New(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
		return storetest.Backend{A: s, B: s, Advance: func(d time.Duration) { ahead.Add(int64(d)) }}
	})
}

func BenchmarkHold(b *testing.B) {
	storetest.Bench(b, memstore.New(nil))
}

var _ interface {
	state.Store
	state.Journal
} = (*memstore.Store)(nil)
