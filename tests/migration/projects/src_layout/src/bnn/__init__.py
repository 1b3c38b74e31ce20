from bnn.layers import BayesianLinear
from bnn.predict import predict_samples
