"""Shapes of programs: each is a function from a size to the texts of files."""

from shapes import branches, classes, functions, mistakes, projects, texts, values
from shapes.shape import SHAPES, Files, Shape

__all__ = [
    "SHAPES",
    "Files",
    "Shape",
    "branches",
    "classes",
    "functions",
    "mistakes",
    "projects",
    "texts",
    "values",
]
