package storetest

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bekal/bot"
	"bekal/bot/state"
)

// Bench measures Hold with sessions of the usual size: one chat after another,
// and 64 at once. It reports holds in a second and the 99th percentile in
// milliseconds.
func Bench(b *testing.B, s state.Store) {
	for _, workers := range []int{1, 64} {
		b.Run(fmt.Sprint("at once ", workers), func(b *testing.B) {
			took := make([]time.Duration, b.N)
			var next atomic.Int64
			var wg sync.WaitGroup
			b.ReportAllocs()
			b.ResetTimer()
			for range workers {
				wg.Go(func() {
					for i := int(next.Add(1)) - 1; i < b.N; i = int(next.Add(1)) - 1 {
						begin := time.Now()
						if err := s.Hold(b.Context(), bot.ChatID(fmt.Sprint("tg:", i%5000)), usual); err != nil {
							b.Error(err)
						}
						took[i] = time.Since(begin)
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			slices.Sort(took)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "holds/s")
			b.ReportMetric(took[b.N*99/100].Seconds()*1000, "p99-ms")
		})
	}
}

// usual does to a session what an ordinary turn does.
func usual(s *state.Session) error {
	now := time.Now()
	s.Tidy(now)
	s.Slots.Topic = "paspor-biaya"
	s.Remember("m1", now)
	s.Remember("m2", now)
	s.Sent = s.Sent[max(0, len(s.Sent)-20):]
	s.Settle("u1", now)
	return nil
}
