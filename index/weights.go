package index

// Thresholds of the two chances.
const (
	sureFrom   = 0.4
	insideFrom = 0.78
)

// Weights of the signals, in their order. Printed by bekal calibrate, which
// fits them on the shipped utterances by cross-validation: parts of the
// utterances, whole entries and whole themes outside are held back in turn.
var (
	rightWeights  = signals{-4.747, 0.577, 0.838, 1.199, 1.786, -0.237, -0.509, -4.135, 1.24, 0.24, 1.194, -0.254, 2.131, 0.163, 0.843, 0.189, 2.186, 0.017}
	insideWeights = signals{-1.709, -0.187, -0.177, 0.545, 0.45, 0.208, -0.908, -7.332, 2.145, 1.505, 2.063, 0.314, 0.724, 0.87, 1.171, 1.086, 6.525, 0.032}
	alarmWeights  = alarmSignals{-2.086, 3.134, 1.528, 0.757, -0.994, 0.474, 0.702, 0.392, 0.515, 0.995, 1.052, 1.007, 0.819, 0.129, -0.573}
)
