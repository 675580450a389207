"""The project against a floor and its peers: time, memory, same features.

Each contestant is a whole process that reads the four raw files; the first
thing they are compared by is whether they agree about every user.
"""
