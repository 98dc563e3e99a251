package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.text.QwenTokenizer;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tags that are ordinary text in a real vocabulary, whose tokens merge with their neighbours. */
class StratosFormatTest {
  private static final Problem PROBLEM = new Problem("p", "What is 1+1?", "It is 2.", "2", null);
  private static final String CLOSING = "<|end_of_explanation|>";
  private Tokenizer qwen;
  private TeacherFormat teacher;
  private StudentFormat student;

  @BeforeEach
  void load() {
    qwen = QwenTokenizer.get();
    teacher = new TeacherFormat(TagFormat.stratos(), qwen);
    student = new StudentFormat(TagFormat.stratos(), qwen);
  }

  /** The student's sequence as text, without the prompt. */
  private String studentText(TokenIds think) {
    TokenIds ids = student.sequence(PROBLEM, think).ids();
    return qwen.decode(ids.slice(student.prompt(PROBLEM).size(), ids.size()));
  }

  private static String studentTextOf(String thought) {
    return thought
        + "\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\nIt is 2."
        + "\n\n<|end_of_solution|><|im_end|>";
  }

  @Test
  void promptsEndInTheOpenedTag() {
    assertThat(qwen.decode(teacher.prompt(PROBLEM)))
        .endsWith(
            "What is 1+1?<|im_end|>\n<|im_start|>assistant\n<|begin_of_solution|>\n\nIt is 2."
                + "\n\n<|end_of_solution|>\n\n<|begin_of_explanation|>\n\n");
    assertThat(qwen.decode(student.prompt(PROBLEM)))
        .endsWith("What is 1+1?<|im_end|>\n<|im_start|>assistant\n<|begin_of_thought|>\n\n");
  }

  /** {@code one.\n\n<|end…}: the token {@code .\n\n} holds text and separator and stays. */
  @Test
  void aTokenOfTextAndSeparatorStays() {
    TokenIds dot = qwen.encode(".\n\n");
    assertThat(dot.size()).isEqualTo(1);
    TokenIds sampled = qwen.encode("one.\n\n" + CLOSING);
    Explanation explanation = teacher.thought(sampled);
    assertThat(explanation.think()).isEqualTo(sampled.slice(0, 2));
    assertThat(explanation.think().slice(1, 2)).isEqualTo(dot);
    assertThat(explanation.text()).isEqualTo("one.");
    assertThat(studentText(explanation.think())).isEqualTo(studentTextOf("one."));
  }

  /** {@code one\n\n<|end…}: the token {@code \n\n} is nothing but separator and goes. */
  @Test
  void aTokenOfSeparatorAloneGoes() {
    Explanation explanation = teacher.thought(qwen.encode("one\n\n" + CLOSING));
    assertThat(explanation).isEqualTo(new Explanation(qwen.encode("one"), true, "one"));
    assertThat(studentText(explanation.think())).isEqualTo(studentTextOf("one"));
  }

  /** {@code .<} is one token; it belongs to the tag, and its dot is lost to both views. */
  @Test
  void aTokenOfTextAndTagBelongsToTheTag() {
    assertThat(qwen.encode(".<").size()).isEqualTo(1);
    Explanation explanation = teacher.thought(qwen.encode("one." + CLOSING));
    assertThat(explanation).isEqualTo(new Explanation(qwen.encode("one"), true, "one"));
  }

  @Test
  void newlinesBeyondTheSeparatorAreText() {
    Explanation explanation = teacher.thought(qwen.encode("one\n\n\n" + CLOSING));
    assertThat(studentText(explanation.think())).isEqualTo(studentTextOf(explanation.text()));
    assertThat(explanation.text()).isEqualTo("one\n");
  }

  @Test
  void anEmptyThoughtIsLegal() {
    for (String completion : List.of(CLOSING, "\n\n" + CLOSING)) {
      assertThat(teacher.thought(qwen.encode(completion)))
          .isEqualTo(new Explanation(TokenIds.EMPTY, true, ""));
    }
    assertThat(studentText(TokenIds.EMPTY)).isEqualTo(studentTextOf(""));
  }

  @Test
  void aMissingTagLeavesOutOnlyTheEndOfTurn() {
    assertThat(teacher.thought(qwen.encode("one\n\n<|im_end|>")))
        .isEqualTo(new Explanation(qwen.encode("one\n\n"), false, "one"));
    assertThat(teacher.thought(qwen.encode("one <|end_of_")))
        .isEqualTo(new Explanation(qwen.encode("one <|end_of_"), false, "one <|end_of_"));
  }

  /** The dot and the newlines after it are one token in text that a model has read. */
  @Test
  void solutionTokensAreThoseOfNaturalText() {
    ScoringSequence sequence = student.sequence(PROBLEM, qwen.encode("one"));
    assertThat(sequence.ids().slice(sequence.solution())).isEqualTo(qwen.encode("It is 2.\n\n"));
    assertThat(qwen.decode(sequence.ids().slice(sequence.think()))).isEqualTo("one");
    Problem bare = new Problem("p", "q", "two", null, null);
    ScoringSequence bareSequence = student.sequence(bare, TokenIds.EMPTY);
    assertThat(bareSequence.ids().slice(bareSequence.solution())).isEqualTo(qwen.encode("two"));
  }

  @Test
  void anExampleReadsBackAsAFormattedAnswer() {
    Problem traced = PROBLEM.withTrace("1 and 1 more.\n\nThat is 2.");
    LabelledSequence example = student.example(traced);
    assertThat(student.parse(example.ids().slice(example.loss())))
        .isEqualTo(new StudentAnswer(true, "1 and 1 more.\n\nThat is 2.", "It is 2."));
    LabelledSequence lesson = teacher.example(traced);
    assertThat(qwen.decode(lesson.ids().slice(lesson.loss())))
        .isEqualTo("1 and 1 more.\n\nThat is 2.\n\n<|end_of_explanation|>");
    Explanation explanation = teacher.thought(lesson.ids().slice(lesson.loss()));
    assertThat(example).isEqualTo(student.example(traced, explanation.think()));
  }
}
