package index

// A Way is what a caller may do with the first hit.
type Way int

// The three ways.
const (
	No     Way = iota // nothing known fits: say so
	Unsure            // offer the hits as choices
	Sure              // answer with the first
)

// Thresholds of the calibrated confidence; see decision 0003 and the ablation
// table, both from bekal eval.
const (
	sureFrom   = 0.50
	unsureFrom = 0.12
)

// way decides by the kind and the confidence.
func way(r *Result) Way {
	switch {
	case r.Kind != Known || len(r.Hits) == 0:
		return No
	case r.Hits[0].Score >= sureFrom:
		return Sure
	case r.Hits[0].Score >= unsureFrom:
		return Unsure
	}
	return No
}
