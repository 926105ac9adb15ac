package state

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"bekal/bot"
	"bekal/knowledge/text"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

// written are sessions as versions of the program wrote them. They are never
// changed: when a field changes its meaning a new version is added. A new field
// needs none.
var written = map[int]string{
	1: `{"v":1,"s":{"lang":"en","slots":{"Topic":"paspor-biaya","Country":"taiwan","Lang":"id"},` +
		`"flow":{"name":"aduan","step":"siapa","data":{"kapan":"kemarin"},"until":"2026-11-03T13:00:00Z"},` +
		`"progress":{"p-to-p":["satu","dua"]},"path":"p-to-p","notify":{"biaya":"a1"},` +
		`"sent":["1793707200 m17","1793707200 m 18"],"seen":["u1","u2"],"at":"2026-11-03T12:00:00Z"}}`,
}

func TestDecode(t *testing.T) {
	want := &Session{
		Lang:     text.EN,
		Slots:    bot.Slots{Topic: "paspor-biaya", Country: "taiwan", Lang: text.ID},
		Flow:     Flow{Name: "aduan", Step: "siapa", Data: map[string]string{"kapan": "kemarin"}, Until: noon.Add(time.Hour)},
		Progress: map[string][]string{"p-to-p": {"satu", "dua"}},
		Path:     "p-to-p",
		Notify:   map[string]string{"biaya": "a1"},
		Sent:     []Message{{"m17", noon}, {"m 18", noon}},
		Seen:     []string{"u1", "u2"},
		At:       noon,
	}
	for v := 1; v <= version; v++ {
		got, err := Decode([]byte(written[v]))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("version %d: got %+v, %v\nwant %+v", v, got, err, want)
		}
	}
	enc, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Decode(enc); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("written as %s, read as %+v, %v", enc, got, err)
	}
	for _, bad := range []string{``, `{}`, `null`, `{"v":0}`, `{"v":99,"s":{}}`, `{"v":1,"s":{"sent":["m17"]}}`} {
		if s, err := Decode([]byte(bad)); err == nil {
			t.Errorf("%s was read as %+v", bad, s)
		}
	}
}

// TestZero sees to it that Zero knows every field.
func TestZero(t *testing.T) {
	if !(&Session{Seen: []string{}, Notify: map[string]string{}, Flow: Flow{Data: map[string]string{}}}).Zero() {
		t.Error("an empty session is not zero")
	}
	var full Session
	if err := json.Unmarshal([]byte(written[version]), &struct{ S *Session }{&full}); err != nil {
		t.Fatal(err)
	}
	full.Offer.Tag, full.Bundle.Text = "a1", "loker" // newer than the version
	from := reflect.ValueOf(full)
	for i := range from.NumField() {
		var s Session
		reflect.ValueOf(&s).Elem().Field(i).Set(from.Field(i))
		if s.Zero() {
			t.Errorf("a session with %s is zero", from.Type().Field(i).Name)
		}
	}
}

func TestSettle(t *testing.T) {
	var s Session
	s.Settle("", noon)
	if !s.Zero() {
		t.Errorf("settled a turn without an id: %+v", s)
	}
	for i := range maxSeen + 5 {
		s.Settle(fmt.Sprint(i), noon)
	}
	for id, want := range map[string]bool{"4": false, "5": true, fmt.Sprint(maxSeen + 4): true, "": false} {
		if got := s.Settled(id); got != want {
			t.Errorf("settled %q: %v", id, got)
		}
	}
}

func TestTidy(t *testing.T) {
	var s Session
	for i := range maxSent + 10 {
		s.Remember(fmt.Sprint(i), noon.Add(time.Duration(i)*time.Minute))
	}
	s.Remember("", noon)
	if len(s.Sent) != maxSent || s.Sent[0].ID != "10" {
		t.Errorf("remembers %d from %s on", len(s.Sent), s.Sent[0].ID)
	}
	s.Flow = Flow{Name: "aduan", Until: noon.Add(time.Hour)}
	s.Offer = Offer{Tag: "a1", Until: noon.Add(time.Hour)}
	s.Tidy(noon.Add(time.Hour))
	if s.Flow.Zero() {
		t.Error("the flow is gone at its last moment")
	}
	s.Tidy(noon.Add(Erasable + 100*time.Minute))
	if !s.Flow.Zero() || !s.Offer.Zero() || s.Sent[0].ID != "100" {
		t.Errorf("after its time: %+v, messages from %s on", s.Flow, s.Sent[0].ID)
	}
}
