package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AskingTest {
  private static List<TaskItem> items(int count) {
    List<TaskItem> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(
          new TaskItem(
              "p" + i,
              "question " + i,
              "right",
              List.of("right", "w1", "w2", "w3"),
              Optional.empty(),
              Optional.empty()));
    }
    return items;
  }

  private static Asking asking(ChoiceOrder order, long seed) {
    return new Asking(
        "{question}\n{choices}",
        Optional.empty(),
        Turns.AUTO,
        List.of(),
        Optional.of(new ChoiceStyle(order, seed, "{letter}) {text}", ", ")),
        Optional.empty());
  }

  /**
   * CPython 3.11: {@code random.seed(42)}, then five times {@code shuffle(list("ABCD"))} gives
   * CBDA, DCAB, BDCA, BCAD, BCDA. With the right choice as A it stands in the places 3, 2, 3, 2, 3.
   */
  @Test
  void shuffledAsPythonDoes() {
    List<Question> questions = asking(ChoiceOrder.SHUFFLED, 42).questions(items(5));
    assertThat(questions.stream().map(Question::expected)).containsExactly("D", "C", "D", "C", "D");
    assertThat(questions.get(0).choices()).containsExactly("w2", "w1", "w3", "right");
    assertThat(questions.get(0).text()).isEqualTo("question 0\nA) w2, B) w1, C) w3, D) right");
  }

  /** The same draws; with the right choice as D it stands in the places 2, 0, 1, 3, 2. */
  @Test
  void shuffledFromTheEnd() {
    assertThat(
            asking(ChoiceOrder.SHUFFLED_LAST, 42).questions(items(5)).stream()
                .map(Question::expected))
        .containsExactly("C", "A", "B", "D", "C");
  }

  /** CPython 3.11: {@code random.seed(1234)}, then {@code randint(0, 3)}: 3, 0, 0, 0, 0, 0. */
  @Test
  void insertedAsPythonDoes() {
    List<Question> questions = asking(ChoiceOrder.INSERTED, 1234).questions(items(6));
    assertThat(questions.stream().map(Question::expected))
        .containsExactly("D", "A", "A", "A", "A", "A");
    assertThat(questions.get(5).choices()).containsExactly("right", "w1", "w2", "w3");
  }

  /** 198 = 4 · 49 + 2: the places have 50, 50, 49, 49. */
  @Test
  void balanced() {
    Map<String, Integer> counts = new HashMap<>();
    for (Question question : asking(ChoiceOrder.BALANCED, 1).questions(items(198))) {
      counts.merge(question.expected(), 1, Integer::sum);
    }
    assertThat(counts.values()).containsExactlyInAnyOrder(50, 50, 49, 49);
  }

  @ParameterizedTest
  @EnumSource
  void everyOrderHasEveryChoiceAndFollowsFromItsSeed(ChoiceOrder order) {
    List<Question> questions = asking(order, 5).questions(items(100));
    for (Question question : questions) {
      assertThat(question.choices()).containsExactlyInAnyOrder("right", "w1", "w2", "w3");
      assertThat(question.choices().get(question.expected().charAt(0) - 'A')).isEqualTo("right");
    }
    assertThat(asking(order, 5).questions(items(100))).isEqualTo(questions);
    assertThat(asking(order, 6).questions(items(100))).isNotEqualTo(questions);
  }

  /** Braces of LaTeX and of questions are left alone. */
  @Test
  void onlyPlacesAreFilled() {
    TaskItem item =
        new TaskItem(
            "p", "{choices} of {question}$", "1", List.of(), Optional.empty(), Optional.empty());
    Asking asking =
        new Asking(
            "\\boxed{} {question}",
            Optional.empty(),
            Turns.AUTO,
            List.of(),
            Optional.empty(),
            Optional.empty());
    assertThat(asking.questions(List.of(item)).get(0).text())
        .isEqualTo("\\boxed{} {choices} of {question}$");
  }

  @Test
  void placesAndChoicesGoTogether() {
    assertThatThrownBy(
            () ->
                new Asking(
                    "{choices}",
                    Optional.empty(),
                    Turns.AUTO,
                    List.of(""),
                    Optional.empty(),
                    Optional.empty()))
        .hasMessage(
            "prompt must have the place {question}; "
                + "prompt must not have the place {choices}: the task has no choices; "
                + "stop must not contain the empty text");
  }
}
