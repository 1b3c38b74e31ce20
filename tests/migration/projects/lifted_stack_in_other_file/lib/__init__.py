from lib.stack import Stack
