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
	rightWeights  = signals{-4.787, 0.29, 0.873, 1.364, 1.471, -0.2, -0.581, -3.801, 1.394, 0.304, 1.27, -0.462, 2.287, 0.129, 0.74, 0.125, 1.958, 0.412}
	insideWeights = signals{-2.162, 0.178, -0.016, 0.593, 0.277, -0.092, -0.943, -7.316, 2.358, 1.828, 2.117, 0.256, 0.838, 0.323, 1.107, 1.147, 6.365, 0.271}
	alarmWeights  = alarmSignals{-0.644, 6.816, 0.047, -0.172, -0.32, -0.706, -1.427, 0.597, -0.335, 2.014, 0.284, 0.531, 0.325, 0.07, 0.436, 0.334, 0.041, -0.369, -0.067, -0.092, 0.182, 0.163, -0.922, -0.648, 1.206, 0.411, 0.129}
)
