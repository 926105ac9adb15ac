package poster

// Width is how wide a text is.
func Width(t Text) float64 { return t.Face.width(t.S, t.Size) }
