package io.didact.bench;

import io.didact.engine.Scorer;
import io.didact.engine.TokenLogProbs;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.TokenSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Log-probs of the golden checkpoints against the independent implementation's: in 32 bits to
 * {@link #BOUND}; in bf16 no further away than twice what the CPU is, whose rounding is another.
 */
final class ParityProof implements Proof.Part {
  /** Of float32, in nats. */
  private static final double BOUND = 1e-4;

  /** By which bf16 may be further away than twice the CPU's mean, in nats. */
  private static final double SLACK = 5e-3;

  @Override
  public String name() {
    return "parity";
  }

  @Override
  public List<Finding> find(Proof.Place place) throws IOException {
    List<Finding> found = new ArrayList<>();
    for (GoldenFiles golden : GoldenFiles.in(place.golden())) {
      Distance fp32 = place.onDevice(workers -> distance(golden, DType.FLOAT32, workers));
      found.add(Finding.atMost(name(), golden.name() + " fp32, largest", fp32.most, "nats", BOUND));
      Distance bf16 = place.onDevice(workers -> distance(golden, DType.BFLOAT16, workers));
      Distance onCpu = place.onCpu(workers -> distance(golden, DType.BFLOAT16, workers));
      found.add(
          Finding.atMost(
              name(), golden.name() + " bf16, mean", bf16.mean, "nats", 2 * onCpu.mean + SLACK));
    }
    return found;
  }

  /** |Δ log p|; no number is further away than all numbers. */
  private record Distance(double mean, double most) {}

  private static Distance distance(GoldenFiles golden, DType dtype, Workers workers)
      throws IOException {
    List<Scorer.Request> requests =
        golden.cases().stream()
            .map(c -> new Scorer.Request(c.ids(), new TokenSpan(1, c.ids().size())))
            .toList();
    try (Parameters parameters =
            Checkpoint.open(golden.directory()).loadWeights(golden.directory(), dtype);
        Scorer scorer = new Scorer(parameters, workers, 512)) {
      List<List<TokenLogProbs>> scored = scorer.score(requests, 1);
      double sum = 0;
      double most = 0;
      int tokens = 0;
      for (int i = 0; i < requests.size(); i++) {
        double[] own = scored.get(i).get(0).values();
        double[] expected = golden.cases().get(i).logProbs();
        for (int k = 0; k < expected.length; k++) {
          double distance = Math.abs(own[k] - expected[k]);
          sum += distance;
          most = Math.max(most, distance);
          tokens++;
        }
      }
      return new Distance(sum / tokens, most);
    }
  }
}
