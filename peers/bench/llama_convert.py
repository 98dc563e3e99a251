"""llama.cpp's converter, with the name of a usual pre-tokenizer for tokenizers that it does not know."""

import runpy
import sys
from pathlib import Path

script = Path(sys.argv[1])
sys.argv = sys.argv[1:]
sys.path[:0] = [str(script.parent / "gguf-py"), str(script.parent)]

from conversion.base import TextModel  # noqa: E402  (needs the path above)

TextModel.get_vocab_base_pre = lambda self, tokenizer: "default"
runpy.run_path(str(script), run_name="__main__")
