package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"bekal/bot/metric"
)

// callTime is how long one call may take; a long poll has its own.
const callTime = 20 * time.Second

// maxAnswer bounds an answer of the Bot API, in bytes: 100 updates of 4,096
// characters stay far below.
const maxAnswer = 16 << 20

// An api calls the Bot API. The parameters and results are the types of
// go-telegram/bot; the call is ours, because that library's getUpdates is not
// exported, its errors quote the body of an answer, which may hold a person's
// words, and its answers to 5xx are not typed. No error of an api bears the
// token: it is part of the URL, and no URL gets into an error.
type api struct {
	base    string // https://api.telegram.org/bot<token>/
	files   string // https://api.telegram.org/file/bot<token>/
	http    *http.Client
	metrics *metric.Telegram
	rooms   sync.Pool // of answers while they are decoded, which copies all that is kept
}

func newAPI(base, token string, c *http.Client, m *metric.Telegram) *api {
	base = strings.TrimRight(base, "/")
	return &api{
		base: base + "/bot" + token + "/", files: base + "/file/bot" + token + "/", http: c, metrics: m,
		rooms: sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
}

// An apiError is a call that the Bot API refused.
type apiError struct {
	method     string
	code       int
	reason     reason
	retryAfter time.Duration // of a 429
	migrateTo  int64         // the chat's new id, 0 for none
}

func (e *apiError) Error() string {
	return fmt.Sprintf("%s: refused with %d, %s", e.method, e.code, e.reason)
}

// A reason is what a refusal is for, as far as anybody here tells it apart. The
// description itself is not kept: it may quote what was sent.
type reason string

const (
	unknown     reason = "unknown reason"
	notModified reason = "message is not modified"
	notEditable reason = "message cannot be edited"
	badMarkup   reason = "can't parse entities"
	gone        reason = "chat cannot be written to"
)

// reasons are the descriptions of the Bot API server (Client.cpp of
// tdlib/telegram-bot-api, and the errors of Telegram that it passes on).
var reasons = map[string]reason{
	"message is not modified":        notModified,
	"message to edit not found":      notEditable,
	"message can't be edited":        notEditable,
	"message identifier is not":      notEditable,
	"can't parse entities":           badMarkup,
	"chat not found":                 gone,
	"user is deactivated":            gone,
	"peer_id_invalid":                gone,
	"group chat was deactivated":     gone,
	"chat_write_forbidden":           gone,
	"not enough rights to send":      gone,
	"have no rights to send":         gone,
	"need administrator rights":      gone,
	"topic_closed":                   gone,
	"chat_restricted":                gone,
	"bot was kicked":                 gone,
	"bot was blocked":                gone,
	"bot can't initiate":             gone,
	"bot is not a member":            gone,
	"chat_send_plain_forbidden":      gone,
	"have no write access":           gone,
	"bot can't send messages to bot": gone,
}

func reasonOf(code int, description string) reason {
	description = strings.ToLower(description)
	for part, r := range reasons {
		if strings.Contains(description, part) {
			return r
		}
	}
	if code == http.StatusForbidden {
		return gone
	}
	return unknown
}

// errGarbled is an answer that is not one of the Bot API's.
var errGarbled = errors.New("the answer cannot be read")

type envelope[T any] struct {
	OK          bool   `json:"ok"`
	Result      T      `json:"result"`
	Code        int    `json:"error_code"`
	Description string `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// call makes one call, once. params is encoded as JSON, nil for none. A
// refusal is an *apiError; any other error is one of the way there or back.
func call[T any](ctx context.Context, a *api, limit time.Duration, method string, params any) (T, error) {
	start := time.Now()
	result, code, err := exchange[T](ctx, a, limit, method, params)
	a.metrics.Call(method, code, time.Since(start))
	return result, err
}

func exchange[T any](ctx context.Context, a *api, limit time.Duration, method string, params any) (result T, code int, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	body := []byte("{}")
	if params != nil {
		if body, err = json.Marshal(params); err != nil {
			return result, 0, fmt.Errorf("%s: encoding the call: %w", method, err)
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.base+method, bytes.NewReader(body))
	if err != nil {
		return result, 0, fmt.Errorf("%s: making the call: %w", method, bare(err))
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.http.Do(req)
	if err != nil {
		return result, 0, fmt.Errorf("%s: %w", method, bare(err))
	}
	defer func() { _ = resp.Body.Close() }()
	data := a.rooms.Get().(*bytes.Buffer)
	defer a.rooms.Put(data)
	if err := readAll(data, resp); err != nil {
		return result, 0, fmt.Errorf("%s: reading the answer: %w", method, bare(err))
	}
	var e envelope[T]
	// What json says of a bad answer may quote it: leave that out.
	if json.Unmarshal(data.Bytes(), &e) != nil || (!e.OK && e.Code == 0) {
		if resp.StatusCode >= 300 {
			return result, resp.StatusCode, &apiError{method: method, code: resp.StatusCode, reason: unknown}
		}
		return result, resp.StatusCode, fmt.Errorf("%s: %w", method, errGarbled)
	}
	if e.OK {
		return e.Result, http.StatusOK, nil
	}
	return result, e.Code, &apiError{
		method: method, code: e.Code, reason: reasonOf(e.Code, e.Description),
		retryAfter: time.Duration(e.Parameters.RetryAfter) * time.Second, migrateTo: e.Parameters.MigrateTo,
	}
}

// readAll reads an answer to maxAnswer, into room for all of it where its length
// was told.
func readAll(b *bytes.Buffer, resp *http.Response) error {
	b.Reset()
	if n := resp.ContentLength; n > 0 {
		b.Grow(int(min(n, maxAnswer)) + bytes.MinRead)
	}
	_, err := b.ReadFrom(io.LimitReader(resp.Body, maxAnswer))
	return err
}

// bare takes the URL, and with it the token, off an error of net/http.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// download fetches a file whose path getFile told, of at most limit bytes.
func (a *api) download(ctx context.Context, path string, limit int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.files+path, nil)
	if err != nil {
		return nil, fmt.Errorf("file: making the call: %w", bare(err))
	}
	resp, err := a.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("file: %w", bare(err))
	}
	defer func() { _ = resp.Body.Close() }()
	a.metrics.Call("file", resp.StatusCode, 0)
	if resp.StatusCode != http.StatusOK {
		return nil, &apiError{method: "file", code: resp.StatusCode, reason: unknown}
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("file: %w", bare(err))
	}
	if int64(len(data)) > limit {
		return nil, errTooBig
	}
	return data, nil
}
