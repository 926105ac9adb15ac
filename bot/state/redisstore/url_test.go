package redisstore

import (
	"fmt"
	"strings"
	"testing"
)

func TestURL(t *testing.T) {
	for url, want := range map[string]string{
		"redis://h":                      "[h:6379] db 0",
		"redis://h:1/3":                  "[h:1] db 3",
		"redis://[::1]:7/":               "[[::1]:7] db 0",
		"redis://[::1]":                  "[[::1]:6379] db 0",
		"h:1":                            "[h:1] db 0",
		"redis://u:p%40@h:1/0":           "[h:1] db 0 as u:p@",
		"rediss://:p@h":                  "[h:6379] db 0 as :p tls",
		"a:1,b:2,c":                      "[a:1 b:2 c:6379] db 0 cluster",
		"redis://u:p@a:1,b:2":            "[a:1 b:2] db 0 as u:p cluster",
		"rediss://a:1,b:2/0":             "[a:1 b:2] db 0 cluster tls",
		"redis-cluster://a":              "[a:6379] db 0 cluster",
		"redis-sentinel://a,b:2/m":       "[a:26379 b:2] db 0 sentinel m",
		"rediss-sentinel://u:p@a/m?db=2": "[a:26379] db 2 as u:p sentinel m tls",
		"redis-sentinel://a/m?sentinel_user=x&db=1": "[a:26379] db 1 sentinel m by x",
		"redis-sentinel://a/m?sentinel_password=y":  "[a:26379] db 0 sentinel m by :y",
	} {
		o, err := parse(url)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		got := fmt.Sprintf("%v db %d", o.Addrs, o.DB)
		add := func(ok bool, format string, args ...any) {
			if ok {
				got += fmt.Sprintf(format, args...)
			}
		}
		add(o.Username+o.Password != "", " as %s:%s", o.Username, o.Password)
		add(o.IsClusterMode, " cluster")
		add(o.MasterName != "", " sentinel %s", o.MasterName)
		add(o.SentinelUsername != "", " by %s", o.SentinelUsername)
		add(o.SentinelPassword != "", " by :%s", o.SentinelPassword)
		add(o.TLSConfig != nil, " tls")
		if got != want {
			t.Errorf("%s\ngot  %s\nwant %s", url, got, want)
		}
	}
}

func TestNoURL(t *testing.T) {
	for _, url := range []string{
		"", "redis://", "redis://:geheim@", "http://geheim@h", "redis://u:geheim@h:port", "redis://h:0", "redis://h:99999",
		"redis://u:geheim@h/x", "redis://h/-1", "a:1,b:2/3", "redis-sentinel://u:geheim@a", "redis-nix://u:geheim@a",
		"redis://u:geheim%zz@h", "redis://h?db=1", "redis-sentinel://a/m?dbx=1", "a:1,,b:2", "redis://h h",
	} {
		s, err := Open(url, options())
		if err == nil {
			t.Errorf("%s was taken", url)
			_ = s.Close()
		} else if strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: the error tells the password: %v", url, err)
		}
	}
	if _, err := Open("redis://h", Options{}); err == nil {
		t.Error("opened without a secret")
	}
}
