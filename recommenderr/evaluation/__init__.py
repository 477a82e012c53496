"""How good the lists are: temporal splits, metrics with intervals, backtests, and weights fitted to them."""
