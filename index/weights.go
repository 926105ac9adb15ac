package index

// Thresholds of the two chances.
const (
	sureFrom   = 0.4
	insideFrom = 0.70
)

// Weights of the signals, in their order. Printed by bekal calibrate, which
// fits them on the shipped utterances by cross-validation: parts of the
// utterances, whole entries and whole themes outside are held back in turn.
var (
	rightWeights  = signals{-4.356, 0.634, 0.649, 1.07, 1.61, -0.072, -0.759, -4.07, 1.374, 0.433, 1.213, -0.473, 2.249, 0.163, 1.062, -0.077}
	insideWeights = signals{-1.1, -0.082, -0.168, 0.277, -0.049, 0.143, -1.692, -7.543, 2.794, 1.438, 2.38, 0.154, 0.432, 0.782, 1.734, 0.159}
	alarmWeights  = alarmSignals{-1.974, 3.093, 1.535, 0.933, -1.014, 0.062, 0.702, 0.563, 0.513, 0.986, 1.051, 1.027, 0.394, -0.026, -0.19}
)
