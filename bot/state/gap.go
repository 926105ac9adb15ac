package state

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"
)

// Fill gives the gap what it lacks: an ID, and the time of now.
func (g *Gap) Fill(now time.Time) {
	g.ID = cmp.Or(g.ID, rand.Text())
	if g.At.IsZero() {
		g.At = now
	}
}

// SealGap encrypts g as a value that OpenGap of this and later versions reads.
func (b *Box) SealGap(g Gap) ([]byte, error) {
	enc, err := json.Marshal(g)
	if err != nil {
		return nil, fmt.Errorf("encoding a gap: %w", err)
	}
	return b.Seal("gap "+g.ID, enc)
}

// OpenGap reads what SealGap made of the gap with this ID.
func (b *Box) OpenGap(id string, value []byte) (Gap, error) {
	var g Gap
	enc, err := b.Open("gap "+id, value)
	if err != nil {
		return g, fmt.Errorf("reading a gap: %w", err)
	}
	if err := json.Unmarshal(enc, &g); err != nil {
		return g, fmt.Errorf("reading a gap: %w", err)
	}
	return g, nil
}
