package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.GradientBuffer;
import io.didact.model.decoder.MemoryEstimate;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.SequencePack;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.ThreadRank;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link MemoryEstimate} says of training against what training allocates. */
class TrainingMemoryTest {
  /** 10.5 million weights: every buffer has 40 MiB, which libc takes from the system anew. */
  private static final DecoderConfig CONFIG =
      new DecoderConfig("llama", 20_480, 512, 8, 1, 4, 4, 8, 1e-6, 1e4, true, 64, List.of(1));

  private static final MemoryEstimate ESTIMATE = new MemoryEstimate(CONFIG, DType.FLOAT32);

  private static long bytes(Tensor tensor) {
    return tensor.elements() * tensor.dtype().bytes();
  }

  @Test
  void buffersHaveTheSizesOfTheEstimate() {
    try (Parameters parameters = Parameters.zeros(CONFIG, DType.FLOAT32);
        Workers two = new Workers(2);
        WholeModel model = new WholeModel(parameters, two, 64, DecoderPass.Activations.KEPT);
        AdamW adamW =
            new AdamW(parameters.flat(), parameters.decayedSize(), AdamWOptions.paper(), two)) {
      assertThat(bytes(parameters.flat())).isEqualTo(ESTIMATE.weights());
      assertThat(bytes(model.gradient())).isEqualTo(ESTIMATE.gradients());
      assertThat(adamW.state().values().stream().mapToLong(TrainingMemoryTest::bytes).sum())
          .isEqualTo(ESTIMATE.moments());
    }
  }

  /** Two workers and a reference: 4 · (1 + 1 + 2 + 1) bytes a weight, 210 MB. */
  @Test
  void theProcessGrowsByTheEstimate() throws IOException {
    assumeTrue(Files.exists(STATUS), "skipped: this system has no " + STATUS);
    Parameters.zeros(CONFIG, DType.FLOAT32).close(); // libtorch is loaded
    long before = resident();
    try (Parameters parameters = Parameters.zeros(CONFIG, DType.FLOAT32);
        Parameters reference = parameters.copy();
        Workers two = new Workers(2);
        WholeModel model =
            new WholeModel(parameters, reference, two, 64, DecoderPass.Activations.KEPT);
        AdamW adamW =
            new AdamW(parameters.flat(), parameters.decayedSize(), AdamWOptions.paper(), two)) {
      double grown = resident() - before;
      assertThat(model.parameters()).isSameAs(parameters);
      assertThat(adamW.state()).hasSize(2);
      assertThat(grown / ESTIMATE.trainingWithReference()).isBetween(0.9, 1.15);
    }
  }

  /**
   * 38 million weights, of which a layer has 4.2 and each of four ranks a part: 218 MB in all,
   * where whole gradients would be 604.
   */
  @Test
  void sharedGradientsGrowTheProcessByTheEstimate() throws IOException {
    assumeTrue(Files.exists(STATUS), "skipped: this system has no " + STATUS);
    DecoderConfig config =
        new DecoderConfig("llama", 4096, 512, 2048, 8, 4, 4, 128, 1e-6, 1e4, false, 64, List.of(1));
    try (Parameters parameters = Parameters.zeros(config, DType.FLOAT32)) {
      long before = resident();
      List<GradientBuffer> buffers =
          ThreadRank.each(
              4,
              group -> {
                GradientBuffer buffer = new GradientBuffer(parameters, group);
                buffer.zero(0, 1);
                return buffer;
              });
      double grown = resident() - before;
      buffers.forEach(GradientBuffer::close);
      long estimate = new MemoryEstimate(config, DType.FLOAT32).gradients(4);
      assertThat(grown / (4 * estimate)).isBetween(0.9, 1.15);
      assertThat(resident() - before).as("freed").isLessThan(estimate);
    }
  }

  /**
   * 9,000 tokens, so that each array has more than the 32 MiB from which libc takes memory anew: 4
   * · (2·1,024 + 2·1,024 + 3·1,024 + 2·512 + 8 + 3·1,024) bytes a token, 406 MB.
   */
  @Test
  void activationsGrowTheProcessByTheEstimate() throws IOException {
    assumeTrue(Files.exists(STATUS), "skipped: this system has no " + STATUS);
    DecoderConfig config =
        new DecoderConfig("llama", 64, 1024, 1024, 1, 8, 4, 128, 1e-6, 1e4, true, 9000, List.of(1));
    int tokens = config.maxPositions();
    try (Parameters parameters = Parameters.random(config, DType.FLOAT32, 1);
        Workers one = new Workers(1); // one thread for libtorch
        GradientBuffer gradient = new GradientBuffer(parameters);
        Decoder decoder = new Decoder(parameters, gradient);
        TensorScope scope = new TensorScope()) {
      SequencePack pack = SequencePack.of(List.of(TokenIds.of(new int[tokens])));
      long before = resident();
      DecoderPass pass = pack.pass(decoder, DecoderPass.Activations.KEPT);
      Tensor scored = pass.hidden().copy();
      double grown = resident() - before;
      assertThat(scored.size(0)).isEqualTo(tokens);
      MemoryEstimate estimate = new MemoryEstimate(config, DType.FLOAT32);
      assertThat(grown / (tokens * estimate.activationsPerToken())).isBetween(0.95, 1.1);
    }
  }

  private static final Path STATUS = Path.of("/proc/self/status");

  private static long resident() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
