package io.didact.model.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where each weight of a model lies in its flat buffer.
 *
 * <p>Weights that are used in one product lie side by side (q, k and v; gate and up), so the fused
 * matrix is a view. Matrices come first, then norms and biases: weight decay is one range.
 *
 * @param embedding [V, d]
 * @param layers one entry a block
 * @param norm final norm [d]
 * @param head output head [V, d]; null where the embedding serves
 * @param decayed how many elements, from 0 on, are matrices
 * @param size elements in all
 */
public record ParameterLayout(
    Leaf embedding, List<Layer> layers, Leaf norm, @Nullable Leaf head, long decayed, long size) {

  /**
   * A tensor of the model.
   *
   * @param offset first element in the flat buffer
   * @param parts the checkpoint's tensors that it is made of, stacked along the first dimension
   */
  record Leaf(long offset, long[] shape, List<Part> parts) {
    public long elements() {
      return product(shape);
    }
  }

  private static long product(long[] shape) {
    return LongStream.of(shape).reduce(1, (a, b) -> a * b);
  }

  /**
   * One tensor of a checkpoint.
   *
   * @param name its name there
   * @param offset first element in the flat buffer
   */
  public record Part(String name, long offset, long[] shape) {
    public long elements() {
      return product(shape);
    }
  }

  /** The norms around a branch of a block [d] each; null where there is none. */
  record Norms(@Nullable Leaf before, @Nullable Leaf after) {}

  /** The weights of one block. */
  record Layer(
      Leaf qkv,
      Leaf output,
      Leaf gateUp,
      Leaf down,
      @Nullable Leaf qkvBias,
      @Nullable Leaf outputBias,
      @Nullable Leaf gateUpBias,
      @Nullable Leaf downBias,
      @Nullable Leaf qNorm,
      @Nullable Leaf kNorm,
      Norms attentionNorms,
      Norms mlpNorms) {
    List<Leaf> leaves() {
      return Stream.of(
              qkv,
              output,
              gateUp,
              down,
              qkvBias,
              outputBias,
              gateUpBias,
              downBias,
              qNorm,
              kNorm,
              attentionNorms.before,
              attentionNorms.after,
              mlpNorms.before,
              mlpNorms.after)
          .flatMap(Stream::ofNullable)
          .toList();
    }
  }

  /** All checkpoint tensors. */
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>(embedding.parts());
    layers.forEach(layer -> layer.leaves().forEach(leaf -> parts.addAll(leaf.parts())));
    parts.addAll(norm.parts());
    if (head != null) {
      parts.addAll(head.parts());
    }
    return parts;
  }

  public static ParameterLayout of(DecoderConfig config) {
    return new Builder(config).build();
  }

  private static final class Builder {
    private final DecoderConfig config;
    private long offset;

    Builder(DecoderConfig config) {
      this.config = config;
    }

    ParameterLayout build() {
      long d = config.hiddenSize();
      long inner = config.intermediateSize();
      long q = config.queryWidth();
      Leaf embedding = matrix(d, rows("model.embed_tokens.weight", config.vocabSize()));
      List<Leaf[]> matrices = new ArrayList<>();
      for (int i = 0; i < config.layers(); i++) {
        String attention = "model.layers." + i + ".self_attn.";
        String mlp = "model.layers." + i + ".mlp.";
        matrices.add(
            new Leaf[] {
              matrix(d, qkv(attention, ".weight")),
              matrix(q, rows(attention + "o_proj.weight", d)),
              matrix(d, gateUp(mlp, ".weight")),
              matrix(inner, rows(mlp + "down_proj.weight", d))
            });
      }
      Leaf head = config.tiedHead() ? null : matrix(d, rows("lm_head.weight", config.vocabSize()));
      long decayed = offset;
      List<Layer> layers = new ArrayList<>();
      for (int i = 0; i < config.layers(); i++) {
        String layer = "model.layers." + i + ".";
        String attention = layer + "self_attn.";
        String mlp = layer + "mlp.";
        Biases biases = config.biases();
        NormPlaces places = config.variations().normPlaces();
        Leaf[] m = matrices.get(i);
        layers.add(
            new Layer(
                m[0],
                m[1],
                m[2],
                m[3],
                bias(biases.qkv(), qkv(attention, ".bias")),
                bias(biases.output(), rows(attention + "o_proj.bias", d)),
                bias(biases.mlp(), gateUp(mlp, ".bias")),
                bias(biases.mlp(), rows(mlp + "down_proj.bias", d)),
                headNorm(attention + "q_norm.weight", config.heads()),
                headNorm(attention + "k_norm.weight", config.kvHeads()),
                norms(layer, places.beforeAttention, places.afterAttention),
                norms(layer, places.beforeMlp, places.afterMlp)));
      }
      Leaf norm = vector(rows("model.norm.weight", d));
      return new ParameterLayout(embedding, layers, norm, head, decayed, offset);
    }

    private Rows[] qkv(String attention, String kind) {
      long q = config.queryWidth();
      long kv = config.kvWidth();
      return switch (config.variations().projectionNames()) {
        case APART ->
            new Rows[] {
              rows(attention + "q_proj" + kind, q),
              rows(attention + "k_proj" + kind, kv),
              rows(attention + "v_proj" + kind, kv)
            };
        case FUSED -> new Rows[] {rows(attention + "qkv_proj" + kind, q + 2 * kv)};
      };
    }

    private Rows[] gateUp(String mlp, String kind) {
      long inner = config.intermediateSize();
      return switch (config.variations().projectionNames()) {
        case APART ->
            new Rows[] {rows(mlp + "gate_proj" + kind, inner), rows(mlp + "up_proj" + kind, inner)};
        case FUSED -> new Rows[] {rows(mlp + "gate_up_proj" + kind, 2 * inner)};
      };
    }

    private @Nullable Leaf bias(boolean present, Rows... stacked) {
      return present ? vector(stacked) : null;
    }

    private Norms norms(String layer, @Nullable String before, @Nullable String after) {
      return new Norms(norm(layer, before), norm(layer, after));
    }

    private @Nullable Leaf norm(String layer, @Nullable String name) {
      return name == null ? null : vector(rows(layer + name + ".weight", config.hiddenSize()));
    }

    private @Nullable Leaf headNorm(String name, long heads) {
      return switch (config.qkNorm()) {
        case NONE -> null;
        case EACH_HEAD -> vector(rows(name, config.headDim()));
        case WHOLE -> vector(rows(name, heads * config.headDim()));
      };
    }

    private record Rows(String name, long count) {}

    private static Rows rows(String name, long count) {
      return new Rows(name, count);
    }

    private Leaf matrix(long columns, Rows... stacked) {
      return leaf(columns, false, stacked);
    }

    private Leaf vector(Rows... stacked) {
      return leaf(1, true, stacked);
    }

    private Leaf leaf(long columns, boolean vector, Rows... stacked) {
      long start = offset;
      long total = 0;
      List<Part> parts = new ArrayList<>();
      for (Rows each : stacked) {
        parts.add(
            new Part(
                each.name(),
                offset,
                vector ? new long[] {each.count()} : new long[] {each.count(), columns}));
        offset += each.count() * columns;
        total += each.count();
      }
      return new Leaf(start, vector ? new long[] {total} : new long[] {total, columns}, parts);
    }
  }
}
