package index

// Thresholds of the two chances.
const (
	sureFrom   = 0.4
	insideFrom = 0.6
)

// Weights of the signals, in their order. Printed by bekal calibrate, which
// fits them on the shipped utterances by cross-validation: parts of the
// utterances, whole entries and whole themes outside are held back in turn.
var (
	rightWeights  = signals{-2.937, -0.146, 0.87, 1.255, 1.478, -0.141, -1.56, -3.556, 0.654, 0.381, 1.167, -0.21, 1.722, 0.476, 0.448}
	insideWeights = signals{1.681, -0.541, -0.264, -0.001, 0.365, 0.146, -3.849, -5.434, 1.627, 0.712, 2.637, 0.006, 0.399, 0.91, 0.292}
	alarmWeights  = alarmSignals{-2.213, 2.806, 2.067, 1.149, -1.663, -0.429, 0.598, 1.026, 0.56, 0.628, 1.045, 1.63, 0.513, -0.06, -0.486}
)
