package io.didact.recipe.plan;

import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.ForwardFlops;
import io.didact.model.decoder.LoraWeights;
import io.didact.model.decoder.MemoryEstimate;
import io.didact.recipe.model.Machine;
import io.didact.recipe.stage.Work;
import java.util.Locale;

/**
 * What a part of a stage's work comes to, on all devices together.
 *
 * @param kind sample, score or train
 * @param model key of the stage that names it
 * @param tokens written (sample) or read
 * @param flops operations of matrix products
 * @param bytes read and written: weights, cache, and what an update of the optimizer touches
 * @param seconds that it takes
 * @param bound what bounds it: {@code compute} or {@code memory}
 */
public record Job(
    String kind,
    String model,
    double tokens,
    double flops,
    double bytes,
    double seconds,
    String bound) {
  /** Read by AdamW: weight, gradient, two moments; written: weight, two moments. 4 bytes each. */
  private static final double BYTES_OF_UPDATE = 7 * 4;

  static Job of(Work.Part part, Machine machine, Scale scale) {
    boolean training = part.kind() == Work.Kind.TRAIN;
    boolean again = training && machine.activations() == DecoderPass.Activations.RECOMPUTED;
    double flops = part.times() * flops(part, again);
    double here = scale.most(part.groups());
    double bytesHere = part.times() * bytes(part, here, again, machine, scale);
    double ofMachine = scale.peaks().flops(machine.dtype());
    double compute = flops * here / part.groups() / ofMachine;
    double memory = bytesHere / scale.peaks().bandwidth();
    return new Job(
        part.kind().name().toLowerCase(Locale.ROOT),
        part.key(),
        part.times() * part.tokens(),
        flops,
        bytesHere * scale.busy(part.groups()),
        Math.max(compute, memory) / scale.efficiency().of(part.kind()),
        compute >= memory ? "compute" : "memory");
  }

  /** Of all groups, once. A token that is written costs a forward pass, as one that is read. */
  private static double flops(Work.Part part, boolean again) {
    ForwardFlops forward = new ForwardFlops(part.model());
    double sequences = part.groups() * part.perGroup();
    double tokens = part.groups() * part.shared() + sequences * part.own();
    double matrices = forward.matrices(tokens);
    double attention =
        part.groups() * forward.attention(0, part.shared())
            + sequences * forward.attention(part.shared(), part.shared() + part.own());
    double head = forward.head(sequences * part.scored());
    double once = matrices + attention + head;
    double repeated = again ? matrices + attention : 0;
    if (part.kind() != Work.Kind.TRAIN) {
      return once;
    }
    if (part.adapter().isEmpty()) {
      return ForwardFlops.FORWARD_AND_BACKWARD * once + repeated;
    }
    double adapter = LoraWeights.size(part.model(), part.adapter().get()) * tokens;
    return ForwardFlops.FORWARD_AND_BACKWARD * attention
        + ForwardFlops.FORWARD_AND_BACKWARD_OF_FROZEN * (matrices + head)
        + ForwardFlops.OF_ADAPTER * adapter
        + repeated;
  }

  /** Of one device's groups, once. */
  private static double bytes(
      Work.Part part, double groups, boolean again, Machine machine, Scale scale) {
    MemoryEstimate memory = new MemoryEstimate(part.model(), machine.dtype().dtype());
    double rows = groups * part.perGroup();
    if (part.kind() == Work.Kind.SAMPLE) {
      double inFlight = Cache.of(part, machine, scale).rows();
      double steps = Math.max(part.longest(), rows * part.own() / inFlight);
      double seen = rows * (part.own() * part.shared() + part.own() * part.own() / 2);
      return steps * memory.weights() * Math.min(scale.workers(), inFlight)
          + seen * memory.cachePerToken();
    }
    double tokens = groups * part.shared() + rows * part.own();
    double passes = Math.ceil(tokens / machine.tokensPerMicroBatch());
    if (part.kind() == Work.Kind.SCORE) {
      return passes * memory.weights();
    }
    double owners = scale.sharding().ofOptimizer() ? scale.gpus() : 1;
    double states;
    double runs = again ? 1 : 0;
    if (part.adapter().isPresent()) {
      states = LoraWeights.size(part.model(), part.adapter().get()) * BYTES_OF_UPDATE;
      runs += ForwardFlops.FORWARD_AND_BACKWARD_OF_FROZEN;
    } else {
      double weights = memory.weights() / (double) machine.dtype().dtype().bytes();
      states = weights * BYTES_OF_UPDATE + (memory.masterWeights() > 0 ? memory.weights() : 0);
      runs += ForwardFlops.FORWARD_AND_BACKWARD;
    }
    return passes * runs * memory.weights() + part.updates() * states / owners;
  }
}
