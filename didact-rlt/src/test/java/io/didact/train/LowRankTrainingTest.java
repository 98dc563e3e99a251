package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.Grpo;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.LearningRateSchedule;
import io.didact.algorithm.ReferenceSync;
import io.didact.algorithm.RltReward;
import io.didact.data.LabelledSequence;
import io.didact.data.Problem;
import io.didact.engine.LocalEngine;
import io.didact.engine.Scorer;
import io.didact.model.checkpoint.AdapterConfig;
import io.didact.model.checkpoint.AdapterPatterns;
import io.didact.model.checkpoint.LowRankWeights;
import io.didact.model.checkpoint.Safetensors;
import io.didact.model.decoder.AdaptedParameters;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.LoraShape;
import io.didact.model.decoder.LoraWeights;
import io.didact.model.decoder.Parameters;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.TeachingReward;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Tensor;
import io.didact.tensor.ThreadRank;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.tiny.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainers that change an adapter, and nothing else. */
class LowRankTrainingTest {
  private static final List<LabelledSequence> EXAMPLES =
      Tiny.problems(4).stream().map(Tiny.STUDENT::example).toList();

  @TempDir Path dir;

  /** A frozen model and an adapter of all of its matrices. */
  private static final class Model implements AutoCloseable {
    final Parameters base = Tiny.parameters(DType.FLOAT32, 3);
    final LoraWeights adapter;
    final LowRankWeights trainable;

    Model(int rank, double dropout) {
      this(rank, dropout, ProcessGroup.single());
    }

    Model(int rank, double dropout, ProcessGroup sharing) {
      LoraShape shape =
          new LoraShape(rank, 2 * rank, false, new TreeSet<>(LoraShape.modulesOf(Tiny.CONFIG)));
      adapter = LoraWeights.fresh(Tiny.CONFIG, shape, DType.FLOAT32, 5);
      AdapterConfig config =
          new AdapterConfig(
              "base", Optional.empty(), rank, 2 * rank, false, dropout, AdapterPatterns.NONE);
      trainable =
          new LowRankWeights(
              Tiny.CHECKPOINT,
              new AdaptedParameters(base, adapter),
              dropout,
              17,
              directory -> config,
              sharing);
    }

    @Override
    public void close() {
      trainable.close();
      adapter.close();
      base.close();
    }
  }

  private static SftTrainer sft(Model model, Workers workers, int tokens) {
    return sft(model, workers, tokens, ProcessGroup.single());
  }

  private static SftTrainer sft(Model model, Workers workers, int tokens, ProcessGroup sharing) {
    SftOptions options =
        new SftOptions(
            300,
            LearningRateSchedule.constant(2e-2),
            AdamWOptions.paper(),
            tokens,
            DecoderPass.Activations.KEPT,
            50,
            sharing.size() > 1 ? Shard.GRADIENTS : Shard.NONE);
    return new SftTrainer(model.trainable, options, step -> EXAMPLES, EXAMPLES, sharing, workers);
  }

  /** The frozen head's rows are short, so that no loss is near 0 here. */
  @Test
  void theBaseStaysAndTheAdapterLearns() {
    try (Model model = new Model(8, 0);
        Workers workers = new Workers(2);
        SftTrainer trainer = sft(model, workers, 100)) {
      float[] base = model.base.flat().toFloats();
      float[] adapter = model.adapter.flat().toFloats();
      double first = trainer.step(0).metrics().get("loss");
      double last = first;
      for (int step = 1; step < 100; step++) {
        last = trainer.step(step).metrics().get("loss");
      }
      assertThat(last).isLessThan(first - 0.5);
      assertThat(model.base.flat().toFloats()).containsExactly(base);
      float[] trained = model.adapter.flat().toFloats();
      for (int i = 0; i < trained.length; i++) {
        assertThat(trained[i]).as("every number moves").isNotEqualTo(adapter[i]);
      }
    }
  }

