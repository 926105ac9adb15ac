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
	danger: []float64{0.247, -0.182, 0.142, 0.861, 0.264, 0.24, 0.114, 0.056, 0.051, 0.01, 0.198, 0.424, -0.015, -0.033, -0.032, -0.161, -0.021, -1.852, -2.605, 1.274},
	any:    []float64{-0.07, 0.151, 0.067, 1.109, 0.077, 0.356, 0.059, -0.041, 0.058, 0.084, 0.034, -0.127, 0.119, 0.012, -0.027, -0.14, 0.002, -2.283, -0.797, 0.518},
	flag:   []float64{0.408, 0.255, 0.498, 0.088, 0.043, 0.157, -0.428, 0.132, 0.08, -1.333},
}
