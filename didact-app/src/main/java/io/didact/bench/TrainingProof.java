package io.didact.bench;

import io.didact.algorithm.BatchCounts;
import io.didact.algorithm.Grpo;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.Objective;
import io.didact.algorithm.PolicyRatio;
import io.didact.data.LabelledSequence;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.FrozenWeights;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import io.didact.text.TokenSpan;
import io.didact.train.AdamWOptions;
import io.didact.train.Learner;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One update of a golden checkpoint by GRPO, clipped and with a reference, against the CPU's in 32
 * bits: the loss, its KL, and the gradient's norm.
 */
final class TrainingProof implements Proof.Part {
  /** Of each figure's size. */
  private static final double BOUND = 1e-3;

  @Override
  public String name() {
    return "training";
  }

  @Override
  public List<Finding> find(Proof.Place place) throws IOException {
    GoldenFiles golden = GoldenFiles.in(place.golden()).get(0);
    double[] own = place.onDevice(workers -> update(golden, workers));
    double[] onCpu = place.onCpu(workers -> update(golden, workers));
    String[] names = {"loss", "KL", "gradient's norm"};
    return IntStream.range(0, names.length)
        .mapToObj(
            i ->
                Finding.atMost(
                    name(),
                    golden.name() + ", " + names[i] + " against the CPU's",
                    Math.abs(own[i] - onCpu[i]) / (1e-6 + Math.abs(onCpu[i])),
                    "of it",
                    BOUND))
        .toList();
  }

  private static double[] update(GoldenFiles golden, Workers workers) throws IOException {
    Checkpoint checkpoint = Checkpoint.open(golden.directory());
    List<LabelledSequence> batch =
        golden.cases().stream()
            .map(c -> new LabelledSequence(c.ids(), new TokenSpan(1, c.ids().size())))
            .toList();
    // What sampled is the golden policy itself, so that ratios are 1 but for rounding.
    List<Objective.Sampled> sampled =
        golden.cases().stream()
            .map(c -> new Objective.Sampled(c.logProbs(), c.ids().size() % 2 == 0 ? 1 : -0.5))
            .toList();
    long tokens = batch.stream().mapToLong(each -> each.loss().length()).sum();
    Objective.BatchLoss loss =
        Grpo.of(new GrpoEquation(0.04, PolicyRatio.Clipped.defaults()))
            .loss(sampled, new BatchCounts(batch.size(), tokens));
    Learner.Means means =
        new Learner.Means(AdamWOptions.paper(), 512, DecoderPass.Activations.KEPT, true);
    try (Parameters policy = checkpoint.loadWeights(golden.directory(), DType.FLOAT32);
        Parameters reference = Parameters.random(policy.config(), DType.FLOAT32, 1, 0.1);
        AllWeights weights = new AllWeights(checkpoint, policy);
        Learner learner =
            new Learner(
                weights, new FrozenWeights(reference), means, ProcessGroup.single(), workers)) {
      Learner.Update update = learner.learn(batch, 1, loss, 1, 1e-4);
      double kl = loss.metrics().getOrDefault("kl", Double.NaN);
      return new double[] {update.loss(), kl, update.gradientNorm()};
    }
  }
}
