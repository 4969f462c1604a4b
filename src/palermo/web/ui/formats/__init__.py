"""How dates are written, where Django would write them otherwise: one module a language, as Django wants them."""