  /** After a step without dropout the evaluation loss is that of the same weights. */
  @Test
  void evaluationHasNoDropout() {
    try (Model model = new Model(4, 0.5);
        Model same = new Model(4, 0);
        Workers workers = new Workers(1);
        SftTrainer trainer = sft(model, workers, 100);
        Scorer plain = new Scorer(same.trainable.model(), workers, 100);
        Scorer scorer = new Scorer(model.trainable.model(), workers, 100)) {
      for (int step = 0; step < 20; step++) {
        trainer.step(step);
      }
      same.adapter.flat().copy_(model.adapter.flat());
      List<Scorer.Request> requests =
          EXAMPLES.stream().map(each -> new Scorer.Request(each.ids(), each.loss())).toList();
      for (int i = 0; i < requests.size(); i++) {
        assertThat(scorer.score(requests, 1).get(i).get(0).values())
            .containsExactly(plain.score(requests, 1).get(i).get(0).values());
      }
    }
  }

  /** What is left out follows from seed, update and sequence: neither packs nor workers matter. */
  @Test
  void dropoutIsTheSameInAnyPackAndOnAnyWorker() {
    double[] losses = new double[3];
    int[] workerCounts = {1, 1, 3};
    int[] tokens = {1000, 30, 60};
    for (int i = 0; i < losses.length; i++) {
      try (Model model = new Model(4, 0.3);
          Workers workers = new Workers(workerCounts[i]);
          SftTrainer trainer = sft(model, workers, tokens[i])) {
        for (int step = 0; step < 5; step++) {
          losses[i] = trainer.step(step).metrics().get("loss");
        }
      }
    }
    assertThat(losses[1]).isCloseTo(losses[0], within(1e-4));
    assertThat(losses[2]).isCloseTo(losses[0], within(1e-4));
    try (Model model = new Model(4, 0);
        Workers workers = new Workers(1);
        SftTrainer trainer = sft(model, workers, 1000)) {
      double loss = 0;
      for (int step = 0; step < 5; step++) {
        loss = trainer.step(step).metrics().get("loss");
      }
      assertThat(loss).as("and it matters").isNotCloseTo(losses[0], within(1e-3));
    }
  }

  /** Three ranks with a part of the adapter's gradient each, of four sequences. */
  @Test
  void ranksShareOutTheGradient() {
    Function<ProcessGroup, List<Map<String, Double>>> run =
        sharing -> {
          List<Map<String, Double>> metrics = new ArrayList<>();
          try (Model model = new Model(4, 0, sharing);
              Workers workers = new Workers(2);
              SftTrainer trainer = sft(model, workers, 60, sharing)) {
            for (int step = 0; step < 5; step++) {
              metrics.add(trainer.step(step).metrics());
            }
          }
          return metrics;
        };
    List<Map<String, Double>> one = run.apply(ProcessGroup.single());
    List<List<Map<String, Double>>> all = ThreadRank.each(3, run);
    assertThat(all).containsOnly(all.get(0));
    for (String name : List.of("loss", "gradientNorm")) {
      assertThat(all.get(0).get(0).get(name)).isCloseTo(one.get(0).get(name), within(1e-6));
      assertThat(all.get(0).get(4).get(name)).isCloseTo(one.get(4).get(name), within(1e-4));
    }
  }

  /** In a process of its own this is {@code KilledAdapterRunTest}'s. */
  @Test
  void resumesBitForBit() throws IOException {
    try (Model whole = new Model(4, 0.2);
        Model half = new Model(4, 0.2);
        Model resumed = new Model(4, 0.2);
        Workers workers = new Workers(2)) {
      try (SftTrainer trainer = sft(whole, workers, 100)) {
        for (int step = 0; step < 6; step++) {
          trainer.step(step);
        }
      }
      try (SftTrainer trainer = sft(half, workers, 100)) {
        for (int step = 0; step < 3; step++) {
          trainer.step(step);
        }
        trainer.save(dir);
      }
      resumed.adapter.flat().zero_();
      try (SftTrainer trainer = sft(resumed, workers, 100)) {
        trainer.restore(dir);
        for (int step = 3; step < 6; step++) {
          trainer.step(step);
        }
      }
      assertThat(resumed.adapter.flat().toFloats())
          .containsExactly(whole.adapter.flat().toFloats());
    }
  }

