package storetest

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bekal/bot"
	"bekal/bot/state"
)

// Bench measures Hold with sessions of the usual size: one chat after another,
// and 64 at once. It reports holds in a second, the 99th percentile in
// milliseconds, and what a hold costs this process in microseconds of CPU, which
// is the figure to trust on a busy machine.
func Bench(b *testing.B, s state.Store) {
	for _, workers := range []int{1, 64} {
		b.Run(fmt.Sprint("at once ", workers), func(b *testing.B) {
			took := make([]time.Duration, b.N)
			var next atomic.Int64
			var wg sync.WaitGroup
			b.ReportAllocs()
			b.ResetTimer()
			before := cpu(b)
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
			b.ReportMetric((cpu(b)-before).Seconds()*1e6/float64(b.N), "cpu-µs/hold")
			slices.Sort(took)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "holds/s")
			b.ReportMetric(took[b.N*99/100].Seconds()*1000, "p99-ms")
		})
	}
}

// cpu is what this process used so far.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
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
