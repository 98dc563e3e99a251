package io.didact.model.gguf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file's tokens.
 *
 * @param tokens by id
 * @param types what each is, by id
 */
record Vocabulary(Metadata metadata, List<String> tokens, List<TokenType> types) {
  static final String TOKENS = "tokenizer.ggml.tokens";

  /** Control tokens that end a turn, whatever the end id is. */
  private static final Set<String> TURN_ENDS =
      Set.of("<|eot_id|>", "<|im_end|>", "<end_of_turn>", "<|end|>");

  static Vocabulary of(Metadata metadata) throws IOException {
    List<String> tokens = metadata.texts(TOKENS);
    List<TokenType> types = new ArrayList<>();
    String key = "tokenizer.ggml.token_type";
    long[] numbers = metadata.has(key) ? metadata.integers(key) : new long[0];
    if (metadata.has(key) && numbers.length != tokens.size()) {
      throw metadata.wrong(
          "%s has %d items for %d tokens".formatted(key, numbers.length, tokens.size()));
    }
    for (int i = 0; i < tokens.size(); i++) {
      long number = numbers.length == 0 ? TokenType.NORMAL.ordinal() : numbers[i];
      if (number < 0 || number >= TokenType.values().length) {
        throw metadata.wrong("%s[%d] is %d, which is not known".formatted(key, i, number));
      }
      types.add(TokenType.values()[(int) number]);
    }
    return new Vocabulary(metadata, tokens, types);
  }

  int size() {
    return tokens.size();
  }

  /**
   * The token with a part of its own.
   *
   * @param role bos, eos, pad, unk …
   */
  OptionalInt id(String role) throws IOException {
    String key = SpecialIds.key(role);
    int id = metadata.integer(key, -1);
    if (id < 0) {
      return OptionalInt.empty();
    }
    if (id >= size()) {
      throw metadata.wrong("%s is %d, there are %d tokens".formatted(key, id, size()));
    }
    return OptionalInt.of(id);
  }

  /** Ids that end a text or a turn, rising. */
  Set<Integer> endIds() throws IOException {
    Set<Integer> ends = new TreeSet<>();
    for (String role : List.of("eos", "eot")) {
      id(role).ifPresent(ends::add);
    }
    for (int i = 0; i < size(); i++) {
      if (types.get(i) == TokenType.CONTROL && TURN_ENDS.contains(tokens.get(i))) {
        ends.add(i);
      }
    }
    return ends;
  }
}
