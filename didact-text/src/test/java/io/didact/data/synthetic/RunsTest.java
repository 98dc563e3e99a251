package io.didact.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.data.Seeds;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RunsTest {
  /** 7-6 = 1; 2·5 = 10 → 0, 0-7 → 3. */
  @Test
  void lettersGoOn() {
    Runs runs = new Runs(0, List.of(Chain.parse("7a-6"), Chain.parse("2a*5b-7")));
    assertThat(runs.question()).isEqualTo("7a-6;2b*5c-7");
    assertThat(runs.explained()).isEqualTo(new Explained("step a7-6=1;b2*5=0,c0-7=3.", "1;3"));
  }

  @Test
  void lettersMayBeginAnywhere() {
    Runs runs = new Runs(2, List.of(Chain.parse("7a-6b+4")));
    assertThat(runs.question()).isEqualTo("7c-6d+4");
    assertThat(runs.explained()).isEqualTo(new Explained("step c7-6=1,d1+4=5.", "5"));
  }

  /** Runs of at most three operations, five steps in all, letters in their order up to e. */
  @Test
  void areShort() {
    SplittableRandom random = Seeds.random(1);
    TreeSet<Integer> steps = new TreeSet<>();
    TreeSet<String> alone = new TreeSet<>();
    for (int i = 0; i < 2000; i++) {
      Runs compound = Runs.compound(random);
      List<String> questions = List.of(compound.question().split(";"));
      assertThat(questions).hasSizeGreaterThan(1).allMatch(q -> q.matches("\\d(\\D\\D\\d){1,3}"));
      String letters = compound.question().replaceAll("[^a-z]", "");
      assertThat("abcde").startsWith(letters);
      steps.add(letters.length());
      assertThat(Reader.wrongEquations(compound.explained().text())).isEmpty();
      assertThat(compound.explained().conclusion()).isEqualTo(results(questions));

      Runs one = Runs.shortChain(random);
      assertThat(one.question()).matches("\\d(\\D\\D\\d){1,3}");
      assertThat(one.explained().conclusion()).isEqualTo(results(List.of(one.question())));
      alone.add(one.question().replaceAll("[^a-z]", ""));
    }
    assertThat(steps).containsExactly(2, 3, 4, 5);
    assertThat(alone)
        .containsExactly("a", "ab", "abc", "b", "bc", "bcd", "c", "cd", "cde", "d", "de", "e");
  }

  private static String results(List<String> questions) {
    return questions.stream()
        .map(question -> String.valueOf(Reader.value(question.replaceAll("[a-z]", ""))))
        .collect(Collectors.joining(";"));
  }
}
