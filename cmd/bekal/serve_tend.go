package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"bekal/bot/state"
	"bekal/index/library"
	"bekal/knowledge"
)

const (
	watchEvery  = 2 * time.Second
	pingEvery   = 5 * time.Second
	pingTime    = 3 * time.Second
	maxProblems = 20 // that are logged of one reload
)

// tend does what goes on beside the answers until ctx ends: it teaches the checker
// of offers before the first one comes, reloads the knowledge when files change, and looks whether the store is there.
func tend(ctx context.Context, watch bool, lib *library.Library, store state.Store, reg *prometheus.Registry, log *slog.Logger) *sync.WaitGroup {
	stale := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "bekal_knowledge_stale", Help: "1 while the knowledge files have problems and an older edition is in use.",
	})
	entries := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "bekal_knowledge_entries", Help: "Entries of the knowledge base in use.",
	}, func() float64 { return float64(len(lib.Edition().Base.Entries)) })
	up := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "bekal_store_up", Help: "1 if the store answers; 0 while answers go on without memory.",
	})
	reg.MustRegister(stale, entries, up)
	var side sync.WaitGroup
	side.Go(lib.Edition().Offers.Warm)
	if watch {
		side.Go(func() {
			lib.Watch(ctx, watchEvery, func(problems []knowledge.Problem, err error) { told(stale, log, problems, err) })
		})
	}
	side.Go(func() {
		for ctx.Err() == nil {
			up.Set(there(ctx, store))
			select {
			case <-ctx.Done():
			case <-time.After(pingEvery):
			}
		}
	})
	return &side
}

// told notes what came of a reload.
func told(stale prometheus.Gauge, log *slog.Logger, problems []knowledge.Problem, err error) {
	if err == nil && len(problems) == 0 {
		stale.Set(0)
		log.Info("the knowledge was reloaded")
		return
	}
	stale.Set(1)
	log.Error("the knowledge files have problems: the edition before stays", "problems", len(problems), "error", err)
	for _, p := range problems[:min(len(problems), maxProblems)] {
		log.Error("problem in the knowledge files", "problem", p.String())
	}
}

func there(ctx context.Context, store state.Store) float64 {
	ctx, cancel := context.WithTimeout(ctx, pingTime)
	defer cancel()
	if store.Ping(ctx) != nil {
		return 0
	}
	return 1
}
