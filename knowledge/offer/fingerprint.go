package offer

import (
	"fmt"
	"hash/fnv"
	"math/bits"
	"strconv"
)

// A Fingerprint tells whether two offers are alike without keeping either: it
// is a hash of hashes from which no word can be read back (simhash over runs
// of three words). The zero Fingerprint is of a text too short to compare.
type Fingerprint uint64

// shingle is how many words are hashed together, fewWords how many a text
// needs to be compared at all.
const (
	shingle  = 3
	fewWords = 6
)

// alike is how many of the 64 bits may differ between offers that are one
// campaign: a changed number, name or town among some fifty words.
const alike = 14

// Fingerprint is the fingerprint of a text. Numbers, case, disguises and how
// the words are set apart do not count, so that a new telephone number makes
// no new offer.
func (c *Checker) Fingerprint(s string) Fingerprint {
	if len(s) > maxText {
		s = s[:maxText]
	}
	room := c.rooms.Get().(*room)
	defer c.leave(room)
	r := &room.reading
	r.read(s)
	var sum [64]int
	var window [shingle]string
	n := 0
	for i := range r.words {
		w := r.text(i)
		if w[0] >= '0' && w[0] <= '9' {
			continue
		}
		copy(window[:], window[1:])
		window[shingle-1] = w
		if n++; n < shingle {
			continue
		}
		h := fnv.New64a()
		for _, w := range window {
			h.Write([]byte(w))
			h.Write([]byte{0})
		}
		for b, x := 0, mix(h.Sum64()); b < 64; b, x = b+1, x>>1 {
			sum[b] += int(x&1)*2 - 1
		}
	}
	if n < fewWords {
		return 0
	}
	var f Fingerprint
	for b, v := range sum {
		if v > 0 {
			f |= 1 << b
		}
	}
	if f == 0 {
		f = 1
	}
	return f
}

// mix spreads the bits of a hash, which FNV leaves uneven for short texts.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// Alike reports whether two texts are likely the same offer sent again.
func (f Fingerprint) Alike(g Fingerprint) bool {
	return f != 0 && g != 0 && bits.OnesCount64(uint64(f^g)) <= alike
}

// String is f as 16 hexadecimal digits, the form in which it is stored.
func (f Fingerprint) String() string { return fmt.Sprintf("%016x", uint64(f)) }

// ParseFingerprint reads what String wrote.
func ParseFingerprint(s string) (Fingerprint, error) {
	n, err := strconv.ParseUint(s, 16, 64)
	if err != nil || len(s) != 16 {
		return 0, fmt.Errorf("%q is no fingerprint of 16 hexadecimal digits", s)
	}
	return Fingerprint(n), nil
}
