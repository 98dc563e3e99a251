"""Samples a batch of completions of one prompt with llama.cpp. One JSON object as argument, one JSON line out."""

import ctypes
import json
import sys
import time

import llama_cpp

TEMPERATURE = 0.7


class Batch:
    """A token for each sequence, or the prompt for one."""

    def __init__(self, size):
        self.size = size
        self.of = llama_cpp.llama_batch_init(size, 0, 1)

    def fill(self, rows):
        """rows: token, position, sequence, and whether its logits are wanted."""
        self.of.n_tokens = len(rows)
        for i, (token, position, sequence, wanted) in enumerate(rows):
            self.of.token[i] = token
            self.of.pos[i] = position
            self.of.n_seq_id[i] = 1
            self.of.seq_id[i][0] = sequence
            self.of.logits[i] = wanted
        return self.of


class Sampled:
    """A model and its context, for a number of sequences."""

    def __init__(self, given):
        llama_cpp.llama_backend_init()
        self.batch = given["batch"]
        self.model = llama_cpp.llama_model_load_from_file(given["model"].encode(), llama_cpp.llama_model_default_params())
        if not self.model:
            raise SystemExit(f"llama.cpp cannot read {given['model']}")
        options = llama_cpp.llama_context_default_params()
        each = len(given["prompt"]) + given["tokens"] + 1
        shared = given["unified"]
        options.n_ctx = len(given["prompt"]) + self.batch * (given["tokens"] + 1) if shared else each * self.batch
        options.n_batch = options.n_ubatch = max(512, self.batch)
        options.n_seq_max = self.batch
        options.kv_unified = shared
        options.n_threads = options.n_threads_batch = given["threads"]
        self.context = llama_cpp.llama_init_from_model(self.model, options)
        if not self.context:
            raise SystemExit("llama.cpp makes no context")
        self.memory = llama_cpp.llama_get_memory(self.context)
        self.chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        llama_cpp.llama_sampler_chain_add(self.chain, llama_cpp.llama_sampler_init_temp(TEMPERATURE))
        llama_cpp.llama_sampler_chain_add(self.chain, llama_cpp.llama_sampler_init_dist(1))

    def decode(self, batch):
        if llama_cpp.llama_decode(self.context, batch) != 0:
            raise SystemExit("llama.cpp decodes no more")

    def call(self, prompt, tokens):
        """Seconds of the prompt, of decoding and of sampling."""
        start = time.perf_counter()
        llama_cpp.llama_memory_clear(self.memory, False)
        first = Batch(max(len(prompt), self.batch))
        last = len(prompt) - 1
        self.decode(first.fill([(token, i, 0, i == last) for i, token in enumerate(prompt)]))
        for sequence in range(1, self.batch):
            llama_cpp.llama_memory_seq_cp(self.memory, 0, sequence, -1, -1)
        llama_cpp.llama_synchronize(self.context)
        read = time.perf_counter() - start
        drawn = [self.sample(last if len(prompt) else 0) for _ in range(self.batch)]
        sampling = 0.0
        for step in range(tokens - 1):
            at = len(prompt) + step
            self.decode(first.fill([(token, at, i, True) for i, token in enumerate(drawn)]))
            llama_cpp.llama_synchronize(self.context)
            begun = time.perf_counter()
            drawn = [self.sample(i) for i in range(self.batch)]
            sampling += time.perf_counter() - begun
        return time.perf_counter() - start, read, sampling

    def sample(self, place):
        return llama_cpp.llama_sampler_sample(self.chain, self.context, place)


def main():
    given = json.loads(sys.argv[1])
    llama_cpp.llama_log_set(QUIET, ctypes.c_void_p())
    model = Sampled(given)
    model.call(given["prompt"], min(4, given["tokens"]))
    seconds, read, sampling = model.call(given["prompt"], given["tokens"])
    tokens = given["batch"] * given["tokens"]
    found = {"seconds": seconds, "tokensPerSecond": tokens / seconds, "withoutSampling": tokens / (seconds - sampling)}
    print(json.dumps(found | {"prompt": read}))


QUIET = llama_cpp.llama_log_callback(lambda *_: None)

if __name__ == "__main__":
    main()
