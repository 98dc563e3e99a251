package io.didact.data.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.data.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearRepeatsTest {
  /**
   * Bigrams of the first text: ab bc cd de. The second has ab bc cd dx: 3 of 5 shared, 0.6. The
   * third has ab bc cd de ef: 4 of 5, 0.8.
   */
  @Test
  void overlapByHand() {
    List<String> texts = List.of("a b c d e", "a b c d x", "A, b: c d e f");
    assertThat(NearRepeats.of(texts, 2, 0.81)).containsExactly(-1, -1, -1);
    assertThat(NearRepeats.of(texts, 2, 0.8)).containsExactly(-1, -1, 0);
    assertThat(NearRepeats.of(texts, 2, 0.6)).containsExactly(-1, 0, 0);
  }

  /** What repeats a repeat is kept: only rows that stay are compared with. */
  @Test
  void repeatsOfRepeats() {
    List<String> texts = List.of("a b c d", "b c d e", "c d e f");
    // by words: 3 of 5 between neighbours, 2 of 6 between the first and the last
    assertThat(NearRepeats.of(texts, 1, 0.6)).containsExactly(-1, 0, -1);
  }

  /** Shorter texts than an n-gram are compared whole; texts without words never. */
  @Test
  void shortTexts() {
    assertThat(NearRepeats.of(List.of("1+1", "1 + 1?", "1-1", "?", "?"), 13, 0.5))
        .containsExactly(-1, 0, -1, -1, -1);
  }

  /** As comparing all pairs, on texts with a common beginning. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 0.5, 0.7, 0.9, 1})
  void asAllPairs(double overlap) {
    SplittableRandom random = Seeds.random(7);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String text =
          random
              .ints(random.nextInt(0, 12), 0, 5)
              .mapToObj(w -> "w" + w)
              .collect(Collectors.joining(" "));
      texts.add(i % 3 == 0 ? "give your final answer " + text : text);
    }
    int[] naive = new int[texts.size()];
    Arrays.fill(naive, -1);
    for (int i = 0; i < naive.length; i++) {
      for (int j = 0; j < i && naive[i] < 0; j++) {
        if (naive[j] < 0 && jaccard(texts.get(i), texts.get(j)) >= overlap - 1e-9) {
          naive[i] = j;
        }
      }
    }
    assertThat(NearRepeats.of(texts, 3, overlap)).isEqualTo(naive);
    assertThat(naive).contains(-1);
    assertThat(Arrays.stream(naive).filter(i -> i >= 0)).isNotEmpty();
  }

  private static double jaccard(String a, String b) {
    Set<Long> first = grams(a);
    Set<Long> both = new HashSet<>(first);
    both.retainAll(grams(b));
    first.addAll(grams(b));
    return first.isEmpty() ? -1 : (double) both.size() / first.size();
  }

  private static Set<Long> grams(String text) {
    return LongStream.of(Words.of(text).grams(3)).boxed().collect(Collectors.toSet());
  }
}
