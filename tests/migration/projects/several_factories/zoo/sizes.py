class Sizes:
    SMALL = 2
    LARGE = 4
