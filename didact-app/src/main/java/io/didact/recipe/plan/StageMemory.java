package io.didact.recipe.plan;

import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.MemoryEstimate;
import io.didact.model.decoder.PackedWeights;
import io.didact.recipe.model.Machine;
import io.didact.recipe.model.Precision;
import io.didact.recipe.stage.Work;
import io.didact.train.Shard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a stage holds on the device that holds most. Activations and cache are never there together.
 *
 * @param parts bytes by what they are for
 * @param most bytes at one moment
 * @param problems what does not fit, and which key lowers it
 */
public record StageMemory(Map<String, Double> parts, double most, List<String> problems) {
  static final String WEIGHTS = "weights";
  static final String MASTER = "master";
  static final String GRADIENTS = "gradients";
  static final String MOMENTS = "moments";
  static final String REFERENCE = "reference";
  static final String STUDENT = "student";
  static final String ACTIVATIONS = "activations";
  static final String CACHE = "cache";
  static final String LOGITS = "logits";

  /** All, in the order in which they are shown. */
  static final List<String> PARTS =
      List.of(WEIGHTS, MASTER, GRADIENTS, MOMENTS, REFERENCE, STUDENT, ACTIVATIONS, CACHE, LOGITS);

  /** Tiles of scoring (2²¹ logits) and of sampling (2²²), in 32 bits. */
  private static final double SCORED_TILE = 4L << 21;

  private static final double SAMPLED_TILE = 4L << 22;

  static StageMemory of(List<Work.Part> work, Machine machine, Scale scale) {
    return new Reckoning(machine, scale).of(work);
  }

  private static final class Reckoning {
    private final Machine machine;
    private final Scale scale;
    private final Map<String, Double> parts = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    Reckoning(Machine machine, Scale scale) {
      this.machine = machine;
      this.scale = scale;
    }

    StageMemory of(List<Work.Part> work) {
      PARTS.forEach(part -> parts.put(part, 0.0));
      Set<String> seen = new LinkedHashSet<>();
      boolean trains = work.stream().anyMatch(part -> part.kind() == Work.Kind.TRAIN);
      work.stream().filter(part -> seen.add(part.key())).forEach(part -> hold(part, trains));
      work.forEach(this::pass);
      work.stream()
          .filter(part -> part.kind() == Work.Kind.TRAIN)
          .findFirst()
          .ifPresent(this::train);
      double most =
          parts.values().stream().mapToDouble(each -> each).sum()
              - Math.min(part(ACTIVATIONS), part(CACHE));
      if (most > scale.peaks().memory()) {
        problems.add(
            0,
            String.format(
                Locale.ROOT,
                "%s GB are wanted, there are %s",
                gigabytes(most),
                gigabytes(scale.peaks().memory())));
        advise(work, most);
      }
      return new StageMemory(parts, most, problems);
    }

    private double part(String name) {
      return parts.getOrDefault(name, 0.0);
    }

    private MemoryEstimate estimate(Work.Part part) {
      return new MemoryEstimate(part.model(), machine.dtype().dtype());
    }

    /** How many devices have a part each, of what is shared out. */
    private double owners(boolean shared) {
      return shared ? scale.gpus() : 1;
    }

    /** A model's weights, once for all that is done with it; ranks share them out in a training. */
    private void hold(Work.Part part, boolean trains) {
      String name =
          part.key().equals(Work.REFERENCE)
              ? REFERENCE
              : part.key().startsWith("reward.") ? STUDENT : WEIGHTS;
      MemoryEstimate memory = estimate(part);
      Shard sharding = scale.sharding();
      boolean shared =
          sharding.ofWeights() || (sharding.ofFrozen() && trains && !name.equals(WEIGHTS));
      // With an adapter the reference is another adapter over the policy's weights.
      double bytes =
          name.equals(REFERENCE) && part.adapter().isPresent()
              ? memory.adapter(part.adapter().get())
              : memory.weights(shared ? scale.gpus() : 1);
      parts.merge(name, bytes, Double::sum);
    }

    private void train(Work.Part part) {
      MemoryEstimate memory = estimate(part);
      int sharing = scale.sharding().ofGradients() ? scale.gpus() : 1;
      if (part.adapter().isPresent()) {
        double adapter = memory.adapter(part.adapter().get());
        parts.merge(WEIGHTS, adapter, Double::sum);
        parts.put(GRADIENTS, (double) memory.adapterGradients(part.adapter().get(), sharing));
        parts.put(MOMENTS, 2 * adapter / owners(scale.sharding().ofOptimizer()));
        return;
      }
      parts.put(MASTER, memory.masterWeights() / owners(scale.sharding().ofOptimizer()));
      parts.put(GRADIENTS, (double) memory.gradients(sharing));
      parts.put(MOMENTS, memory.moments() / owners(scale.sharding().ofOptimizer()));
    }

