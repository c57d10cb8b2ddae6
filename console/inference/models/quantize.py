"""The child process that writes a model's weights in another form, so that a crash is only its own.

Its command line: the file, the file to write, and the form. It prints one JSON object a line:
first what the library says of the processor, then how many tensors of all are done.
"""

import ctypes
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

from console.domain.errors import ModelError
from console.domain.progress import CountProgress
from console.domain.sinks import visible
from console.inference.models.gguf_header import read_header
from console.inference.processor import lower_priority, threads_to_use

FORMS = {"q8_0": 7, "q4_0": 2}
"""The forms most processors are fastest with, by the library's number, least lossy first.

The library leaves the output layer, which suffers most, in a finer form than ``q4_0``.
"""

_OUTPUT, _EMBEDDING = "output.weight", "token_embd.weight"

_TENSOR = re.compile(rb"\[\s*(\d+)/\s*(\d+)\]")
_LOG_ERROR = 4


def quantize(source: Path, target: Path, form: str, progress: CountProgress) -> str:
    """Write ``source`` as ``target`` in another form, in a child process.

    ``progress`` is told tensors done and all. Returns what the library says of the processor;
    raises ``ModelError`` if the child fails, with its last line of errors.
    """
    features = ""
    command = (sys.executable, "-m", "console.inference.models.quantize", source, target, form)
    with TemporaryFile() as errors:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)  # noqa: S603
        try:
            with child:
                for line in child.stdout or ():
                    message = json.loads(line)
                    features = message.get("features", features)
                    if "done" in message:
                        progress(message["done"], message["total"])
        finally:
            child.kill()
        if child.returncode != 0:
            errors.seek(0)
            last = errors.read().decode("utf-8", "replace").strip().splitlines()[-1:]
            why = last[0] if last else f"the child ended with code {child.returncode}"
            raise ModelError(f"{source}: can't be written as {form}: {why}")
    return features


def main(arguments: list[str]) -> int:
    """Do what the command line says; returns the exit code."""
    source, target, form = arguments
    try:
        types = read_header(Path(source)).types
    except ModelError as error:
        sys.stderr.write(f"{visible(str(error))}\n")
        return 1
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # The library prints.
    lower_priority()
    # The library takes a second to import and reads the environment as it is then.
    import llama_cpp.llama_cpp as api  # noqa: PLC0415

    errors: list[str] = []

    def on_log(level: int, text: bytes, _data: ctypes.c_void_p) -> None:
        if level == _LOG_ERROR:
            errors.append(text.decode("utf-8", "replace").strip())
        elif match := _TENSOR.search(text):
            answers.write(json.dumps({"done": int(match[1]), "total": int(match[2])}) + "\n")

    callback = api.llama_log_callback(on_log)
    api.llama_log_set(callback, ctypes.c_void_p(0))
    api.llama_backend_init()
    answers.write(json.dumps({"features": api.llama_print_system_info().decode().strip()}) + "\n")
    params = api.llama_model_quantize_default_params()
    params.ftype = FORMS[form]
    params.nthread = threads_to_use()
    params.allow_requantize = True
    if _OUTPUT in types and _EMBEDDING in types:
        # Of these one row a token is looked up, which takes no time in any form. Without an output
        # layer of its own, a model uses them as one.
        params.token_embedding_type = types[_EMBEDDING]
    code = api.llama_model_quantize(os.fsencode(source), os.fsencode(target), ctypes.byref(params))
    if code != 0:
        sys.stderr.write(f"{errors[-1] if errors else f'the library gave up with code {code}'}\n")
    return int(code != 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
