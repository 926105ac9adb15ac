package redisstore

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// parse reads the address of Redis. Its forms are
//
//	redis://[user:password@]host[:port][/db]      one server
//	host:port,host:port                           a Cluster, by some of its nodes
//	redis://[user:password@]host:port,host:port   the same, with a password
//	redis-cluster://host:port                     the same, by one of its nodes
//	redis-sentinel://[user:password@]host[:port],host[:port]/master[?db=1]
//
// With rediss, rediss-cluster and rediss-sentinel the connection is TLS, checked
// against the roots of the system (SSL_CERT_FILE adds an own one). The password
// is that of Redis; sentinels with a password of their own take it from the query
// as sentinel_user and sentinel_password. Ports are 6379 if not given, those of
// sentinels 26379. Errors do not show the address, for it may hold a password.
func parse(s string) (*redis.UniversalOptions, error) {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		scheme, rest = "redis-cluster", s
		if !strings.Contains(s, ",") {
			scheme = "redis"
		}
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, tail := rest[:end], rest[end:]
	at := strings.LastIndex(authority, "@") + 1
	// net/url knows one host only: it gets a stand-in
	u, err := url.Parse("redis://" + authority[:at] + "host" + tail)
	if err != nil {
		return nil, errors.New("it is not of the form redis://user:password@host:port")
	}

	o := &redis.UniversalOptions{Username: u.User.Username()}
	o.Password, _ = u.User.Password()
	scheme, secure := strings.CutPrefix(scheme, "rediss")
	if secure {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	} else if scheme, ok = strings.CutPrefix(scheme, "redis"); !ok {
		return nil, errors.New("it begins with none of redis, rediss, redis-cluster, rediss-cluster, redis-sentinel, rediss-sentinel")
	}
	hosts, path, query := authority[at:], strings.Trim(u.Path, "/"), u.Query()
	port := "6379"
	db := path
	switch {
	case scheme == "-sentinel":
		port = "26379"
		db = query.Get("db")
		o.MasterName = path
		o.SentinelUsername, o.SentinelPassword = query.Get("sentinel_user"), query.Get("sentinel_password")
		if path == "" {
			return nil, errors.New("it lacks the name of the master: redis-sentinel://host:port/master")
		}
	case scheme == "-cluster", scheme == "" && strings.Contains(hosts, ","):
		o.IsClusterMode = true
		if path != "" && path != "0" {
			return nil, errors.New("a Cluster has the database 0 only")
		}
	case scheme != "":
		return nil, errors.New("redis is followed by neither -cluster nor -sentinel")
	}
	if o.Addrs, err = addresses(hosts, port); err != nil {
		return nil, err
	}
	if db != "" {
		if o.DB, err = strconv.Atoi(db); err != nil || o.DB < 0 {
			return nil, errors.New("the database is not a number")
		}
	}
	return o, unknown(query, o.MasterName != "")
}

// unknown reports a parameter that means nothing, for it may be a slip.
func unknown(query url.Values, sentinel bool) error {
	known := []string{"db", "sentinel_user", "sentinel_password"}
	for name := range query {
		if !sentinel || !slices.Contains(known, name) {
			return fmt.Errorf("the parameter %q is not known here", name)
		}
	}
	return nil
}

func addresses(hosts, port string) (addrs []string, err error) {
	for host := range strings.SplitSeq(hosts, ",") {
		h, p, err := net.SplitHostPort(host)
		if err != nil {
			h, p = strings.Trim(host, "[]"), port
		}
		if n, err := strconv.ParseUint(p, 10, 16); err != nil || n == 0 || h == "" || strings.ContainsAny(h, " \t") {
			return nil, errors.New("a host or port is missing or not right")
		}
		addrs = append(addrs, net.JoinHostPort(h, p))
	}
	return addrs, nil
}
