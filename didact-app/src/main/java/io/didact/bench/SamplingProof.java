package io.didact.bench;

import io.didact.engine.Completion;
import io.didact.engine.LocalEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Completions of the golden checkpoints, greedy and warm, against the CPU's with the same seeds, in
 * 32 bits. Nearly all are the same: only where two tokens tie but for rounding may one be another,
 * and then what follows it.
 */
final class SamplingProof implements Proof.Part {
  private static final double SHARE = 0.95;
  private static final int TOKENS = 16;

  @Override
  public String name() {
    return "sampling";
  }

  @Override
  public List<Finding> find(Proof.Place place) throws IOException {
    List<GoldenFiles> all = GoldenFiles.in(place.golden());
    List<Finding> found = new ArrayList<>();
    for (Sampling sampling : List.of(Sampling.greedy(TOKENS), Sampling.at(1, TOKENS))) {
      int same = 0;
      int count = 0;
      for (GoldenFiles golden : all) {
        List<TokenIds> own = place.onDevice(workers -> sampled(golden, sampling, workers));
        List<TokenIds> onCpu = place.onCpu(workers -> sampled(golden, sampling, workers));
        count += own.size();
        for (int i = 0; i < own.size(); i++) {
          same += own.get(i).equals(onCpu.get(i)) ? 1 : 0;
        }
      }
      String what =
          "%s completions as on the CPU".formatted(sampling.isGreedy() ? "greedy" : "warm");
      found.add(Finding.atLeast(name(), what, (double) same / count, "of " + count, SHARE));
    }
    return found;
  }

  private static List<TokenIds> sampled(GoldenFiles golden, Sampling sampling, Workers workers)
      throws IOException {
    List<RolloutRequest> requests =
        golden.cases().stream()
            .map(c -> new RolloutRequest(c.ids().slice(0, 4), new long[] {1, 2, 3, 4}))
            .toList();
    try (Parameters parameters =
            Checkpoint.open(golden.directory()).loadWeights(golden.directory(), DType.FLOAT32);
        LocalEngine engine =
            new LocalEngine(parameters, workers, parameters.config().vocabSize())) {
      return engine.generate(requests, sampling).stream()
          .flatMap(List::stream)
          .map(Completion::ids)
          .toList();
    }
  }
}
