package offer

// Thresholds of the log odds: of a dangerous text, of one that shows red flags at
// all, and of one flag. It is worse to miss a danger than to warn of none.
const (
	dangerFrom = -0.5
	anyFrom    = 0.0
	flagFrom   = -0.6
)

// weights are those of the signals, in their order, the constant last.
type weights struct{ danger, any, flag []float64 }

// calibrated are the weights of a judgement. Printed by bekal calibrate --offers,
// which fits them on the labelled texts by cross-validation: one table is held
// back in turn.
var calibrated = weights{
	danger: []float64{0.26, -0.167, 0.179, 0.675, 0.243, 0.196, 0.067, 0.001, -0.024, 0.122, 0.142, 0.39, -0.062, -0.039, -0.094, -0.172, -0.024, -2.032, -2.712, 1.332},
	any:    []float64{-0.065, 0.156, 0.099, 1.013, 0.073, 0.299, -0.055, -0.126, -0.043, 0.198, -0.066, -0.189, 0.088, 0.013, -0.135, -0.126, -0.003, -2.535, -0.734, -0.472},
	flag:   []float64{0.397, 0.313, 0.595, 0.083, 0.014, 0.225, -0.399, 0.234, 0.041, -1.193},
}
