from .model import ScanMLP as ScanMLP
