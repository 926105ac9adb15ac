package state

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"
)

// A Box hides what a database must not show: whose a value is, and what it
// says. Names are keyed hashes, for a plain hash of a number of ten digits is
// undone in seconds; values are encrypted (AES-256-GCM), so that neither a dump
// of Redis nor a lost disk, nor the free pages of a file, gives away words of a
// person. Whoever changes the secret starts with an empty memory.
type Box struct {
	names, values *keyed
}

// A keyed makes keyed hashes. What it takes to make one is kept for the next.
type keyed struct{ hashes sync.Pool }

func newKeyed(key []byte) *keyed {
	return &keyed{sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}}
}

func (k *keyed) of(s string) []byte {
	h := k.hashes.Get().(hash.Hash)
	defer k.hashes.Put(h)
	h.Reset()
	_, _ = io.WriteString(h, s)
	return h.Sum(nil)
}

// sealed is the first byte of a sealed value: the version of its form.
const sealed = 1

// MarkLen is the length in bytes of the head of a sealed value that no other
// sealed value shares: its version and its nonce.
const MarkLen = 1 + 12

// NewBox makes the box of a secret. The secret must be long and random, as a
// bot's token is, and the same for all processes that share a store.
func NewBox(secret []byte) (*Box, error) {
	if len(secret) == 0 {
		return nil, errors.New("making a box: the secret is empty")
	}
	names, err := hkdf.Key(sha256.New, secret, nil, "bekal state names", 32)
	if err != nil {
		return nil, fmt.Errorf("deriving the key of names: %w", err)
	}
	values, err := hkdf.Key(sha256.New, secret, nil, "bekal state values", 32)
	if err != nil {
		return nil, fmt.Errorf("deriving the key of values: %w", err)
	}
	return &Box{newKeyed(names), newKeyed(values)}, nil
}

// Name returns the name under which a database may know id: 32 hexadecimal
// digits, always the same for one id and one secret.
func (b *Box) Name(id string) string {
	return hex.EncodeToString(b.names.of(id)[:16])
}

// Seal encrypts value for its place. Sealing twice gives two different results.
func (b *Box) Seal(place string, value []byte) ([]byte, error) {
	c, err := b.cipher(place)
	if err != nil {
		return nil, fmt.Errorf("sealing a value: %w", err)
	}
	return seal(c, value), nil
}

func seal(c cipher.AEAD, value []byte) []byte {
	out := make([]byte, 1, 1+len(value)+c.Overhead())
	out[0] = sealed
	return c.Seal(out, nil, value, nil)
}

// Open decrypts what Seal made for the same place.
func (b *Box) Open(place string, value []byte) ([]byte, error) {
	c, err := b.cipher(place)
	if err != nil {
		return nil, fmt.Errorf("opening a value: %w", err)
	}
	return open(c, value)
}

func open(c cipher.AEAD, value []byte) ([]byte, error) {
	if len(value) == 0 || value[0] != sealed {
		return nil, errors.New("opening a value: its form is not known")
	}
	out, err := c.Open(nil, nil, value[1:], nil)
	if err != nil {
		return nil, fmt.Errorf("opening a value: %w", err)
	}
	return out, nil
}

// cipher has a key of its own for each place: a value moved elsewhere does not
// open, and random nonces never come near their limit.
func (b *Box) cipher(place string) (cipher.AEAD, error) {
	block, err := aes.NewCipher(b.values.of(place))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
