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
	rightWeights  = signals{-2.152, 0.08, 0.964, 2.023, 0.912, -0.439, -1.986, -4.203, 0.171, 0.603, 0.875, 0.331, -0.298}
	insideWeights = signals{1.275, -0.262, -0.208, -0.04, -0.378, 0.217, -4.819, -8.169, 2.134, 0.494, 2.784, 0.276, 0.506}
)
