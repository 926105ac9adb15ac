package redisstore

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bekal/bot/state"
	"bekal/bot/state/storetest"
)

func TestTLS(t *testing.T) {
	cert, key, roots := certificate(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(addr)
	storetest.StartRedis(t, "--tls-port", port, "--tls-cert-file", cert, "--tls-key-file", key, "--tls-auth-clients", "no")

	opts, err := parse("rediss://" + addr)
	if err != nil {
		t.Fatal(err)
	}
	opts.TLSConfig.RootCAs = roots
	s, err := open(opts, options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Hold(t.Context(), "tg:1", set("safe")); err != nil {
		t.Error(err)
	}
	path(t, s, "safe")

	err = connect(t, "rediss://"+addr, options()).Ping(t.Context())
	if !errors.Is(err, state.ErrDown) || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("with a certificate that nobody vouches for: %v", err)
	}
}

// certificate makes a certificate for 127.0.0.1 that is its own root.
func certificate(t *testing.T) (certFile, keyFile string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
	if err := errors.Join(os.WriteFile(certFile, certPEM, 0o600), os.WriteFile(keyFile, keyPEM, 0o600)); err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(certPEM)
	return certFile, keyFile, roots
}

// TestSentinel kills a master and expects the store to go on with its replica.
func TestSentinel(t *testing.T) {
	master := storetest.StartRedis(t, "--repl-diskless-sync-delay", "0")
	replica := storetest.StartRedis(t, "--replicaof", strings.Replace(master.Addr, ":", " ", 1))
	sentinel := storetest.StartSentinel(t, master)
	s := connect(t, "redis-sentinel://"+sentinel.Addr+"/master", options())
	if err := s.Hold(t.Context(), "tg:1", set("replicated")); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		n, err := replica.Do("DBSIZE")
		if err == nil && n == "1" { // the session; the lock is gone
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the replica has %s keys, %v", n, err)
		}
	}
	master.Kill()
	comesBack(t, s)
	path(t, s, "replicated")
}

// TestClusterNode kills and restarts one node of a Cluster.
func TestClusterNode(t *testing.T) {
	nodes := storetest.StartCluster(t, onDisk...)
	s := connect(t, nodes[0].Addr+","+nodes[1].Addr, options())
	if err := s.Hold(t.Context(), "tg:1", set("kept")); err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		n.Kill()
		n.Start()
		comesBack(t, s)
		path(t, s, "kept")
	}
}
