package index

// Thresholds of the two chances.
const (
	sureFrom   = 0.4
	insideFrom = 0.80
)

// Weights of the signals, in their order. Printed by bekal calibrate, which
// fits them on the shipped utterances by cross-validation: parts of the
// utterances, whole entries and whole themes outside are held back in turn.
var (
	rightWeights  = signals{-4.859, 0.548, 0.819, 1.366, 1.836, -0.285, -0.116, -4.095, 1.557, 0.494, 1.147, -0.356, 2.118, 0.363, 0.788, 0.011, 2.213, -0.118}
	insideWeights = signals{-1.74, -0.242, 0.347, 0.591, 0.362, -0.031, -0.88, -7.77, 2.344, 1.757, 2.16, 0.284, 0.462, 1.169, 1.082, 1.026, 6.554, -0.041}
	alarmWeights  = alarmSignals{-2.025, 3.08, 1.622, 0.618, -1.177, 0.292, 0.734, 0.981, 0.935, 0.398, 0.829, 1.013, 0.515, 0.106, -0.292}
)
