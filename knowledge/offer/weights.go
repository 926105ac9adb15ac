package offer

// thresholds of the log odds: of a dangerous text, of one that shows red flags at
// all, and of one flag.
type thresholds struct{ danger, any, flag float64 }

// chosen are the thresholds in use. It is worse to miss a danger than to warn of
// none.
var chosen = thresholds{danger: -0.5, any: 0.3, flag: -0.2}

// weights are those of the signals, in their order, the constant last.
type weights struct{ danger, any, flag []float64 }

// calibrated are the weights of a judgement. Printed by bekal calibrate --offers,
// which fits them on the labelled texts by cross-validation: one table is held
// back in turn.
var calibrated = weights{
	danger: []float64{0.158, -0.155, 0.187, 0.787, 0.258, 0.152, 0.052, 0.061, 0.02, 0.126, 0.087, 0.362, 0.009, -0.064, -0.049, -0.122, -0.004, -1.183, -2.266, 0.231, 0.32, 1.545},
	any:    []float64{-0.033, 0.153, 0.1, 0.674, 0.023, 0.241, -0.081, -0.124, -0.058, 0.141, -0.085, -0.07, 0.112, -0.05, -0.113, -0.107, 0.007, -2.2, -0.848, 0.003, 0.619, -0.87},
	flag:   []float64{0.34, 0.088, 0.547, 0.187, 0.031, 0.089, -0.24, -0.485, 0.034, 0.337, -0.257},
}
