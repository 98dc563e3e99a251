package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.didact.text.CharacterTokenizer;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.text.Tokenizer;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The small format, where everything can be counted by hand: one token per character, one per tag,
 * no separators.
 */
class SmallFormatTest {
  private static final Tokenizer TOKENIZER = CharacterTokenizer.small().tokenizer();
  private static final TeacherFormat TEACHER = new TeacherFormat(TagFormat.small(), TOKENIZER);
  private static final StudentFormat STUDENT = new StudentFormat(TagFormat.small(), TOKENIZER);
  private static final Problem PROBLEM = new Problem("p", "9a+4", "3", null, "a9+4=3.");

  private static TokenIds ids(String text) {
    return TOKENIZER.encode(text);
  }

  @Test
  void teacherSeesQuestionSolutionAndTheOpenedTag() {
    assertThat(TOKENIZER.decode(TEACHER.prompt(PROBLEM))).isEqualTo("<T>9a+4<s>3</s><e>");
    assertThat(TOKENIZER.decode(TEACHER.target("a9+4=3."))).isEqualTo("a9+4=3.</e>");
    assertThat(TEACHER.closingTag()).isEqualTo("</e>");
  }

  /** Prompt: {@code <T> 9 a + 4 <s> 3 </s> <e>}, 9 tokens; target: 7 characters and a tag. */
  @Test
  void teacherLearnsTheExplanationAndItsClosingTag() {
    LabelledSequence example = TEACHER.example(PROBLEM);
    assertThat(TOKENIZER.decode(example.ids())).isEqualTo("<T>9a+4<s>3</s><e>a9+4=3.</e>");
    assertThat(example.loss()).isEqualTo(new TokenSpan(9, 17));
  }

  /**
   * {@code <S> 9 a + 4 <t>} are 6 tokens, so think is [6, 13); {@code </t> <s>} are 2, so the
   * solution is [15, 16); {@code </s> <end>} end the sequence at 18.
   */
  @Test
  void studentIsScoredOnTheSplicedThought() {
    ScoringSequence sequence = STUDENT.sequence(PROBLEM, ids("a9+4=3."));
    assertThat(TOKENIZER.decode(sequence.ids())).isEqualTo("<S>9a+4<t>a9+4=3.</t><s>3</s><end>");
    assertThat(sequence.think()).isEqualTo(new TokenSpan(6, 13));
    assertThat(sequence.solution()).isEqualTo(new TokenSpan(15, 16));
    assertThat(sequence.ids().size()).isEqualTo(18);
  }

  @Test
  void studentLearnsAllAfterItsPrompt() {
    LabelledSequence example = STUDENT.example(PROBLEM);
    assertThat(example).isEqualTo(STUDENT.example(PROBLEM, ids("a9+4=3.")));
    assertThat(example.loss()).isEqualTo(new TokenSpan(6, 18));
    assertThat(example.ids().slice(0, 6)).isEqualTo(STUDENT.prompt(PROBLEM));
    LabelledSequence noThought = STUDENT.example(PROBLEM, TokenIds.EMPTY);
    assertThat(TOKENIZER.decode(noThought.ids().slice(noThought.loss())))
        .isEqualTo("</t><s>3</s><end>");
  }

  @Test
  void theFirstClosingTagEndsTheExplanation() {
    assertThat(TEACHER.thought(ids("a9.</e>bc</e>")))
        .isEqualTo(new Explanation(ids("a9."), true, "a9."));
  }

  @Test
  void otherTagsAreText() {
    String text = "<e><s>1</s><t><T><S>";
    assertThat(TEACHER.thought(ids(text + "</e>")))
        .isEqualTo(new Explanation(ids(text), true, text));
    ScoringSequence sequence = STUDENT.sequence(PROBLEM, ids(text));
    assertThat(sequence.ids().slice(sequence.think())).isEqualTo(ids(text));
    assertThat(TOKENIZER.decode(sequence.ids().slice(sequence.solution()))).isEqualTo("3");
  }

  @Test
  void withoutAClosingTagTheThoughtRunsToTheEndOfTurn() {
    assertThat(TEACHER.thought(ids("a9"))).isEqualTo(new Explanation(ids("a9"), false, "a9"));
    assertThat(TEACHER.thought(ids("a9<end>"))).isEqualTo(new Explanation(ids("a9"), false, "a9"));
    assertThat(TEACHER.thought(ids("a9<end><pad>")))
        .isEqualTo(new Explanation(ids("a9"), false, "a9"));
  }

