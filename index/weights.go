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
	rightWeights  = signals{-4.816, 0.011, 0.968, 1.208, 1.704, -0.194, -0.54, -4.203, 1.284, 0.472, 1.209, -0.387, 2.391, 0.06, 0.809, 0.032, 1.825, 0.662}
	insideWeights = signals{-2.052, 0.222, -0.052, 0.347, 0.24, 0.003, -0.928, -7.736, 2.493, 1.761, 2.156, 0.179, 0.887, 0.629, 1.074, 0.866, 6.78, 0.311}
	alarmWeights  = alarmSignals{-2.001, 3.106, 1.91, 0.651, -1.011, 0.335, 0.532, 0.7, 0.384, 0.295, 1.059, 0.888, 0.126, 0.083, -0.48}
)
