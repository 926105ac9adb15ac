package bot_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"bekal/bot"
)

var (
	placeholder = regexp.MustCompile(`\{[a-z_]+\}`)
	unsaid      = regexp.MustCompile(`(?i)\b(aman|pasti resmi|dijamin|safe|guaranteed?|salahmu|your fault)\b`)
)

// TestCatalog wants the same messages in both languages with the same
// placeholders, and no word of safety, promise or blame.
func TestCatalog(t *testing.T) {
	if _, err := bot.LoadCatalog(); err != nil {
		t.Fatal(err)
	}
	read := func(lang string) map[string]string {
		data, err := os.ReadFile("catalog/" + lang + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		if err := yaml.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	id, en := read("id"), read("en")
	for _, key := range slices.Sorted(maps.Keys(id)) {
		other, ok := en[key]
		if !ok {
			t.Errorf("%s is not in en.yaml", key)
			continue
		}
		if a, b := slots(id[key]), slots(other); !slices.Equal(a, b) {
			t.Errorf("%s has %v in Indonesian and %v in English", key, a, b)
		}
		for _, s := range []string{id[key], other} {
			if s == "" {
				t.Errorf("%s is empty", key)
			}
			// what is heard is not said
			if m := unsaid.FindString(s); m != "" && !strings.HasPrefix(key, "hear.") {
				t.Errorf("%s says %q", key, m)
			}
		}
	}
	for key := range en {
		if _, ok := id[key]; !ok {
			t.Errorf("%s is not in id.yaml", key)
		}
	}
}

func slots(s string) []string {
	return slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(s, -1))))
}
