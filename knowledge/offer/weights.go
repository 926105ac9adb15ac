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
	danger: []float64{0.249, -0.179, 0.143, 0.849, 0.261, 0.238, 0.111, 0.054, 0.051, 0.008, 0.195, 0.426, -0.01, -0.034, -0.032, -0.159, -0.021, -1.841, -2.591, 1.223},
	any:    []float64{-0.067, 0.154, 0.066, 1.097, 0.073, 0.357, 0.059, -0.042, 0.059, 0.083, 0.036, -0.124, 0.127, 0.01, -0.026, -0.137, 0.001, -2.275, -0.797, 0.503},
	flag:   []float64{0.409, 0.256, 0.499, 0.088, 0.043, 0.155, -0.424, 0.134, 0.08, -1.343},
}
