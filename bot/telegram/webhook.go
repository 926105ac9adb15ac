package telegram

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"time"
)

const (
	// maxUpdate bounds the body of a webhook request, in bytes.
	maxUpdate = 1 << 20
	// maxConnections is how many webhook requests Telegram may have open (Bot
	// API, setWebhook: 1 to 100). Each is open until its update is settled.
	maxConnections = 100
	// holdTime is how long a request waits for its update when there is no
	// shelf. Telegram's own patience is about a minute.
	holdTime = 50 * time.Second
	// secretHeader bears the secret (Bot API, setWebhook).
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
)

// Webhook takes the requests of Telegram. It answers 200 only when the update
// is settled or on the shelf; Telegram repeats what is not answered so. To
// others: 405 for another method than POST, 401 for a wrong secret, 413 for a
// body over 1 MiB, 400 for what is no update, 503 when there is no room and
// while Run does not run.
func (b *Bot) Webhook() http.Handler {
	want := sha256.Sum256([]byte(b.cfg.Secret))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		code := b.receive(w, r, want)
		b.cfg.Metrics.Webhook(code)
		if code == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "1") // else Telegram waits twice as long each time
		}
		w.WriteHeader(code)
	})
}

func (b *Bot) receive(w http.ResponseWriter, r *http.Request, want [sha256.Size]byte) int {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return http.StatusMethodNotAllowed
	}
	// The hash makes both sides equally long, so that the time taken tells
	// nothing of the secret's length either.
	got := sha256.Sum256([]byte(r.Header.Get(secretHeader)))
	if b.cfg.Secret == "" || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		return http.StatusUnauthorized
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return http.StatusRequestEntityTooLarge
	case err != nil:
		return http.StatusBadRequest
	case !b.taking.Load():
		return http.StatusServiceUnavailable
	}
	b.cfg.Metrics.Heard(time.Now())
	u, id, err := decode(raw)
	switch {
	case id == 0:
		return http.StatusBadRequest
	case err != nil:
		// It is an update, of a form we do not know. Repeating mends nothing.
		b.log.Error("an update cannot be read and is left out", "update", id)
		return http.StatusOK
	}
	f, fate := b.in.take(u, raw)
	switch fate {
	case full:
		return http.StatusServiceUnavailable
	case settled:
		return http.StatusOK
	default:
		return b.await(r, f)
	}
}

// await waits for a flight to end, or puts it on the shelf.
func (b *Bot) await(r *http.Request, f *flight) int {
	hold := holdTime
	if b.cfg.Shelf != nil {
		hold = parkAfter
	}
	if f.gather && b.in.park(f) {
		return http.StatusOK // Telegram sends the next of a chat only after this one
	}
	t := time.NewTimer(hold)
	defer t.Stop()
	select {
	case <-f.over:
		if f.ok {
			return http.StatusOK
		}
	case <-t.C:
		if b.in.park(f) {
			return http.StatusOK
		}
	case <-r.Context().Done():
	}
	return http.StatusServiceUnavailable
}
