"""The model families, and the variations of each: what their configurations may ask for.

A family is one entry: its `model_type`, and name of a variation → keys of its config.json that differ from SIZES.
"""

# Small, and no two sizes the same.
SIZES = {
    "vocab_size": 131,
    "hidden_size": 48,
    "intermediate_size": 80,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
    "tie_word_embeddings": False,
    "initializer_range": 0.2,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
}

THETA = {"rope_theta": 10000.0}
LINEAR = {"rope_parameters": {"rope_type": "linear", "factor": 3.0, **THETA}}
LLAMA3 = {
    "rope_parameters": {
        "rope_type": "llama3",
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 32,
        **THETA,
    }
}
YARN = {
    "rope_parameters": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32, **THETA}
}
YARN_TUNED = {
    "rope_parameters": {
        **YARN["rope_parameters"],
        "beta_fast": 20.0,
        "beta_slow": 2.0,
        "attention_factor": 1.3,
        "truncate": False,
    }
}
YARN_MSCALE = {"rope_parameters": {**YARN["rope_parameters"], "mscale": 1.0, "mscale_all_dim": 0.5}}
COMMON = {
    "grouped heads": {},
    "tied": {"tie_word_embeddings": True},
    "all heads": {"num_key_value_heads": 4},
    "one key head": {"num_key_value_heads": 1},
    "theta 1e6": {"rope_parameters": {"rope_type": "default", "rope_theta": 1e6}},
    "linear": LINEAR,
    "llama3": LLAMA3,
    "yarn": YARN,
    "yarn tuned": YARN_TUNED,
    "yarn mscale": YARN_MSCALE,
}

FAMILIES = {
    "llama": COMMON
    | {
        "head_dim": {"head_dim": 20},
        "biases": {"attention_bias": True, "mlp_bias": True},
    },
    "qwen2": COMMON
    | {
        "window": {"use_sliding_window": True, "sliding_window": 9, "max_window_layers": 1},
        "window of some": {
            "use_sliding_window": True,
            "sliding_window": 7,
            "layer_types": ["sliding_attention", "full_attention", "sliding_attention"],
        },
    },
    "qwen3": COMMON
    | {
        "head_dim": {"head_dim": 20},
        "biases": {"head_dim": 12, "attention_bias": True},
        "window": {"use_sliding_window": True, "sliding_window": 9, "max_window_layers": 1},
    },
    "mistral": COMMON
    | {
        "head_dim": {"head_dim": 20, "sliding_window": None},
        "window": {"sliding_window": 9},
        "no window": {"sliding_window": None},
    },
}
