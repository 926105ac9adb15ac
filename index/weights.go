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
	rightWeights  = signals{-2.785, -0.156, 0.959, 1.361, 1.239, -0.163, -1.882, -3.162, 0.608, 0.332, 1.254, -0.251, 1.59, 0.409, 0.395}
	insideWeights = signals{1.683, -0.772, -0.192, 0.046, 0.369, 0.176, -4.265, -5.926, 1.719, 0.353, 2.746, -0.203, 0.644, 0.769, 0.377}
)
