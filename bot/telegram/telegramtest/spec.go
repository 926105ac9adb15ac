package telegramtest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:embed testdata/api.json
var specJSON []byte

// A spec is the Bot API as data: which methods there are, and of what form
// everything is.
type spec struct {
	Methods map[string]object `json:"methods"`
	Types   map[string]object `json:"types"`
}

type object struct {
	Fields   []field  `json:"fields"`
	Subtypes []string `json:"subtypes"`
}

type field struct {
	Name     string   `json:"name"`
	Types    []string `json:"types"`
	Required bool     `json:"required"`
}

func loadSpec() *spec {
	var s spec
	if err := json.Unmarshal(specJSON, &s); err != nil {
		panic("telegramtest: the embedded api.json cannot be read: " + err.Error())
	}
	return &s
}

// fields holds the fields of an object, decoded with numbers as json.Number,
// to what they must be.
func (s *spec) fields(o object, got map[string]any, path string) error {
	for name := range got {
		if !slices.ContainsFunc(o.Fields, func(f field) bool { return f.Name == name }) {
			return fmt.Errorf("%s has no field %s", path, name)
		}
	}
	for _, f := range o.Fields {
		v, ok := got[f.Name]
		if !ok {
			if f.Required {
				return fmt.Errorf("%s needs %s", path, f.Name)
			}
			continue
		}
		if err := s.oneOf(f.Types, v, path+"."+f.Name); err != nil {
			return err
		}
	}
	return nil
}

func (s *spec) oneOf(types []string, v any, path string) error {
	var first error
	for _, t := range types {
		err := s.is(t, v, path)
		if err == nil {
			return nil
		}
		if first == nil || len(err.Error()) > len(first.Error()) {
			first = err // the one that got furthest says most
		}
	}
	return first
}

func (s *spec) is(t string, v any, path string) error {
	wrong := fmt.Errorf("%s is no %s", path, t)
	if of, ok := strings.CutPrefix(t, "Array of "); ok {
		list, ok := v.([]any)
		if !ok {
			return wrong
		}
		for i, e := range list {
			if err := s.is(of, e, path+"["+strconv.Itoa(i)+"]"); err != nil {
				return err
			}
		}
		return nil
	}
	var ok bool
	switch t {
	case "Integer":
		var n json.Number
		if n, ok = v.(json.Number); ok {
			_, err := n.Int64()
			ok = err == nil
		}
	case "Float":
		_, ok = v.(json.Number)
	case "String":
		_, ok = v.(string)
	case "Boolean":
		_, ok = v.(bool)
	case "True":
		ok = v == true
	default:
		return s.object(t, v, path)
	}
	if !ok {
		return wrong
	}
	return nil
}

func (s *spec) object(t string, v any, path string) error {
	o, known := s.Types[t]
	if !known {
		return fmt.Errorf("%s: the simulator knows no type %s", path, t)
	}
	if len(o.Subtypes) > 0 {
		return s.oneOf(o.Subtypes, v, path)
	}
	m, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%s is no %s", path, t)
	}
	return s.fields(o, m, path)
}