    private void pass(Work.Part part) {
      MemoryEstimate memory = estimate(part);
      double longest = part.shared() + part.longest();
      double all =
          Math.min(
              Math.max(machine.tokensPerMicroBatch(), longest) * scale.workers(),
              Math.max(
                  longest, part.groups() * (part.shared() + part.perGroup() * part.longest())));
      switch (part.kind()) {
        case SAMPLE -> {
          Cache cache = Cache.of(part, machine, scale);
          most(CACHE, cache.bytes() + packed(memory));
          most(LOGITS, SAMPLED_TILE * scale.workers());
          double one = memory.cachePerToken() * longest;
          if (one * scale.workers() > cache.room()) {
            problems.add(
                "a sample of %s tokens needs %s GB of cache, a worker has %s: raise machine.engine.maxCachedTokens"
                    .formatted(
                        Math.round(longest),
                        gigabytes(one),
                        gigabytes(cache.room() / scale.workers())));
          }
          if (longest > part.model().maxPositions()) {
            problems.add(
                "prompt and sampling.maxNewTokens are %d tokens, the model has %d positions"
                    .formatted(Math.round(longest), part.model().maxPositions()));
          }
        }
        case SCORE -> {
          most(ACTIVATIONS, (double) memory.passing((long) all));
          most(LOGITS, SCORED_TILE * scale.workers());
        }
        case TRAIN -> {
          most(ACTIVATIONS, (double) memory.activations((long) all, machine.activations()));
          most(LOGITS, (double) memory.keptLogits((long) all) * scale.workers());
        }
      }
    }

    /** The copy of the matrices that sampling on a processor holds, where it is small enough. */
    private double packed(MemoryEstimate memory) {
      boolean held =
          !scale.isGpu()
              && memory.weights() <= scale.peaks().memory() / 4
              && PackedWeights.supports(machine.dtype().dtype());
      return held ? memory.packedWeights() : 0;
    }

    private void most(String name, double bytes) {
      parts.merge(name, bytes, Math::max);
    }

    /** What would help, each with what it saves. */
    private void advise(List<Work.Part> work, double most) {
      if (machine.dtype() == Precision.FP32) {
        problems.add(
            "machine.dtype: bf16 halves weights, reference, student, activations and cache");
      }
      if (part(ACTIVATIONS) >= part(CACHE)) {
        adviseOnActivations(work);
      } else {
        problems.add(
            "machine.engine.maxCachedTokens or maxRows: fewer samples at a time, of %s GB cache"
                .formatted(gigabytes(part(CACHE))));
      }
      if (part(REFERENCE) > 0) {
        problems.add(
            "algorithm.beta: 0 does without the reference: %s GB less"
                .formatted(gigabytes(part(REFERENCE))));
      }
      double states = part(MASTER) + part(GRADIENTS) + part(MOMENTS);
      double room = scale.peaks().memory();
      boolean adapted = work.stream().anyMatch(part -> part.adapter().isPresent());
      if (!adapted && (part(WEIGHTS) + states > room || (states > 0 && states > most - room))) {
        problems.add(
            "lora: trains an adapter over the weights as they are, and holds nearly nothing of %s GB of master weights, gradients and moments; else a smaller model, or ranks that share it (machine.shard: gradients; --shard reckons with more than this build can)"
                .formatted(gigabytes(states)));
      } else if (part(WEIGHTS) > room) {
        problems.add("the weights alone do not fit: a smaller model");
      }
    }

    private static boolean samples(List<Work.Part> work) {
      return work.stream().anyMatch(part -> part.kind() == Work.Kind.SAMPLE);
    }

    private void adviseOnActivations(List<Work.Part> work) {
      boolean trains = work.stream().anyMatch(part -> part.kind() == Work.Kind.TRAIN);
      if (trains && machine.activations() == DecoderPass.Activations.KEPT) {
        problems.add(
            "machine.activations: recomputed, of %s GB activations"
                .formatted(gigabytes(part(ACTIVATIONS))));
      }
      double longest =
          work.stream().mapToDouble(part -> part.shared() + part.longest()).max().orElse(0);
      if (machine.tokensPerMicroBatch() > longest) {
        problems.add(
            "machine.tokensPerMicroBatch: as low as the longest sequence, %d tokens"
                .formatted(Math.round(longest)));
      } else if (trains) {
        problems.add(
            "%s: shorter sequences, of %s GB activations"
                .formatted(
                    samples(work) ? "sampling.maxNewTokens" : "maxTokens and tokensPerMicroBatch",
                    gigabytes(part(ACTIVATIONS))));
      }
    }
  }

  static String gigabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e9);
  }
}
