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
	alarmWeights  = alarmSignals{0.016, 8.115, 0.129, -0.114, -0.074, -0.694, -1.495, 0.703, -0.821, -0.045, 0.203, 0.022, 0.094, 0.225, 0.083, 0.053, -0.502, 0.146, -0.285, 0.015, -0.135, -0.95, -0.764, 0.918, 0.394, 0.059}
)
