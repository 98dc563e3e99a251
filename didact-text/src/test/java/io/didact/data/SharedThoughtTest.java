package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.text.QwenTokenizer;
import io.didact.text.RandomText;
import io.didact.text.SyntheticTokenizers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is sampled, both views hold the same think ids; between them and the closing tag's first
 * token stands nothing but separator; and the student's text is the thought in its tags.
 */
class SharedThoughtTest {
  /** Explanations with the tags of Stratos and the vocabulary of Qwen2.5. */
  private static final int EXPLANATIONS = Integer.getInteger("didact.test.explanations", 20_000);

  /** Explanations for each of the other formats and vocabularies. */
  private static final int FEWER = 2_000;

  static Stream<TagFormat> formats() {
    return Stream.of(
        TagFormat.stratos(),
        TagFormat.r1(),
        plain(TagFormat.r1(), "", "\n"),
        plain(TagFormat.r1(), "\n---\n", "\n"));
  }

  /** The same tags without system texts, with other separators. */
  private static TagFormat plain(TagFormat tags, String inner, String between) {
    return new TagFormat(
        "plain",
        "",
        "",
        "{question}\n",
        "{question}\n",
        tags.solution(),
        tags.explanation(),
        tags.thought(),
        inner,
        between,
        tags.endOfTurn(),
        Turns.LITERAL);
  }

