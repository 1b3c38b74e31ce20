SPLIT = ("params",)
SHARED = "noise"
