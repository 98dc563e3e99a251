package io.didact.model.checkpoint;

import io.didact.model.decoder.Complaints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a directory's files call a model's tensors. Some programs put one text before every name
 * ({@code _orig_mod.}, {@code language_model.}), leave out {@code model.}, or store a tied head in
 * place of the embedding that it is.
 *
 * @param body what stands before {@code layers.0.…}, {@code embed_tokens.weight} and {@code
 *     norm.weight}
 * @param head the head's whole name
 * @param headIsEmbedding whether the head serves as the embedding, which is not there
 */
record TensorNames(String body, String head, boolean headIsEmbedding) {
  static final String HEAD = "lm_head.weight";
  static final String EMBEDDING = "model.embed_tokens.weight";

  private static final String BODY = "model.";
  private static final TensorNames STANDARD = new TensorNames(BODY, HEAD, false);

  /**
   * Finds out what files call their tensors.
   *
   * @param stored all names
   * @param tied whether the embedding is the head
   * @throws IllegalArgumentException naming tensors, where there are two of something
   */
  static TensorNames of(Collection<String> stored, boolean tied) {
    SortedMap<String, String> bodies = new TreeMap<>();
    for (String name : stored) {
      beforeBody(name).ifPresent(body -> bodies.putIfAbsent(body, name));
    }
    if (bodies.isEmpty()) {
      return STANDARD;
    }
    if (bodies.size() > 1 && !bodies.containsKey(BODY)) {
      throw severalOf("models, told apart by the beginnings of the names", bodies.values());
    }
    String body = bodies.containsKey(BODY) ? BODY : bodies.firstKey();
    List<String> heads = new ArrayList<>();
    for (String name : stored) {
      if (name.endsWith(HEAD)
          && body.startsWith(name.substring(0, name.length() - HEAD.length()))) {
        heads.add(name);
      }
    }
    if (heads.size() > 1) {
      throw severalOf("heads", heads);
    }
    boolean embedded = stored.contains(body + EMBEDDING.substring(BODY.length()));
    return new TensorNames(
        body, heads.isEmpty() ? HEAD : heads.get(0), tied && !embedded && !heads.isEmpty());
  }

  private static IllegalArgumentException severalOf(String what, Collection<String> names) {
    return new IllegalArgumentException(
        "there are tensors of "
            + names.size()
            + " "
            + what
            + ": "
            + Complaints.join(List.copyOf(names)));
  }

  /** What stands before a name of the body; empty for other names. */
  private static Optional<String> beforeBody(String name) {
    for (int at = 0; ; at = name.indexOf('.', at) + 1) {
      int end = name.length() - at;
      boolean ofBody =
          name.startsWith("layers.", at)
              || end == "norm.weight".length() && name.startsWith("norm.weight", at)
              || end == "embed_tokens.weight".length()
                  && name.startsWith("embed_tokens.weight", at);
      if (ofBody) {
        return Optional.of(name.substring(0, at));
      }
      if (name.indexOf('.', at) < 0) {
        return Optional.empty();
      }
    }
  }

  /** What Didact calls a tensor that is stored under a name. */
  String standard(String stored) {
    if (stored.equals(head)) {
      return headIsEmbedding ? EMBEDDING : HEAD;
    }
    return stored.startsWith(body) ? BODY + stored.substring(body.length()) : stored;
  }

  /** In what way the names are not the standard ones; empty where they are. */
  Optional<String> remark() {
    List<String> odd = new ArrayList<>();
    if (headIsEmbedding) {
      odd.add("there is " + head + " and no " + EMBEDDING + ": the tied head is the embedding");
    }
    if (!body.equals(BODY)) {
      odd.add("the names of tensors begin with `" + body + "` in place of `" + BODY + "`");
    }
    if (!head.equals(HEAD)) {
      odd.add("the head is called " + head);
    }
    return odd.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", odd));
  }
}
