package io.didact.tiny;

import io.didact.data.Problem;
import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.TeacherFormat;
import io.didact.data.synthetic.Domain;
import io.didact.data.synthetic.Mix;
import io.didact.data.synthetic.Split;
import io.didact.data.synthetic.Style;
import io.didact.data.synthetic.TaskSource;
import io.didact.engine.Sampling;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.CharacterTokenizer;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A tiny decoder over characters, and last-digit chains for it. */
public final class Tiny {
  public static final Tokenizer TOKENIZER = CharacterTokenizer.small().tokenizer();
  public static final TeacherFormat TEACHER = new TeacherFormat(TagFormat.small(), TOKENIZER);
  public static final StudentFormat STUDENT = new StudentFormat(TagFormat.small(), TOKENIZER);

  /** How problems are explained: well, mostly. */
  private static final Mix<Style> STYLES =
      new Mix<>(
          Map.of(
              Style.STEP, 30.0,
              Style.HALF, 26.0,
              Style.LEAP, 14.0,
              Style.CALC, 12.0,
              Style.BACK, 6.0,
              Style.TALK, 12.0));

  /** 56 tokens, 2 layers of width 16, 4 query heads over 2 key heads. */
  public static final DecoderConfig CONFIG =
      new DecoderConfig(
          "qwen2", TOKENIZER.size(), 16, 24, 2, 4, 2, 4, 1e-6, 10_000, true, 128, List.of(9));

  public static final Checkpoint CHECKPOINT = Checkpoint.of(CONFIG, Map.of());

  private Tiny() {}

  /** Random weights of some size, so that predictions are far from uniform; biases not 0. */
  public static Parameters parameters(DType dtype, long seed) {
    Parameters parameters = Parameters.random(CONFIG, dtype, seed);
    double[] noise = new SplittableRandom(seed).doubles(parameters.size(), -0.15, 0.15).toArray();
    try (TensorScope scope = new TensorScope()) {
      parameters.flat().add_(Tensor.ofDoubles(noise, noise.length).to(dtype));
    }
    return parameters;
  }

  /** Different chains with explanations. */
  public static List<Problem> problems(int count) {
    TaskSource source = new TaskSource(Domain.CHAIN, Split.RL, 2, 3, 1);
    return IntStream.range(0, count).mapToObj(index -> source.explained(index, STYLES)).toList();
  }

  /** Sampling that a closing tag ends, and some characters too, for completions of all lengths. */
  public static Sampling sampling(double temperature, int maxNewTokens) {
    Set<Integer> stops = new HashSet<>();
    for (String stop : List.of("</e>", "<end>", "a", "b", "c", "d", "e")) {
      stops.add(TOKENIZER.id(stop).orElseThrow());
    }
    return Sampling.at(temperature, maxNewTokens).stoppingAt(stops, List.of());
  }

  /** Where the student's closing tag stands in a completion, its size where there is none. */
  private static int studentsTag(TokenIds completion) {
    int tag = TOKENIZER.id("</t>").orElseThrow();
    int at = 0;
    while (at < completion.size() && completion.get(at) != tag) {
      at++;
    }
    return at;
  }

  /** Whether its closing tag ended the explanation of a completion that was sampled so. */
  public static boolean closed(TokenIds completion) {
    return studentsTag(completion) == completion.size()
        && completion.get(completion.size() - 1) == TOKENIZER.id("</e>").orElseThrow();
  }

  /** Its think tokens: without the closing tag, or without what ends a turn in its place. */
  public static TokenIds think(TokenIds completion) {
    if (closed(completion)) {
      return completion.slice(0, completion.size() - 1);
    }
    if (studentsTag(completion) < completion.size()) {
      return completion.slice(0, studentsTag(completion));
    }
    int end = completion.size();
    while (end > 0 && TOKENIZER.isSpecial(completion.get(end - 1))) {
      end--;
    }
    return completion.slice(0, end);
  }
}
