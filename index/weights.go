package index

// Thresholds of the two chances.
const (
	sureFrom   = 0.4
	insideFrom = 0.7
)

// Weights of the signals, in their order. Printed by bekal calibrate, which
// fits them on the shipped utterances by cross-validation: parts of the
// utterances, whole entries and whole themes outside are held back in turn.
var (
	rightWeights  = signals{-4.667, 0.293, 0.672, 1.364, 1.815, -0.172, -0.279, -3.811, 1.186, 0.326, 1.175, -0.242, 2.025, 0.371, 1.085, 0.283}
	insideWeights = signals{-0.513, -0.317, -0.044, 0.246, 0.478, 0.065, -2.013, -7.158, 1.933, 1.084, 2.328, 0.026, 0.36, 0.933, 2.027, 0.124}
	alarmWeights  = alarmSignals{-1.973, 2.925, 2.282, 1.242, -1.634, -0.48, 0.439, 1.173, 0.363, 0.546, 1.186, 1.393, 0.662, 0.023, -0.422}
)
