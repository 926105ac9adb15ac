package bot

import (
	"fmt"
	"strings"

	"bekal/knowledge/markup"
)

// Plain writes a reply as text, its choices numbered from first.
func Plain(r Reply, first int) string {
	var b strings.Builder
	b.WriteString(markup.Plain(r.Text))
	if len(r.Choices) > 0 {
		b.WriteString("\n ")
		for i, c := range r.Choices {
			fmt.Fprintf(&b, " [%d] %s ", first+i, c.Label)
		}
	}
	return strings.TrimRight(b.String(), " \n")
}
