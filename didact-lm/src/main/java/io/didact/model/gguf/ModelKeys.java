package io.didact.model.gguf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The keys of a file's architecture, without its name before them. */
record ModelKeys(GgufFile file, String architecture) {
  /** What makes another model of it where it is not read; with 0 or false it does not. */
  private static final Set<String> REFUSED =
      Set.of(
          "expert_count",
          "attention.clamp_kqv",
          "attention.max_alibi_bias",
          "attention.scale",
          "attention.sliding_window",
          "attention.temperature_length",
          "attn_logit_softcapping",
          "deepstack_layers",
          "embedding_scale",
          "final_logit_softcapping",
          "logit_scale",
          "pooling_type",
          "residual_scale",
          "router_logit_softcapping",
          "rope.scaling.attn_factor",
          "rope.scaling.yarn_attn_factor",
          "rope.scaling.yarn_ext_factor",
          "rope.scaling.yarn_log_multiplier",
          "swin_norm",
          "use_parallel_residual");

  private static final Set<String> HARMLESS =
      Set.of(
          "attention.causal",
          "expert_used_count",
          "rope.dimension_count",
          "tensor_data_layout",
          "vocab_size");

  private String full(String key) {
    return architecture + "." + key;
  }

  IOException wrong(String complaint) {
    return file.metadata().wrong(complaint);
  }

  boolean has(String key) {
    return file.metadata().has(full(key));
  }

  int integer(String key) throws IOException {
    return file.metadata().integer(full(key));
  }

  int integer(String key, int otherwise) throws IOException {
    return file.metadata().integer(full(key), otherwise);
  }

  double number(String key) throws IOException {
    return file.metadata().number(full(key));
  }

  double number(String key, double otherwise) throws IOException {
    return file.metadata().number(full(key), otherwise);
  }

  String text(String key, String otherwise) throws IOException {
    return file.metadata().text(full(key), otherwise);
  }

  /** Whether a layer has what a list of flags, or every n-th layer lacks (a number), says. */
  boolean[] pattern(String key, int otherwise, int layers) throws IOException {
    boolean[] pattern = new boolean[layers];
    if (file.metadata().value(full(key)) instanceof GgufArray) {
      long[] flags = file.metadata().integers(full(key));
      if (flags.length != layers) {
        throw wrong(full(key) + " has " + flags.length + " items for " + layers + " layers");
      }
      for (int i = 0; i < layers; i++) {
        pattern[i] = flags[i] != 0;
      }
    } else {
      int every = integer(key, otherwise);
      for (int i = 0; i < layers; i++) {
        pattern[i] = every == 0 || (i + 1) % every != 0;
      }
    }
    return pattern;
  }

  /**
   * What nobody has read of these keys, once all else was.
   *
   * @throws IOException where another model would come out without it
   */
  List<String> unread() throws IOException {
    List<String> unread = new ArrayList<>();
    for (String key : file.metadata().unread(architecture + ".")) {
      String name = key.substring(architecture.length() + 1);
      Object value = file.metadata().peek(key);
      boolean neutral =
          Boolean.FALSE.equals(value)
              || (value instanceof Number number && number.doubleValue() == 0);
      if (!neutral && REFUSED.contains(name)) {
        throw wrong("%s is %s, which is not supported".formatted(key, value));
      }
      if (!neutral && !HARMLESS.contains(name)) {
        unread.add(key);
      }
    }
    if (Boolean.FALSE.equals(file.metadata().peek(full("attention.causal")))) {
      throw wrong("attention.causal is false: an encoder, which is not supported");
    }
    return unread;
  }
}
