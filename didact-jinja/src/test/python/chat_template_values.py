"""The messages and variables of cases that are a template alone."""

VALUES = {
    "s": "Hello World", "e": "", "n": 7, "z": 0, "f": 2.5, "t": True, "l": [3, 1, 2], "el": [],
    "d": {"b": 2, "a": {"x": [1, 2]}, "items": "I"}, "nn": None, "u": "aé漢🙂b",
    "big": 12345678901234567890, "names": ["bob", "Alice", "carol", "alice"],
    "rows": [{"k": "a", "v": 1}, {"k": "B", "v": None}, {"k": "c"}],
    "mixed": [1, "a", None, 2.0, True, [1], {"q": 1}],
}

TALK = [
    {"role": "system", "content": "Be kind. "},
    {"role": "user", "content": "  Hi 'you' \"there\"\n\ttab é 漢 🙂 <b>&  "},
    {"role": "assistant", "content": "ok",
     "tool_calls": [{"id": 1, "function": {"name": "f", "arguments": {"a": 1, "b": [1.5, None, True]}}}]},
]
