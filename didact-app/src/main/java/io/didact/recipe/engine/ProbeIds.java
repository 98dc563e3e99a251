package io.didact.recipe.engine;

import io.didact.recipe.model.LoadedModel;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Ids from all over a vocabulary, which no text has. */
final class ProbeIds {
  private ProbeIds() {}

  /** Ids of plain tokens, at equal distances. */
  static TokenIds of(LoadedModel model, int count) throws IOException {
    int size = model.words().map(Tokenizer::size).orElse(model.vocabSize());
    int known = Math.min(size, model.vocabSize());
    Set<Integer> ends = new HashSet<>(model.checkpoint().endIds());
    IntPredicate plain =
        id ->
            !ends.contains(id)
                && model.words().map(words -> words.has(id) && !words.isSpecial(id)).orElse(true);
    return TokenIds.of(
        IntStream.range(0, count)
            .map(
                i ->
                    IntStream.range((int) ((long) i * known / count), known)
                        .filter(plain)
                        .findFirst()
                        .orElse(0))
            .toArray());
  }
}
