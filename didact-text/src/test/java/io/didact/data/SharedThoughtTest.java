package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.text.QwenTokenizer;
import io.didact.text.RandomText;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is sampled, both views hold the same think ids; between them and the closing tag's first
 * token stands nothing but separator; and the student's text is the thought in its tags.
 */
class SharedThoughtTest {
  private static final Problem PROBLEM = new Problem("p", "What is 1+1?", "It is 2.", "2", null);

  /** Number of completions per format. */
  private static final int TRIALS = Integer.getInteger("didact.test.completions", 5_000);

  static Stream<TagFormat> formats() {
    return Stream.of(
        TagFormat.stratos(), TagFormat.r1(), withSeparator(""), withSeparator("\n---\n"));
  }

  private static TagFormat withSeparator(String inner) {
    return new TagFormat(
        "separator '" + inner.replace("\n", "\\n") + "'",
        "",
        "",
        "{question}\n",
        "{question}\n",
        new TagPair("<solution>", "</solution>"),
        new TagPair("<explanation>", "</explanation>"),
        new TagPair("<think>", "</think>"),
        inner,
        "\n",
        "<|im_end|>");
  }

  @ParameterizedTest
  @MethodSource("formats")
  void anyCompletionGivesTheSameThoughtInBothViews(TagFormat format) {
    new Views(format, QwenTokenizer.get()).tryCompletions(TRIALS);
  }

  private record Views(
      TagFormat format, Tokenizer qwen, TeacherFormat teacher, StudentFormat student) {
    Views(TagFormat format, Tokenizer qwen) {
      this(format, qwen, new TeacherFormat(format, qwen), new StudentFormat(format, qwen));
    }

    void tryCompletions(int trials) {
      SplittableRandom random = new SplittableRandom(7);
      String closing = format.explanation().close();
      List<String> tags =
          List.of(
              closing,
              closing.substring(0, closing.length() / 2),
              format.explanation().open(),
              format.thought().close(),
              format.solution().open(),
              format.solution().close(),
              format.inner(),
              "<|im_end|>",
              "<|endoftext|>");
      for (int i = 0; i < trials; i++) {
        String text = RandomText.next(random, 12, tags);
        check(
            switch (random.nextInt(4)) {
              case 0 -> qwen.encode(text);
              case 1 -> qwen.encode(text + closing);
              case 2 -> teacher.target(text);
              default -> anyIds(random);
            });
      }
    }

    /** Ids in an order that the tokenizer would not choose, as a model may sample them. */
    private TokenIds anyIds(SplittableRandom random) {
      TokenIds noise = TokenIds.of(random.ints(random.nextInt(8), 0, qwen.size()).toArray());
      return random.nextBoolean() ? noise : TokenIds.concat(noise, teacher.target("."));
    }

    private void check(TokenIds completion) {
      Explanation explanation = teacher.parse(completion);
      TokenIds think = explanation.think();
      String closing = format.explanation().close();
      int tag = latin1(completion).indexOf(closing);

      assertThat(explanation.closed()).isEqualTo(tag >= 0);
      assertThat(completion.slice(0, think.size())).isEqualTo(think);
      assertThat(latin1(think)).doesNotContain(closing);
      if (explanation.closed()) {
        int tagTokens = firstTokenBeyond(completion, tag);
        assertThat(format.inner()).contains(latin1(completion.slice(think.size(), tagTokens)));
      }

      ScoringSequence sequence = student.sequence(PROBLEM, think);
      TokenIds ids = sequence.ids();
      assertThat(ids.slice(sequence.think())).isEqualTo(think);
      assertThat(qwen.decode(ids.slice(0, sequence.think().start())))
          .endsWith(format.thought().open() + format.inner());
      assertThat(qwen.decode(ids.slice(sequence.think().start(), ids.size())))
          .isEqualTo(
              explanation.text()
                  + format.inner()
                  + format.thought().close()
                  + format.between()
                  + format.section(format.solution(), PROBLEM.solution())
                  + format.endOfTurn());
      String solution = qwen.decode(ids.slice(sequence.solution()));
      assertThat(solution).startsWith(PROBLEM.solution());
      assertThat(format.inner()).startsWith(solution.substring(PROBLEM.solution().length()));

      student.parse(completion);
      student.think(explanation.text());
    }

    private int firstTokenBeyond(TokenIds ids, int bytes) {
      int token = 0;
      for (int at = 0; token < ids.size(); token++) {
        at += qwen.bytes(ids.get(token)).length;
        if (at > bytes) {
          break;
        }
      }
      return token;
    }

    /** The bytes as characters one to one, so that halves of characters can be compared. */
    private String latin1(TokenIds ids) {
      return new String(qwen.bytes(ids), StandardCharsets.ISO_8859_1);
    }
  }
}
