"""The front desk's subjects: menu, lists and cards, chain maps, comparisons, what stands below an answer."""