  /** Without system texts, which are the same each time: this is about what follows them. */
  @Test
  void manyExplanationsOfQwenWithTheTagsOfStratos() {
    new Views(plain(TagFormat.stratos(), "\n\n", "\n\n"), QwenTokenizer.get(), 7)
        .tryCompletions(EXPLANATIONS);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void anyCompletionOfQwen(TagFormat format) {
    new Views(format, QwenTokenizer.get(), 8).tryCompletions(FEWER);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void anyCompletionOfASmallByteLevelVocabulary(TagFormat format) {
    new Views(format, SyntheticTokenizers.byteLevel(), 9).tryCompletions(FEWER);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void anyCompletionOfVocabulariesThatPutASpaceBeforeAText(TagFormat format) {
    new Views(format, SyntheticTokenizers.llama2(), 10).tryCompletions(FEWER);
    new Views(format, SyntheticTokenizers.unigram(), 11).tryCompletions(FEWER);
  }

  /** Tags that end in what they begin with, and all there is of a tag again and again. */
  @Test
  void longCompletionsAreCutAsShortOnesAre() {
    Tokenizer tokenizer = SyntheticTokenizers.byteLevel();
    TeacherFormat teacher = new TeacherFormat(TagFormat.stratos(), tokenizer);
    StudentFormat student = new StudentFormat(TagFormat.stratos(), tokenizer);
    Problem problem = new Problem("p", "q", "s", null, null);
    for (String piece : List.of("<|end_of_explanation|", "<", "\n", "<|im_end|>", "a")) {
      String text = piece.repeat(100_000 / piece.length());
      TokenIds ids = tokenizer.encode(text);
      Explanation open = teacher.thought(ids);
      assertThat(open.closed()).isFalse();
      TokenIds closed = TokenIds.concat(ids, tokenizer.encode("." + teacher.closingTag()));
      Explanation explanation = teacher.thought(closed);
      assertThat(explanation.closed()).isEqualTo(!piece.equals("<|im_end|>"));
      assertThat(explanation.think()).isEqualTo(closed.slice(0, explanation.think().size()));
      ScoringSequence sequence = student.sequence(problem, explanation.think());
      assertThat(sequence.ids().slice(sequence.think())).isEqualTo(explanation.think());
      student.parse(closed);
    }
  }

  private static final class Views {
    private final TagFormat format;
    private final Tokenizer tokenizer;
    private final TeacherFormat teacher;
    private final StudentFormat student;
    private final SplittableRandom random;
    private final String closing;
    private final List<String> tags;
    private int trials;

    Views(TagFormat format, Tokenizer tokenizer, long seed) {
      this.format = format;
      this.tokenizer = tokenizer;
      this.teacher = new TeacherFormat(format, tokenizer);
      this.student = new StudentFormat(format, tokenizer);
      this.random = new SplittableRandom(seed);
      this.closing = format.explanation().close();
      this.tags =
          List.of(
              closing,
              closing.substring(0, closing.length() / 2),
              format.explanation().open(),
              format.thought().close(),
              format.solution().open(),
              format.solution().close(),
              format.inner(),
              ".\n\n<|",
              "|>\n\n",
              "<|im_end|>",
              "<|endoftext|>",
              "</s>");
    }

    void tryCompletions(int trials) {
      for (int i = 0; i < trials; i++) {
        check(
            completion(),
            RandomText.next(random, 2, tags) + "2" + RandomText.next(random, 2, tags));
      }
    }

    private TokenIds completion() {
      String text = RandomText.next(random, 12, tags);
      return switch (random.nextInt(7)) {
        case 0 -> tokenizer.encodeContinuation(text);
        case 1 -> tokenizer.encodeContinuation(text + closing);
        case 2 -> teacher.target(text);
        case 3 -> anyIds();
        case 4 -> TokenIds.concat(anyIds(), teacher.target("."));
        case 5 -> inPieces(text + format.inner() + closing + RandomText.next(random, 3, tags));
        default -> inPieces(text + format.endOfTurn() + closing);
      };
    }

    /** Ids in an order that the tokenizer would not choose, many of them parts of characters. */
    private TokenIds anyIds() {
      int bound = random.nextBoolean() ? 256 : tokenizer.size();
      return TokenIds.of(random.ints(random.nextInt(8), 0, bound).toArray());
    }

    /** A text cut anywhere, tags too, and each piece encoded alone. */
    private TokenIds inPieces(String text) {
      List<TokenIds> pieces = new ArrayList<>();
      int[] characters = text.codePoints().toArray();
      for (int at = 0; at < characters.length; ) {
        int end = Math.min(characters.length, at + 1 + random.nextInt(12));
        pieces.add(tokenizer.encodeContinuation(new String(characters, at, end - at)));
        at = end;
      }
      return TokenIds.concat(pieces);
    }

    private void check(TokenIds completion, String solution) {
      Explanation explanation = teacher.thought(completion);
      TokenIds think = explanation.think();
      String end = firstEnd(latin1(completion));
      int tag = latin1(completion).indexOf(closing);

      assertThat(explanation.closed()).isEqualTo(end.equals(closing));
      assertThat(explanation.tagged()).isEqualTo(end.equals(format.thought().close()));
      format.thoughtEnds().forEach(each -> assertThat(latin1(think)).doesNotContain(each));
      assertThat(completion.slice(0, think.size())).isEqualTo(think);
      assertThat(latin1(think)).doesNotContain(closing);
      if (explanation.closed()) {
        int tagTokens = firstTokenBeyond(completion, tag);
        assertThat(format.inner()).contains(latin1(completion.slice(think.size(), tagTokens)));
      }

      Problem problem = new Problem("p", "What is 1+1?", solution, "2", null);
      ScoringSequence sequence = student.sequence(problem, think);
      TokenIds ids = sequence.ids();
      assertThat(ids.slice(sequence.think())).isEqualTo(think);
      assertThat(tokenizer.decode(ids.slice(0, sequence.think().start())))
          .endsWith(format.thought().open() + format.inner());
      assertThat(normal(tokenizer.decode(ids.slice(sequence.think().start(), ids.size()))))
          .isEqualTo(
              normal(
                  explanation.text()
                      + format.inner()
                      + format.thought().close()
                      + format.between()
                      + format.section(format.solution(), solution)
                      + format.endOfTurn()));
      String written = normal(tokenizer.decode(ids.slice(sequence.solution())));
      assertThat(written).startsWith(normal(solution));
      assertThat(format.inner()).startsWith(written.substring(normal(solution).length()));

      if (trials++ % 8 == 0) {
        checkLessons(problem, explanation, sequence);
      }
      student.parse(completion);
      student.think(explanation.text());
    }

    /** What is learned from a trace is what was scored, span for span, also where text is lost. */
    private void checkLessons(Problem problem, Explanation explanation, ScoringSequence sequence) {
      TokenIds think = explanation.think();
      Problem trace =
          new Problem(
              problem.id(),
              problem.question(),
              problem.solution(),
              problem.answer(),
              explanation.text(),
              think);
      assertThat(student.hasOtherIds(trace)).isFalse();
      LabelledSequence lesson = student.example(trace);
      assertThat(lesson.ids()).isEqualTo(sequence.ids());
      assertThat(lesson.loss())
          .isEqualTo(new TokenSpan(sequence.think().start(), lesson.ids().size()));
      LabelledSequence teachers = teacher.example(trace);
      TokenIds written = teachers.ids().slice(teachers.loss());
      assertThat(written.slice(0, think.size())).isEqualTo(think);
      assertThat(latin1(written)).endsWith(closing);
    }

    /** Of the texts that end a thought the one that comes first. */
    private String firstEnd(String text) {
      return format.thoughtEnds().stream()
          .filter(text::contains)
          .min(Comparator.comparing(text::indexOf))
          .orElse("");
    }

    /** What a normalizer and SentencePiece's mark for a space leave of a text. */
    private static String normal(String text) {
      return Normalizer.normalize(text, Normalizer.Form.NFC).replace('▁', ' ');
    }

    private int firstTokenBeyond(TokenIds ids, int bytes) {
      int token = 0;
      for (int at = 0; token < ids.size(); token++) {
        at += tokenizer.bytes(ids.get(token)).length;
        if (at > bytes) {
          break;
        }
      }
      return token;
    }

    /** The bytes as characters one to one, so that halves of characters can be compared. */
    private String latin1(TokenIds ids) {
      return new String(tokenizer.bytes(ids), StandardCharsets.ISO_8859_1);
    }
  }
}
