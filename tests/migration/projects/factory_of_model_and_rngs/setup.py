from setuptools import setup

setup(name="exp", install_requires=["flax==0.8.5"])
