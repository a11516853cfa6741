"""Targets of a period (TGT-1, TGT-3, TGT-5): counted, forecast, warned about while there is time, evaluated."""
