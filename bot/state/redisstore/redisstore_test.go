package redisstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"bekal/bot/state"
	"bekal/bot/state/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var _ storetest.Both = (*Store)(nil)

func options() Options { return Options{Secret: []byte("a secret of the tests")} }

func connect(t testing.TB, url string, o Options) *Store {
	t.Helper()
	s, err := Open(url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return s
}

// TestMiniredis runs the suite against an imitation of Redis, which is quick and
// there on every machine.
func TestMiniredis(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Backend {
		m := miniredis.RunT(t)
		return backend(t, "redis://"+m.Addr(), m.FastForward)
	})
}

func TestRedis(t *testing.T) {
	r := storetest.StartRedis(t)
	storetest.Run(t, func(t *testing.T) storetest.Backend { return backend(t, "redis://"+r.Addr+"/2", nil) })
}

func TestCluster(t *testing.T) {
	nodes := storetest.StartCluster(t)
	url := nodes[0].Addr + "," + nodes[1].Addr
	storetest.Run(t, func(t *testing.T) storetest.Backend { return backend(t, url, nil) })
}

// backend makes two clients of an emptied Redis. Where nothing else moves time
// on, it takes as much off the TTL of every key.
func backend(t *testing.T, url string, forward func(time.Duration)) storetest.Backend {
	t.Helper()
	var ahead atomic.Int64
	o := options()
	o.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	a, b := connect(t, url, o), connect(t, url, o)
	watch := connect(t, url, o).client // goes on when a and b are closed
	onEach(t, watch, func(ctx context.Context, c redis.Cmdable) error { return c.FlushDB(ctx).Err() })
	t.Cleanup(func() { checkKeys(t, watch) })
	if forward == nil {
		forward = func(d time.Duration) { age(t, watch, d) }
	}
	return storetest.Backend{
		A: a, B: b,
		Advance: func(d time.Duration) { ahead.Add(int64(d)); forward(d) },
		Dump:    func() []byte { return dump(t, watch) },
		Spoil: func(junk []byte) {
			onEachKey(t, watch, func(ctx context.Context, c redis.Cmdable, key string) error {
				for part := range state.Parts {
					if strings.HasSuffix(key, ":"+part.String()) {
						return c.Set(ctx, key, junk, time.Minute).Err()
					}
				}
				return nil
			})
		},
	}
}

// onEach runs fn for each master.
func onEach(t testing.TB, c redis.UniversalClient, fn func(context.Context, redis.Cmdable) error) {
	t.Helper()
	ctx := context.Background()
	var err error
	if cc, ok := c.(*redis.ClusterClient); ok {
		var mu sync.Mutex
		err = cc.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error {
			mu.Lock()
			defer mu.Unlock()
			return fn(ctx, c)
		})
	} else {
		err = fn(ctx, c)
	}
	if err != nil {
		t.Error(err)
	}
}

func onEachKey(t testing.TB, c redis.UniversalClient, fn func(context.Context, redis.Cmdable, string) error) {
	t.Helper()
	onEach(t, c, func(ctx context.Context, c redis.Cmdable) error {
		keys, err := c.Keys(ctx, "*").Result()
		for _, key := range keys {
			if err := fn(ctx, c, key); err != nil {
				return err
			}
		}
		return err
	})
}

func age(t testing.TB, c redis.UniversalClient, d time.Duration) {
	t.Helper()
	onEachKey(t, c, func(ctx context.Context, c redis.Cmdable, key string) error {
		ttl, err := c.PTTL(ctx, key).Result()
		if err != nil {
			return err
		}
		return c.PExpire(ctx, key, ttl-d).Err() // what is not positive deletes
	})
}

// checkKeys holds every key to a TTL, and to the hash tag of a chat or journal.
func checkKeys(t testing.TB, c redis.UniversalClient) {
	t.Helper()
	onEachKey(t, c, func(ctx context.Context, c redis.Cmdable, key string) error {
		ttl, err := c.PTTL(ctx, key).Result()
		if ttl <= 0 && ttl != -2 || ttl > state.KeepGaps+time.Hour {
			t.Errorf("%s has the TTL %v", key, ttl)
		}
		if !strings.HasPrefix(key, "bekal:{") || !strings.Contains(key, "}:") {
			t.Errorf("%s is not named as keys are", key)
		}
		return err
	})
}

// dump shows all keys and values.
func dump(t testing.TB, c redis.UniversalClient) []byte {
	t.Helper()
	var lines []string
	onEachKey(t, c, func(ctx context.Context, c redis.Cmdable, key string) error {
		kind, err := c.Type(ctx, key).Result()
		if err != nil {
			return err
		}
		var value any
		switch kind {
		case "string":
			value, err = c.Get(ctx, key).Result()
		case "list":
			value, err = c.LRange(ctx, key, 0, -1).Result()
		case "zset":
			value, err = c.ZRangeWithScores(ctx, key, 0, -1).Result()
		case "none": // ran out just now
			return nil
		default:
			err = fmt.Errorf("%s is a %s", key, kind)
		}
		lines = append(lines, fmt.Sprint(key, " = ", value))
		return err
	})
	slices.Sort(lines)
	return []byte(strings.Join(lines, "\n"))
}

func BenchmarkHold(b *testing.B) {
	storetest.Bench(b, connect(b, "redis://"+storetest.StartRedis(b).Addr, options()))
}

func BenchmarkHoldCluster(b *testing.B) {
	nodes := storetest.StartCluster(b)
	storetest.Bench(b, connect(b, nodes[0].Addr+","+nodes[1].Addr, options()))
}
