package io.didact.bench;

import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The heavy jobs of a step on a model with random weights, in bf16 on a GPU, and what they reach of
 * peaks.
 */
record JobsProof(ProofShape shape) implements Proof.Part {
  @Override
  public String name() {
    return "jobs " + shape;
  }

  @Override
  public List<Finding> find(Proof.Place place) throws IOException {
    return place.onDevice(this::measured);
  }

  private List<Finding> measured(Workers workers) {
    DType dtype = ProofShape.dtype();
    double products = GemmPeak.measure(workers, dtype);
    double memory = MemoryPeak.measure(workers);
    Workload work = shape.work();
    List<Finding> found = new ArrayList<>();
    try (Parameters parameters = Parameters.repeated(shape.config(), dtype, 1, 0.02)) {
      for (BenchJob job : shape.jobs()) {
        try (Classroom room =
            new Classroom(
                parameters,
                workers,
                work.tokensPerMicroBatch(workers.size()),
                DecoderPass.Activations.RECOMPUTED)) {
          Measurement measured = Measurement.of(job, room, work);
          double flops = job.flops(new Floor(shape.config()), work) / measured.seconds();
          found.add(figure(job, measured.tokensPerSecond(), "tokens/s"));
          found.add(figure(job, 100 * flops / products, "% of products' peak"));
          found.add(figure(job, (double) measured.deviceReads(), "readings"));
          found.add(figure(job, (double) measured.deviceWrites(), "writings"));
          if (job == BenchJob.GENERATE) {
            // Each step reads all weights once; keys and values come on top.
            double bytes = (double) parameters.size() * dtype.bytes();
            double rate = bytes * work.longestCompletion() / measured.seconds();
            found.add(figure(job, 100 * rate / memory, "% of memory's speed, for weights alone"));
          }
        }
      }
    }
    return found;
  }

  private Finding figure(BenchJob job, double value, String unit) {
    return Finding.measured(name(), job.toString(), value, unit);
  }
}
