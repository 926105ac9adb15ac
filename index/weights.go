package index

// Thresholds of the two chances.
const (
	sureFrom   = 0.45
	insideFrom = 0.70
)

// Weights of the signals, in their order. Printed by bekal calibrate, which
// fits them on the shipped utterances by cross-validation: parts of the
// utterances, whole entries and whole themes outside are held back in turn.
var (
	rightWeights  = signals{-4.986, 0.1, 0.847, 1.366, 1.591, -0.19, -0.469, -4.132, 1.331, 0.493, 1.26, -0.358, 2.322, 0.05, 0.788, 0.078, 1.713, 0.772}
	insideWeights = signals{-2.053, 0.192, -0.127, 0.564, 0.236, 0.007, -0.837, -7.629, 2.408, 1.873, 2.167, 0.203, 0.808, 0.696, 1.04, 0.875, 6.893, 0.287}
	alarmWeights  = alarmSignals{-0.349, 8.481, 0.998, 0.087, -0.314, -0.544, -0.006, 0.32, -0.047, 0.175, 0.156, 0.367, 0.241, -0.433, 0.083}
)
