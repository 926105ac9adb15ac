package index

// Thresholds of the two chances.
const (
	sureFrom   = 0.55
	insideFrom = 0.5
)

// Weights of the signals, in their order. Printed by bekal calibrate, which
// fits them on the shipped utterances by cross-validation: parts of the
// utterances, whole entries and whole themes outside are held back in turn.
var (
	rightWeights  = signals{-3, 4, 1, 1, 1, 0.5, -2, -1, 1}
	insideWeights = signals{1, 2, 1, 1, 1, 0.5, -4, -2, 2}
)