  /**
   * What would end the thought for the student ends it for both, and the teacher has not closed.
   */
  @Test
  void whatEndsTheStudentsThoughtEndsTheExplanation() {
    assertThat(TEACHER.thought(ids("a9</t>bc</e>")))
        .isEqualTo(new Explanation(ids("a9"), false, true, "a9"));
    assertThat(TEACHER.thought(ids("</t></e>")))
        .isEqualTo(new Explanation(TokenIds.EMPTY, false, true, ""));
    assertThat(TEACHER.thought(ids("a9</e>bc</t>")))
        .isEqualTo(new Explanation(ids("a9"), true, "a9"));
    assertThat(TEACHER.thought(ids("a<end>9</e>")))
        .isEqualTo(new Explanation(ids("a"), false, "a"));
    assertThat(TEACHER.thought(ids("a<end>9</t><end>")))
        .isEqualTo(new Explanation(ids("a"), false, "a"));
    assertThat(TEACHER.stops()).containsExactly("</e>", "</t>", "<end>");
    for (String trace : List.of("a9</t>bc", "a9</e>bc", "a9<end>bc", "a9</t></e>")) {
      assertThat(STUDENT.think(trace)).isEqualTo(ids("a9"));
      assertThat(STUDENT.example(PROBLEM.withTrace(trace)))
          .isEqualTo(STUDENT.example(PROBLEM, ids("a9")));
      assertThat(TEACHER.example(PROBLEM.withTrace(trace)))
          .isEqualTo(TEACHER.example(PROBLEM.withTrace("a9")));
      assertThat(TagFormat.small().endsThought(trace)).isTrue();
    }
    assertThat(TagFormat.small().endsThought("<t>a9<s></s>")).isFalse();
    assertThat(TagFormat.small().endsSolution("3</s>")).isTrue();
    assertThat(TagFormat.small().endsSolution("3<end>")).isTrue();
    assertThat(TagFormat.small().endsSolution("<s>3</t>")).isFalse();
  }

  /** The ids hold where they write the trace; a text that was changed afterwards goes first. */
  @Test
  void tracesAreTaughtAsTheyWereSampled() {
    Problem sampled = new Problem("p", PROBLEM.question(), "3", null, "a9", ids("a9"));
    assertThat(STUDENT.hasOtherIds(sampled)).isFalse();
    assertThat(STUDENT.example(sampled)).isEqualTo(STUDENT.example(PROBLEM, ids("a9")));
    for (TokenIds others : List.of(ids("a8"), TokenIds.EMPTY, TokenIds.of(1_000_000), ids("a9a"))) {
      Problem edited = new Problem("p", PROBLEM.question(), "3", null, "a9", others);
      assertThat(STUDENT.hasOtherIds(edited)).isTrue();
      assertThat(STUDENT.example(edited)).isEqualTo(STUDENT.example(PROBLEM, ids("a9")));
    }
    assertThat(STUDENT.hasOtherIds(PROBLEM.withTrace("a9"))).isFalse();
  }

  @Test
  void anEmptyThoughtIsLegal() {
    Explanation closed = new Explanation(TokenIds.EMPTY, true, "");
    assertThat(TEACHER.thought(ids("</e>"))).isEqualTo(closed);
    assertThat(TEACHER.thought(TEACHER.target(""))).isEqualTo(closed);
    assertThat(TEACHER.thought(TokenIds.EMPTY))
        .isEqualTo(new Explanation(TokenIds.EMPTY, false, ""));
    assertThat(TEACHER.thought(ids("<end>"))).isEqualTo(new Explanation(TokenIds.EMPTY, false, ""));
    ScoringSequence sequence = STUDENT.sequence(PROBLEM, TokenIds.EMPTY);
    assertThat(sequence.think()).isEqualTo(new TokenSpan(6, 6));
    assertThat(sequence.solution()).isEqualTo(new TokenSpan(8, 9));
  }

  @Test
  void readsAnAnswer() {
    assertThat(STUDENT.parse(ids("a9+4=3.</t><s>3</s><end>")))
        .isEqualTo(new StudentAnswer(true, "a9+4=3.", "3"));
    assertThat(STUDENT.parse(ids("</t><s></s>"))).isEqualTo(new StudentAnswer(true, "", ""));
    assertThat(STUDENT.parse(ids("a</t>b<s>3</s>c<end>d")))
        .isEqualTo(new StudentAnswer(true, "a", "3"));
    assertThat(STUDENT.stops()).containsExactly("<end>");
  }

  @Test
  void whatIsMissingMakesAnAnswerUnformatted() {
    assertThat(STUDENT.parse(TokenIds.EMPTY)).isEqualTo(new StudentAnswer(false, "", ""));
    assertThat(STUDENT.parse(ids("a<s>3</s>")))
        .isEqualTo(new StudentAnswer(false, "a<s>3</s>", ""));
    assertThat(STUDENT.parse(ids("a</t>3</s><end>"))).isEqualTo(new StudentAnswer(false, "a", ""));
    assertThat(STUDENT.parse(ids("a</t><s>3<end>"))).isEqualTo(new StudentAnswer(false, "a", "3"));
    assertThat(STUDENT.parse(ids("a</t></s><s>3"))).isEqualTo(new StudentAnswer(false, "a", "3"));
  }

  @Test
  void aTraceIsNeededToLearnFrom() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEACHER.example(PROBLEM.withTrace(null)))
        .withMessageContaining("problem p has no trace");
  }

  @Test
  void aTokenizerThatLacksTheTagsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TeacherFormat(TagFormat.stratos(), TOKENIZER))
        .withMessageContaining("cannot write '<|begin_of_solution|>' of tag format stratos")
        .withMessageContaining("U+003C");
  }
}
