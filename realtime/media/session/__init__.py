"""The node's sessions: the broker's topology in, legs, stills, recordings and reports out."""
