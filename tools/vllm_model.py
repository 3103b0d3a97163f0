"""Writes the embedded model's weights as vLLM reads them: `python tools/vllm_model.py GGUF FOLDER`.

The Python is that of `.vllm`. The folder is there whole or not at all.
"""

import shutil
import sys
from pathlib import Path

from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig


def main(gguf: Path, folder: Path) -> None:
    """Dequantise to float32: on processors without AVX-512 bfloat16 is six times slower."""
    if not gguf.is_file():
        sys.exit(f"{gguf} is not there. Fetch it, then try again: .venv/bin/coach model fetch")
    model = AutoModelForCausalLM.from_pretrained(
        gguf.parent,
        gguf_file=gguf.name,
        quantization_config=GgufConfig(dequantize=True),
        dtype="float32",
    )
    begun = folder.with_suffix(".begun")
    model.save_pretrained(begun)
    AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name).save_pretrained(begun)
    shutil.rmtree(folder, ignore_errors=True)
    begun.rename(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
