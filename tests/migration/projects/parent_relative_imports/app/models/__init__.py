from .tower import Tower
