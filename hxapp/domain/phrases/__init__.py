"""Reading targets out of an office's sentences: folding, tokens, cues, figures, clauses, names."""
