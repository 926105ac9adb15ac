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
	alarmWeights  = alarmSignals{0.023, 8.145, 0.112, -0.104, -0.096, -0.692, -1.497, 0.699, -0.801, -0.038, 0.206, 0.018, 0.095, 0.222, 0.086, 0.057, -0.493, 0.154, -0.281, 0.023, -0.137, -0.961, -0.765, 0.919, 0.371, 0.063}
)
