package lab

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// A Redis is one Redis server, set up as deploy/compose.yaml sets it up.
type Redis struct {
	Port int
	lab  *Lab
	dir  string
	args []string
	*Process
}

// Redis starts a server and waits until it answers. args are added to its
// command line.
func (l *Lab) Redis(args ...string) (*Redis, error) {
	port, err := Port()
	if err != nil {
		return nil, err
	}
	dir, err := l.Folder("redis")
	if err != nil {
		return nil, err
	}
	r := &Redis{Port: port, lab: l, dir: dir}
	r.args = append([]string{
		"--bind", "127.0.0.1", "--port", strconv.Itoa(port), "--dir", dir, "--save", "",
		"--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction",
	}, args...)
	return r, r.Again()
}

// Again starts a server that was killed.
func (r *Redis) Again() error {
	p, err := r.lab.Start(r.dir, "redis", nil, "redis-server", r.args...)
	if err != nil {
		return err
	}
	r.Process = p
	if !r.lab.Until(20*time.Second, func() bool { a, err := r.Do("PING"); return err == nil && a == "PONG" }) {
		return errors.New("redis-server does not answer")
	}
	return nil
}

// Addr is its host:port.
func (r *Redis) Addr() string { return fmt.Sprintf("127.0.0.1:%d", r.Port) }

// Do sends one command without spaces in its words and returns the first line
// of the answer.
func (r *Redis) Do(command string) (string, error) {
	conn, err := net.DialTimeout("tcp", r.Addr(), time.Second)
	if err != nil {
		return "", err
	}
	defer conn.Close() //nolint:errcheck // one command only
	_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := fmt.Fprintf(conn, "%s\r\n", command); err != nil {
		return "", err
	}
	in := bufio.NewReader(conn)
	line, err := in.ReadString('\n')
	if strings.HasPrefix(line, "$") { // a text: its first lines are enough here
		b := make([]byte, 4096)
		n, err := in.Read(b)
		return string(b[:n]), err
	}
	if len(line) == 0 || line[0] == '-' {
		return "", errors.Join(err, errors.New(strings.TrimSpace(line)))
	}
	return strings.TrimSpace(line[1:]), err
}

// Cluster starts a Redis Cluster of three masters.
func (l *Lab) Cluster() ([]*Redis, error) {
	var nodes []*Redis
	var bus []int
	for i := range 3 {
		port, err := Port()
		if err != nil {
			return nil, err
		}
		bus = append(bus, port)
		n, err := l.Redis("--cluster-enabled", "yes", "--cluster-port", strconv.Itoa(port), "--cluster-node-timeout", "2000")
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
		commands := []string{
			fmt.Sprintf("CLUSTER ADDSLOTSRANGE %d %d", 16384*i/3, 16384*(i+1)/3-1),
			fmt.Sprintf("CLUSTER SET-CONFIG-EPOCH %d", i+1),
		}
		if i > 0 {
			commands = append(commands, fmt.Sprintf("CLUSTER MEET 127.0.0.1 %d %d", nodes[0].Port, bus[0]))
		}
		for _, c := range commands {
			if _, err := n.Do(c); err != nil {
				return nil, fmt.Errorf("%s: %w", c, err)
			}
		}
	}
	for _, n := range nodes {
		if !n.Whole() {
			return nil, errors.New("the cluster does not become whole")
		}
	}
	return nodes, nil
}

// Whole waits until the node of a Cluster finds the Cluster whole.
func (r *Redis) Whole() bool {
	return r.lab.Until(30*time.Second, func() bool {
		info, _ := r.Do("CLUSTER INFO")
		return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:3")
	})
}
