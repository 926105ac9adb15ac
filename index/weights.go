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
	alarmWeights  = alarmSignals{-0.079, 8.055, 0.12, 0.018, -0.153, -0.608, -1.525, 0.736, -0.622, -0.042, 0.281, -0.027, 0.064, 0.169, 0.133, 0.08, -0.343, 0.104}
)
