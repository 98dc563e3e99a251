package io.didact.data;

import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.util.List;

/**
 * A problem as the teacher sees it, and the explanation it writes: {@code question, solution,
 * <explanation> | t </explanation>}; what stands before {@code |} is prompt.
 */
public final class TeacherFormat implements View {
  private final TagFormat format;
  private final Tokenizer tokenizer;
  private final ThoughtCutter cutter;

  /**
   * @throws IllegalArgumentException if the tokenizer cannot write the format's tags or prompts
   */
  public TeacherFormat(TagFormat format, Tokenizer tokenizer) {
    format.requireWritable(tokenizer);
    this.format = format;
    this.tokenizer = tokenizer;
    this.cutter = new ThoughtCutter(tokenizer, format.explanation().close(), format);
  }

  /** All up to and including the opened explanation tag. The problem's trace plays no part. */
  @Override
  public TokenIds prompt(Problem problem) {
    return tokenizer.encode(
        format.teacherPromptFor(problem)
            + format.section(format.solution(), problem.solution())
            + format.between()
            + format.explanation().open()
            + format.inner());
  }

  @Override
  public Explanation thought(TokenIds completion) {
    return cutter.cut(completion);
  }

  /** What the teacher should write after its prompt: the explanation and the closing tag. */
  public TokenIds target(String explanation) {
    return tokenizer.encodeContinuation(explanation + format.inner() + closingTag());
  }

  /** The tag that ends an explanation; sampling may stop there. */
  public String closingTag() {
    return format.explanation().close();
  }

  /** The texts that end a teacher's turn. */
  @Override
  public List<String> stops() {
    return format.thoughtEnds();
  }

  /**
   * The problem with its trace as an example to learn from: loss on the explanation and its closing
   * tag.
   *
   * @throws IllegalArgumentException if the problem has no trace
   */
  @Override
  public LabelledSequence example(Problem problem) {
    TokenIds think = cutter.thought(problem);
    return LabelledSequence.of(prompt(problem), TokenIds.concat(think, closing(think)));
  }

  @Override
  public TokenIds closing(TokenIds think) {
    return tokenizer.encodeContinuation(cutter.missingSeparator(think) + closingTag());
  }

  static String traceOf(Problem problem) {
    String trace = problem.trace();
    if (trace == null) {
      throw new IllegalArgumentException(
          "problem " + problem.id() + " has no trace, which an example to learn from needs");
    }
    return trace;
  }
}
