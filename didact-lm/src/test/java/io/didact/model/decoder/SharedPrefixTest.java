package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedPrefixTest {
  /** {@code shared} tokens counted from {@code first} on, then {@code own} ones that differ. */
  private static TokenIds branch(int first, int shared, int mark, int own) {
    return TokenIds.of(
        IntStream.concat(
                IntStream.range(first, first + shared),
                IntStream.range(0, own).map(k -> 10_000 * mark + k))
            .toArray());
  }

  /** 0 and 2 begin with the same 20 tokens; 1 is alone, and longer. */
  @Test
  void twoAlikeAndOneAlone() {
    assertThat(
            SharedPrefix.among(
                List.of(branch(0, 20, 1, 4), branch(500, 0, 2, 40), branch(0, 20, 3, 9))))
        .containsExactly(new SharedPrefix(0, List.of(1)), new SharedPrefix(20, List.of(2, 0)));
  }

  @Test
  void fifteenTokensAreTooFew() {
    assertThat(SharedPrefix.among(List.of(branch(0, 15, 1, 9), branch(0, 15, 2, 9))))
        .containsExactly(new SharedPrefix(0, List.of(0)), new SharedPrefix(0, List.of(1)));
    assertThat(SharedPrefix.among(List.of(branch(0, 16, 1, 9), branch(0, 16, 2, 9))))
        .containsExactly(new SharedPrefix(16, List.of(0, 1)));
  }

  /** Equal sequences, and one that another begins with, keep a last token of their own. */
  @Test
  void everyMemberIsLongerThanWhatIsShared() {
    TokenIds whole = branch(0, 30, 1, 0);
    assertThat(SharedPrefix.among(List.of(whole, whole, whole)))
        .containsExactly(new SharedPrefix(29, List.of(0, 1, 2)));
    assertThat(SharedPrefix.among(List.of(whole.slice(0, 20), whole)))
        .containsExactly(new SharedPrefix(19, List.of(1, 0)));
  }

  /**
   * Two that share 40 tokens save 40. With a third that shares 20 of these all three save 2 · 20 =
   * 40, which is no more: it stays alone. With 21 they save 42: it joins.
   */
  @Test
  void joinsWhereThisSavesMore() {
    TokenIds a = branch(0, 40, 1, 5);
    TokenIds b = branch(0, 40, 2, 5);
    assertThat(SharedPrefix.among(List.of(a, b, branch(0, 20, 3, 9))))
        .containsExactly(new SharedPrefix(40, List.of(0, 1)), new SharedPrefix(0, List.of(2)));
    assertThat(SharedPrefix.among(List.of(a, b, branch(0, 21, 3, 9))))
        .containsExactly(new SharedPrefix(21, List.of(0, 1, 2)));
  }

  @Test
  void nothingAmongNone() {
    assertThat(SharedPrefix.among(List.of())).isEmpty();
  }

  /** Trees of prefixes over three ids, so that much is shared by accident too. */
  @Test
  void eachSequenceOnceAndWhatIsSharedIsEqual() {
    for (int seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<TokenIds> sequences = new ArrayList<>();
      for (int i = random.nextInt(1, 20); i > 0; i--) {
        TokenIds begin =
            sequences.isEmpty() ? TokenIds.EMPTY : sequences.get(random.nextInt(sequences.size()));
        TokenIds own = TokenIds.of(random.ints(random.nextInt(1, 30), 0, 3).toArray());
        sequences.add(TokenIds.concat(begin.slice(0, random.nextInt(begin.size() + 1)), own));
      }
      List<SharedPrefix> found = SharedPrefix.among(sequences);
      assertThat(found.stream().flatMap(prefix -> prefix.members().stream()))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, sequences.size()).boxed().toList());
      for (SharedPrefix prefix : found) {
        TokenIds first = sequences.get(prefix.members().get(0));
        assertThat(prefix.members().size() > 1 || prefix.length() == 0).isTrue();
        int longest = first.size();
        for (int member : prefix.members()) {
          TokenIds ids = sequences.get(member);
          assertThat(ids.size()).isGreaterThan(prefix.length()).isLessThanOrEqualTo(longest);
          assertThat(ids.slice(0, prefix.length())).isEqualTo(first.slice(0, prefix.length()));
          longest = ids.size();
        }
      }
      assertThat(tokens(sequences, found))
          .as("tokens in all, none shared")
          .isLessThanOrEqualTo(sequences.stream().mapToInt(TokenIds::size).sum());
      List<TokenIds> shuffled = new ArrayList<>(sequences);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(tokens(shuffled, SharedPrefix.among(shuffled)))
          .as("whatever their order")
          .isEqualTo(tokens(sequences, found));
    }
  }

  /** Tokens that go through a model. */
  private static int tokens(List<TokenIds> sequences, List<SharedPrefix> prefixes) {
    return prefixes.stream()
        .mapToInt(
            prefix ->
                prefix.length()
                    + prefix.members().stream()
                        .mapToInt(i -> sequences.get(i).size() - prefix.length())
                        .sum())
        .sum();
  }
}
