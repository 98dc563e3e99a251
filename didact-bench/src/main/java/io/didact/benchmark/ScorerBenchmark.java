package io.didact.benchmark;

import io.didact.engine.Scorer;
import io.didact.engine.TokenLogProbs;
import io.didact.text.TokenSpan;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Log-probs of 8 completions of 64 tokens after one prompt of 128. */
public class ScorerBenchmark extends MicroBenchmark {
  private static final int PROMPT = 128;
  private static final int OWN = 64;

  private Scorer scorer;
  private List<Scorer.Request> requests;

  /** Makes scorer and sequences. */
  @Setup(Level.Trial)
  public void open(TinyModel model) {
    scorer = new Scorer(model.parameters(), model.workers(), 4096);
    requests =
        TinyModel.group(8, PROMPT, OWN).stream()
            .map(ids -> new Scorer.Request(ids, TokenSpan.at(PROMPT, OWN)))
            .toList();
  }

  /** One pass. */
  @Benchmark
  public List<List<TokenLogProbs>> score() {
    return scorer.score(requests, 0.7);
  }

  /** Frees the scorer. */
  @TearDown(Level.Trial)
  public void close() {
    scorer.close();
  }
}
