package storetest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A Redis is a real Redis server of one test, on 127.0.0.1, with its files in a
// directory that goes with the test.
type Redis struct {
	Addr string // host:port
	t    testing.TB
	args []string
	cmd  *exec.Cmd
}

// StartRedis starts a Redis server that keeps nothing on disk, unless args, as
// they stand on the command line of redis-server, say otherwise. Without a
// redis-server the test is skipped, or fails where CI is "true".
func StartRedis(t testing.TB, args ...string) *Redis {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("redis-server is not installed")
		}
		t.Skip("redis-server is not installed")
	}
	port := freePort(t)
	r := &Redis{Addr: "127.0.0.1:" + port, t: t}
	r.args = append([]string{
		"--bind", "127.0.0.1", "--port", port, "--dir", t.TempDir(), "--save", "", "--loglevel", "warning",
	}, args...)
	r.Start()
	t.Cleanup(r.Kill)
	return r
}

// Start starts a server that was killed, and waits until it answers.
func (r *Redis) Start() {
	r.t.Helper()
	r.cmd = exec.Command("redis-server", r.args...)
	if err := r.cmd.Start(); err != nil {
		r.t.Fatalf("starting redis-server: %v", err)
	}
	r.wait("it answers", func() bool {
		answer, err := r.Do("PING")
		return err == nil && answer == "PONG" || err != nil && strings.HasPrefix(err.Error(), "NOAUTH")
	})
}

// Kill ends the server as kill -9 does. It may be killed already.
func (r *Redis) Kill() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

// Pause makes the server hang until Resume: it is there and does not answer.
func (r *Redis) Pause() { r.signal(syscall.SIGSTOP) }

// Resume ends what Pause began.
func (r *Redis) Resume() { r.signal(syscall.SIGCONT) }

func (r *Redis) signal(s os.Signal) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatalf("signalling redis-server: %v", err)
	}
}

// Do sends one command without spaces in its words and returns the answer, if
// that is a string or a number.
func (r *Redis) Do(command string) (string, error) {
	conn, err := net.DialTimeout("tcp", r.Addr, time.Second)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
		return "", err
	}
	if _, err := fmt.Fprintf(conn, "%s\r\n", command); err != nil {
		return "", err
	}
	in := bufio.NewReader(conn)
	line, err := in.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimSpace(line)
	switch line[:1] {
	case "-":
		return "", errors.New(line[1:])
	case "$":
		n, err := strconv.Atoi(line[1:])
		if err != nil || n < 0 {
			return "", err
		}
		b := make([]byte, n)
		_, err = io.ReadFull(in, b)
		return string(b), err
	}
	return line[1:], nil
}

func (r *Redis) must(command string) {
	r.t.Helper()
	if _, err := r.Do(command); err != nil {
		r.t.Fatalf("%s: %v", command, err)
	}
}

func (r *Redis) wait(what string, ok func() bool) {
	r.t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("redis-server on %s: waited in vain until %s", r.Addr, what)
		}
	}
}

// StartCluster starts a Redis Cluster of three masters.
func StartCluster(t testing.TB, args ...string) []*Redis {
	t.Helper()
	var nodes []*Redis
	var bus []string
	for i := range 3 {
		bus = append(bus, freePort(t))
		n := StartRedis(t, append([]string{
			"--cluster-enabled", "yes", "--cluster-port", bus[i], "--cluster-node-timeout", "2000",
		}, args...)...)
		nodes = append(nodes, n)
		n.must(fmt.Sprintf("CLUSTER ADDSLOTSRANGE %d %d", 16384*i/3, 16384*(i+1)/3-1))
		n.must(fmt.Sprintf("CLUSTER SET-CONFIG-EPOCH %d", i+1))
		if i > 0 {
			n.must(fmt.Sprintf("CLUSTER MEET %s %s", strings.Replace(nodes[0].Addr, ":", " ", 1), bus[0]))
		}
	}
	for _, n := range nodes {
		n.wait("the cluster is whole", func() bool {
			info, _ := n.Do("CLUSTER INFO")
			return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_size:3")
		})
	}
	return nodes
}

// StartSentinel starts one sentinel that alone decides on the failover of
// master, which it knows under that name.
func StartSentinel(t testing.TB, master *Redis) *Redis {
	t.Helper()
	port := freePort(t)
	conf := filepath.Join(t.TempDir(), "sentinel.conf")
	text := fmt.Sprintf(`bind 127.0.0.1
port %s
sentinel monitor master %s 1
sentinel down-after-milliseconds master 500
sentinel failover-timeout master 2000
`, port, strings.Replace(master.Addr, ":", " ", 1))
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &Redis{Addr: "127.0.0.1:" + port, t: t, args: []string{conf, "--sentinel"}}
	s.Start()
	t.Cleanup(s.Kill)
	s.wait("it knows a replica", func() bool {
		info, _ := s.Do("INFO sentinel")
		return strings.Contains(info, "status=ok") && strings.Contains(info, "slaves=1")
	})
	return s
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
