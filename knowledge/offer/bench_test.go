package offer_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func BenchmarkCheck(b *testing.B) {
	c, _ := shipped()
	c.Warm()
	s := advert + ". Biaya 5jt ke rekening pribadi, pakai visa turis dulu, kontrak nyusul."
	b.ReportAllocs()
	for b.Loop() {
		c.Check(s)
	}
}

// megabytes are texts of 1 MB each: repeated adverts, words that are all
// different, and no words at all.
func megabytes() map[string]string {
	r := rand.New(rand.NewPCG(1, 2))
	var words strings.Builder
	for words.Len() < 1<<20 {
		fmt.Fprintf(&words, "%s%d ", []string{"ber", "ke", "pa", "visa", "rek"}[r.IntN(5)]+string(rune('a'+r.IntN(26)))+string(rune('a'+r.IntN(26)))+string(rune('a'+r.IntN(26))), r.IntN(9))
	}
	return map[string]string{
		"adverts": strings.Repeat(advert+"\n", 1<<20/len(advert)), "words": words.String()[:1<<20], "digits": strings.Repeat("5", 1<<20),
		"letters": strings.Repeat("v i s a ", 1<<17), "binary": strings.Repeat("\x00\xff\xed\xa0\x80", 1<<20/5), "phones": strings.Repeat("0812-0000-1111 ", 1<<20/15),
	}
}

func BenchmarkMegabyte(b *testing.B) {
	c, _ := shipped()
	c.Warm()
	for name, s := range megabytes() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				c.Check(s)
			}
		})
	}
}

// TestMegabyte keeps the time within sight; the machine of the tests may be
// busy, so it allows a good deal more than the 100 ms that are promised.
func TestMegabyte(t *testing.T) {
	c, _ := shipped()
	for name, s := range megabytes() {
		start := time.Now()
		c.Check(s)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}
