package bot

import (
	"embed"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"bekal/knowledge/text"
)

//go:embed catalog/id.yaml catalog/en.yaml
var catalogFiles embed.FS

// A Catalog is the bot's own messages in the languages of reply.
type Catalog struct {
	messages map[text.Lang]map[string]string
	heard    map[string][]string
}

// hear begins the names of messages that list what people say, with semicolons
// between.
const hear = "hear."

// LoadCatalog reads the messages the program is shipped with. It fails if a
// language lacks a message another one has.
func LoadCatalog() (*Catalog, error) {
	c := &Catalog{messages: map[text.Lang]map[string]string{}, heard: map[string][]string{}}
	for _, l := range []text.Lang{text.ID, text.EN} {
		data, err := catalogFiles.ReadFile("catalog/" + string(l) + ".yaml")
		if err != nil {
			return nil, fmt.Errorf("reading the messages: %w", err)
		}
		m := map[string]string{}
		if err := yaml.Unmarshal(data, &m); err != nil {
			return nil, fmt.Errorf("reading the messages in %s: %w", l, err)
		}
		c.messages[l] = m
		for k, list := range m {
			if what, ok := strings.CutPrefix(k, hear); ok {
				c.heard[what] = append(c.heard[what], phrases(list)...)
			}
		}
	}
	for l, m := range c.messages {
		for other, o := range c.messages {
			for k := range m {
				if _, ok := o[k]; !ok {
					return nil, fmt.Errorf("the message %s stands in %s and not in %s", k, l, other)
				}
			}
		}
	}
	return c, nil
}

func phrases(list string) []string {
	var out []string
	for p := range strings.SplitSeq(list, ";") {
		if p = text.Key(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// Heard are the phrases of the message "hear.<what>" in all languages, as
// text.Key writes them. It panics if there is none, as Say does.
func (c *Catalog) Heard(what string) []string {
	list, ok := c.heard[what]
	if !ok {
		panic("no message " + hear + what)
	}
	return list
}

// Keys are the names of all messages.
func (c *Catalog) Keys() []string {
	var out []string
	for k := range c.messages[text.ID] {
		out = append(out, k)
	}
	return out
}

// Has reports whether there is a message of that name. Names of countries and
// groups may come from content that is newer than the messages.
func (c *Catalog) Has(key string) bool {
	_, ok := c.messages[text.ID][key]
	return ok
}

// Say is the message key in l, with {name} replaced by the value behind name.
// It panics for a key no catalogue has: that is a fault in the program.
func (c *Catalog) Say(l text.Lang, key string, pairs ...string) string {
	m, ok := c.messages[l.Reply()][key]
	if !ok {
		panic("no message " + key)
	}
	m = strings.TrimRight(m, "\n")
	if len(pairs) == 0 {
		return m
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		m = strings.ReplaceAll(m, "{"+pairs[i]+"}", pairs[i+1])
	}
	return m
}