  /** A policy that is an adapter, beside a student that is the base: one copy of the weights. */
  private final class Rl implements AutoCloseable {
    final Model model = new Model(4, 0);
    final Workers workers = new Workers(2);
    final LocalEngine engine =
        new LocalEngine(model.trainable.model(), workers, Tiny.TOKENIZER.size());
    final Scorer student = new Scorer(model.base, workers, 200);
    final Scorer teacher = new Scorer(model.trainable.model(), workers, 200);
    final RolloutCollector collector =
        new RolloutCollector(engine, Tiny.TEACHER::prompt, Tiny.sampling(0.7, 14), 6, 7);
    final List<Problem> problems = Tiny.problems(4);
    final RlTrainer trainer;

    Rl(ReferenceSync sync) {
      RlOptions options =
          new RlOptions(
              8,
              4,
              6,
              1,
              1,
              LearningRateSchedule.constant(1e-2),
              AdamWOptions.paper(),
              Grpo.of(GrpoEquation.paper()),
              sync,
              0.7,
              100,
              DecoderPass.Activations.RECOMPUTED);
      trainer =
          new RlTrainer(
              model.trainable,
              options,
              step -> problems,
              collector,
              new TeachingReward(RltReward.paper(), Tiny.TEACHER, Tiny.STUDENT, student, teacher),
              new RolloutLog(dir.resolve("rollouts")),
              null,
              ProcessGroup.single(),
              workers);
    }

    float[] reference(Path scratch) throws IOException {
      Files.createDirectories(scratch);
      trainer.save(scratch);
      long size = model.adapter.flat().elements();
      try (Tensor reference = Tensor.zeros(DType.FLOAT32, size).owned();
          Tensor first = Tensor.zeros(DType.FLOAT32, size).owned();
          Tensor second = Tensor.zeros(DType.FLOAT32, size).owned()) {
        Safetensors.read(
            scratch.resolve("trainer_state.safetensors"),
            Map.of("reference", reference, "exp_avg", first, "exp_avg_sq", second));
        return reference.toFloats();
      }
    }

    @Override
    public void close() {
      trainer.close();
      engine.close();
      student.close();
      teacher.close();
      workers.close();
      model.close();
    }
  }

  /** With a new adapter policy, reference and base are one model: KL is 0 to the last bit. */
  @Test
  void theReferenceBeginsAsTheBase() throws IOException {
    try (Rl run = new Rl(ReferenceSync.NEVER)) {
      float[] base = run.model.base.flat().toFloats();
      assertThat(run.trainer.step(0).metrics().get("kl")).isEqualTo(0.0);
      assertThat(run.trainer.step(1).metrics().get("kl")).isPositive();
      assertThat(run.model.base.flat().toFloats()).containsExactly(base);
    }
  }

  /** r ← r + 0.5·(p − r) every second step, over A and B themselves. */
  @Test
  void theTrackedReferenceIsAnAverageOfAdapters() throws IOException {
    try (Rl run = new Rl(new ReferenceSync(0.5, 2))) {
      float[] start = run.model.adapter.flat().toFloats();
      run.trainer.step(0);
      assertThat(run.reference(dir.resolve("a"))).containsExactly(start);
      run.trainer.step(1);
      float[] policy = run.model.adapter.flat().toFloats();
      float[] reference = run.reference(dir.resolve("b"));
      for (int i = 0; i < reference.length; i++) {
        assertThat(reference[i])
            .isCloseTo((start[i] + policy[i]) / 2, within(1e-6f + Math.abs(policy[i]) * 1e-6f));
      }
    }
  }

  /** Sampled through merged, packed matrices; trained with the adapter beside them. */
  @Test
  void sampledLogProbsAreThoseOfTheTrainedPolicy() throws IOException {
    try (Rl run = new Rl(ReferenceSync.NEVER)) {
      for (int step = 0; step < 3; step++) {
        run.trainer.step(step);
      }
      for (Rollout rollout : run.collector.collect(9, run.problems).get(0).rollouts()) {
        TokenIds all = TokenIds.concat(rollout.prompt(), rollout.completion());
        TokenSpan span = TokenSpan.at(rollout.prompt().size(), rollout.completion().size());
        double[] scored =
            run.teacher
                .score(List.of(new Scorer.Request(all, List.of(span))), 0.7)
                .get(0)
                .get(0)
                .values();
        assertThat(rollout.logProbs()).containsExactly(scored, within(1e-4));
      }
    }
  }
}
