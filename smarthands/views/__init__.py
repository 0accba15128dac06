"""Views are facts as readers see them, JSON-ready. The same functions make a fetch and the
details of an event, which is why a browser that applies events equals one that fetches.
"""
