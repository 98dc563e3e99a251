package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.Grpo;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.OffPolicy;
import io.didact.algorithm.PolicyRatio;
import io.didact.algorithm.ReferenceSync;
import io.didact.algorithm.SamplerCorrection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on what another sampler wrote, held against training on one's own samples. */
class OffPolicyTest {
  private static final int STEPS = 3;

  @TempDir Path folder;

  private static RlOptions options(OffPolicy offPolicy) {
    RlOptions usual =
        GrpoRun.options(
            STEPS,
            1,
            new GrpoEquation(0.04, PolicyRatio.ON_POLICY),
            ReferenceSync.NEVER,
            1e-3,
            100);
    return new RlOptions(
        usual.steps(),
        usual.problemsPerStep(),
        usual.rolloutsPerProblem(),
        1,
        1,
        usual.schedule(),
        usual.optimizer(),
        usual.objective(),
        usual.referenceSync(),
        usual.temperature(),
        usual.tokensPerMicroBatch(),
        usual.activations(),
        usual.shard(),
        offPolicy);
  }

  private static OffPolicy stale(int staleness, double mostMismatch) {
    return new OffPolicy(SamplerCorrection.defaults(), mostMismatch, staleness);
  }

  /** The other sampler has the same weights: weights of the loss are 1 within the rounding. */
  @Test
  void aSamplerWithTheSameWeightsTrainsTheSame() throws IOException {
    try (GrpoRun own =
            new GrpoRun(folder.resolve("own"), 1, options(OffPolicy.defaults()), 1, null);
        GrpoRun other =
            GrpoRun.sampledBy(
                policy -> new Elsewhere(policy, 0, false, false),
                folder.resolve("other"),
                options(OffPolicy.defaults()))) {
      for (int step = 0; step < STEPS; step++) {
        Map<String, Double> expected = own.trainer.step(step).metrics();
        Map<String, Double> metrics = other.trainer.step(step).metrics();
        assertThat(metrics.get("reward")).isCloseTo(expected.get("reward"), within(1e-5));
        assertThat(metrics.get("length")).isEqualTo(expected.get("length"));
        assertThat(metrics.get("gradientNorm"))
            .isCloseTo(expected.get("gradientNorm"), within(1e-4 * expected.get("gradientNorm")));
        assertThat(metrics.get("mismatch/mean")).isBetween(0.0, 2e-6);
        assertThat(metrics.get("mismatch/effectiveSampleSize")).isCloseTo(1, within(1e-9));
        assertThat(metrics.get("mismatch/unknown")).isZero();
        assertThat(expected).doesNotContainKey("mismatch/mean");
      }
      float[] weights = own.weights();
      float[] others = other.weights();
      for (int i = 0; i < weights.length; i++) {
        assertThat(others[i]).isCloseTo(weights[i], within(2e-4f));
      }
    }
    try (InputStream log =
        new GZIPInputStream(
            Files.newInputStream(folder.resolve("other/rollouts/step-000001.jsonl.gz")))) {
      assertThat(new String(log.readAllBytes(), StandardCharsets.UTF_8))
          .contains("\"logProbs\":[", "\"samplerLogProbs\":[");
    }
  }

  /**
   * μ is π·exp(−0.1) by what it says: all weights are exp(0.1), and so is the gradient's factor.
   */
  @Test
  void theWeightMultipliesTheGradient() throws IOException {
    RlOptions plain = withoutKl(SamplerCorrection.Beyond.OFF);
    RlOptions corrected = withoutKl(SamplerCorrection.Beyond.TRUNCATE);
    try (GrpoRun off =
            GrpoRun.sampledBy(
                policy -> new Elsewhere(policy, -0.1, false, true), folder.resolve("a"), plain);
        GrpoRun on =
            GrpoRun.sampledBy(
                policy -> new Elsewhere(policy, -0.1, false, false),
                folder.resolve("b"),
                corrected)) {
      Map<String, Double> without = off.trainer.step(0).metrics();
      Map<String, Double> with = on.trainer.step(0).metrics();
      assertThat(with.get("gradientNorm") / without.get("gradientNorm"))
          .isCloseTo(Math.exp(0.1), within(1e-4));
      assertThat(with.get("mismatch/mean")).isCloseTo(0.1, within(1e-5));
      assertThat(without.get("mismatch/unknown")).isCloseTo(1.0 / 24, within(1e-12));
    }
  }

  private static RlOptions withoutKl(SamplerCorrection.Beyond beyond) {
    RlOptions usual =
        options(
            new OffPolicy(
                new SamplerCorrection(beyond, SamplerCorrection.Per.TOKEN, 0.5, 2), 0.3, 0));
    return new RlOptions(
        usual.steps(),
        usual.problemsPerStep(),
        usual.rolloutsPerProblem(),
        1,
        1,
        usual.schedule(),
        usual.optimizer(),
        Grpo.of(new GrpoEquation(0, PolicyRatio.ON_POLICY)),
        usual.referenceSync(),
        usual.temperature(),
        usual.tokensPerMicroBatch(),
        usual.activations(),
        usual.shard(),
        usual.offPolicy());
  }

  /** A server that confirms weights and goes on with others is found out. */
  @Test
  void aSamplerThatIsFarFromThePolicyStopsTheTraining() throws IOException {
    try (GrpoRun run =
        GrpoRun.sampledBy(
            policy -> new Elsewhere(policy, 0, true, false),
            folder,
            options(OffPolicy.defaults()))) {
      assertThatThrownBy(() -> run.trainer.step(0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nats in the mean, more than offPolicy.mostMismatch, 0.3");
    }
  }

  /** The batch of step 2 is sampled with the weights of before step 1, and so on. */
  @Test
  void theNextBatchIsSampledWhileOneIsLearnedFrom() throws IOException {
    try (GrpoRun run =
        GrpoRun.sampledBy(
            policy -> new Elsewhere(policy, 0, false, false), folder, options(stale(1, 1)))) {
      for (int step = 0; step < STEPS; step++) {
        Map<String, Double> metrics = run.trainer.step(step).metrics();
        if (step > 0) {
          assertThat(metrics.get("mismatch/mean")).isBetween(1e-5, 1.0);
          assertThat(metrics.get("mismatch/effectiveSampleSize")).isBetween(0.1, 1 - 1e-9);
        }
      }
      assertThat(((Elsewhere) run.engine).heard)
          .containsExactly(
              "weights 0",
              "sample 0",
              "sample 0",
              "weights 1",
              "sample 1",
              "weights 2",
              "weights 3");
    }
  }

  /**
   * What was in flight is dropped: the step is sampled with the weights that a run resumes with.
   */
  @Test
  void aRunThatResumesSamplesAnew() throws IOException {
    try (GrpoRun run =
        GrpoRun.sampledBy(
            policy -> new Elsewhere(policy, 0, false, false), folder, options(stale(1, 1)))) {
      run.trainer.step(2);
      assertThat(((Elsewhere) run.engine).heard)
          .containsExactly("weights 2", "sample 2", "weights 3");
    }
  }

  @Test
  void theLocalEngineIsNeverStale() {
    assertThatThrownBy(() -> new GrpoRun(folder, 1, options(stale(1, 1)), 1, null))
        .hasMessageContaining("offPolicy.staleness needs an engine that samples elsewhere");
  }
}
