"""Who gets newsletters by e-mail: asking, confirming, changing, ending; and the proof of it (X1, X2, X3, X4)."""
