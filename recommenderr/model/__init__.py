"""From titles and watch events to ranked, explained titles: numpy and scipy alone, no input or output.

Read in this order: `weights`, `block`, `features`, `preference`, `profile`, `scoring`, `ranking`, `explain`.
"""
