package io.didact.model.gguf;

/** The keys of tokens with a part of their own. */
final class SpecialIds {
  private SpecialIds() {}

  /**
   * @param role bos, eos, pad, unk, eot …
   */
  static String key(String role) {
    String name =
        switch (role) {
          case "pad" -> "padding";
          case "unk" -> "unknown";
          default -> role;
        };
    return "tokenizer.ggml." + name + "_token_id";
  }
}
