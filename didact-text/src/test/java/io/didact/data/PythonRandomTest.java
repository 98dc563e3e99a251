package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All numbers are what CPython 3.11.7 printed after {@code random.seed(seed)}. */
class PythonRandomTest {
  @Test
  void bits() {
    PythonRandom random = new PythonRandom(42);
    assertThat(IntStream.range(0, 5).mapToLong(i -> random.bits(32)))
        .containsExactly(2746317213L, 478163327L, 107420369L, 3184935163L, 1181241943L);
  }

  /**
   * After each seed: {@code shuffle(list(range(4)))}, {@code shuffle(list(range(10)))}, six times
   * {@code randint(0, 3)}, {@code getrandbits(32)}, from one generator.
   */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      textBlock =
          """
          0,                  2 0 1 3, 1 0 9 5 6 2 3 7 8 4, 1 2 1 0 2 1, 1332073689
          1,                  3 0 2 1, 8 2 0 9 5 3 6 7 1 4, 3 0 3 3 0 3, 1143881027
          42,                 2 1 3 0, 8 1 7 6 4 0 5 2 9 3, 0 0 0 1 1 0, 2410529190
          -7,                 3 1 0 2, 3 6 5 7 9 4 2 8 1 0, 3 3 0 1 0 3, 253877686
          2147483648,         3 0 1 2, 5 4 0 3 7 6 2 8 9 1, 1 2 2 3 1 3, 2382779411
          4294967296,         3 2 1 0, 1 2 7 8 3 4 6 5 9 0, 3 2 2 3 3 3, 692137488
          1099511640121,      3 0 1 2, 5 3 4 7 9 6 1 2 8 0, 2 3 2 1 0 3, 4000486214
          123456789012345678, 1 0 2 3, 0 8 1 3 4 7 6 5 9 2, 0 2 2 2 2 0, 1843219082
          """)
  void drawsAsPython(long seed, String four, String ten, String integers, long last) {
    PythonRandom random = new PythonRandom(seed);
    assertThat(shuffled(random, 4)).isEqualTo(four);
    assertThat(shuffled(random, 10)).isEqualTo(ten);
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      drawn.add(random.below(4));
    }
    assertThat(text(drawn)).isEqualTo(integers);
    assertThat(random.bits(32)).isEqualTo(last);
  }

  /** A list that is longer than the state of the generator, which is renewed on the way. */
  @Test
  void longShuffle() {
    List<Integer> list = new ArrayList<>(IntStream.range(0, 1000).boxed().toList());
    new PythonRandom(7).shuffle(list);
    assertThat(list.subList(0, 10))
        .containsExactly(878, 857, 349, 313, 382, 850, 927, 194, 261, 946);
    assertThat(list.subList(995, 1000)).containsExactly(666, 404, 154, 970, 331);
  }

  @Test
  void refusesWhatHasNoMeaning() {
    assertThatThrownBy(() -> new PythonRandom(1).below(0)).hasMessageContaining("was 0");
    assertThatThrownBy(() -> new PythonRandom(1).bits(33)).hasMessageContaining("was 33");
  }

  private static String shuffled(PythonRandom random, int size) {
    List<Integer> list = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    random.shuffle(list);
    return text(list);
  }

  private static String text(List<Integer> list) {
    return String.join(" ", list.stream().map(String::valueOf).toList());
  }
}
