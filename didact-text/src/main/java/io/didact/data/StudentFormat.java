package io.didact.data;

import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.text.Tokenizer;
import java.util.List;
import java.util.Optional;

/**
 * A problem as the student sees it: {@code question, <thought> | t </thought> <solution> s
 * </solution>}; what stands before {@code |} is prompt.
 *
 * <p>Think ids are spliced in verbatim: what the teacher sampled is what the student is scored on.
 * Where they already end with a part of the separator (a token like {@code .\n\n}), what follows
 * leaves this part out, so that the text is the same as for any other thought.
 */
public final class StudentFormat implements View {
  private final TagFormat format;
  private final Tokenizer tokenizer;
  private final ThoughtCutter cutter;

  /**
   * @throws IllegalArgumentException if the tokenizer cannot write the format's tags or prompts
   */
  public StudentFormat(TagFormat format, Tokenizer tokenizer) {
    format.requireWritable(tokenizer);
    this.format = format;
    this.tokenizer = tokenizer;
    this.cutter = new ThoughtCutter(tokenizer, format.thought().close(), format);
  }

  /** All up to and including the opened thought tag. */
  @Override
  public TokenIds prompt(Problem problem) {
    return tokenizer.encode(
        format.studentPromptFor(problem) + format.thought().open() + format.inner());
  }

  @Override
  public Explanation thought(TokenIds completion) {
    return cutter.cut(completion);
  }

  @Override
  public TokenIds closing(TokenIds think) {
    return tokenizer.encodeContinuation(cutter.missingSeparator(think) + format.thought().close());
  }

  @Override
  public Optional<String> solution(TokenIds completion) {
    StudentAnswer answer = parse(completion);
    return Optional.of(answer.solution())
        .filter(solution -> answer.formatted() && !solution.isBlank());
  }

  /** The ids of a thought that is given as text, up to what ends an {@link Explanation} in it. */
  public TokenIds think(String text) {
    return cutter.think(text);
  }

  /**
   * The ids of a problem's trace: as they were sampled, where they are this tokenizer's and write
   * it; else of its text.
   *
   * @throws IllegalArgumentException if the problem has no trace
   */
  public TokenIds think(Problem problem) {
    return cutter.thought(problem);
  }

  /**
   * What the reward scores. The solution's tokens are those that hold a piece of s; its last one
   * may hold newlines of the separator too, as it would in text that a model was trained on.
   *
   * @param think any ids, also none
   */
  public ScoringSequence sequence(Problem problem, TokenIds think) {
    TokenIds between =
        tokenizer.encodeContinuation(
            cutter.missingSeparator(think)
                + format.thought().close()
                + format.between()
                + format.solution().open()
                + format.inner());
    TokenIds solutionAndSeparator =
        tokenizer.encodeContinuation(problem.solution() + format.inner());
    TokenIds solution = cutter.withoutSeparator(solutionAndSeparator);
    TokenIds tail =
        TokenIds.concat(
            solutionAndSeparator.slice(solution.size(), solutionAndSeparator.size()),
            tokenizer.encodeContinuation(format.solution().close() + format.endOfTurn()));
    return ScoringSequence.of(prompt(problem), think, between, solution, tail);
  }

  /**
   * The same with the problem's trace as the thought: its ids, where they are this tokenizer's and
   * write the trace, else those of its text.
   *
   * @throws IllegalArgumentException if the problem has no trace
   */
  public ScoringSequence sequence(Problem problem) {
    return sequence(problem, cutter.thought(problem));
  }

  /** The same sequence as an example to learn from: loss on everything after the prompt. */
  public LabelledSequence example(Problem problem, TokenIds think) {
    TokenIds ids = sequence(problem, think).ids();
    return new LabelledSequence(ids, new TokenSpan(prompt(problem).size(), ids.size()));
  }

  @Override
  public LabelledSequence example(Problem problem) {
    return example(problem, think(problem));
  }

  /** Whether the problem's trace has ids, and is not what they write with this tokenizer. */
  public boolean hasOtherIds(Problem problem) {
    TokenIds ids = problem.traceIds();
    return ids != null && !cutter.writes(ids, problem);
  }

  /**
   * What a student wrote after its prompt, as {@link TagFormat#parse} finds it. Every sequence of
   * the tokenizer's ids has a result.
   */
  public StudentAnswer parse(TokenIds completion) {
    StudentAnswer whole = format.parse(tokenizer.decode(completion));
    return whole.formatted()
        ? whole
        : format.parse(tokenizer.decode(cutter.withoutSpecials(completion)));
  }

  /** The texts that end a student's turn. */
  @Override
  public List<String> stops() {
    return List.of(format.endOfTurn());
  }
}
