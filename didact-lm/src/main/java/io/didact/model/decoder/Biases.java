package io.didact.model.decoder;

/**
 * Which products of a block add a bias.
 *
 * @param qkv those of queries, keys and values
 * @param output the one after attention ({@code o_proj})
 * @param mlp gate, up and down
 */
public record Biases(boolean qkv, boolean output, boolean mlp) {
  /** No product has one. */
  public static final Biases NONE = new Biases(false, false, false);

  /** Queries, keys and values. */
  public static final Biases QKV = new Biases(true, false, false);

  /** All four products of attention, as Hugging Face's {@code attention_bias} means it. */
  static Biases ofAttention(boolean attention) {
    return new Biases(attention, attention, false);
  }
}
