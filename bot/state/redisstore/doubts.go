package redisstore

import (
	"crypto/rand"
	"sync"
)

// maxDoubts is how many doubts are remembered. A long outage makes about one a
// second; who is forgotten waits until the lock runs out.
const maxDoubts = 1000

// doubts are the tokens of locks that this process may hold without knowing, for
// Redis did not answer. The next turn of the chat takes its lock with the same
// token, and so does not wait for a lock of its own process to run out. Turns of
// a chat in one process are in a lane, so that no two use one token at once, and
// should a save that was given up arrive late, its mark gives it away.
type doubts struct {
	mu     sync.Mutex
	tokens map[string]string // chat name: token
}

// token returns the token for the next turn of a chat.
func (d *doubts) token(name string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t, ok := d.tokens[name]; ok {
		delete(d.tokens, name)
		return t
	}
	return rand.Text()
}

func (d *doubts) add(name, token string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.tokens == nil || len(d.tokens) >= maxDoubts {
		d.tokens = map[string]string{}
	}
	d.tokens[name] = token
}
