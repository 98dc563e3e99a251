package io.didact.model.decoder;

import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The decoder of all families as written on paper: loops over doubles, every position from the
 * beginning, weights by their names in a checkpoint. Slow and plain, to hold the fast one against.
 */
public final class NaiveDecoder {
  private final DecoderConfig config;
  private final Map<String, double[]> weights = new HashMap<>();

  public NaiveDecoder(Parameters parameters) {
    config = parameters.config();
    try (TensorScope scope = new TensorScope()) {
      for (ParameterLayout.Part part : parameters.parts()) {
        put(part.name(), parameters.view(part.offset(), part.shape()).toDoubles());
      }
    }
  }

  /** Fused rows as if they were apart. */
  private void put(String name, double[] values) {
    int d = config.hiddenSize();
    int inner = config.intermediateSize() * d;
    int q = config.queryWidth() * d;
    int kv = config.kvWidth() * d;
    if (name.endsWith("qkv_proj.weight")) {
      weights.put(name.replace("qkv_", "q_"), Arrays.copyOfRange(values, 0, q));
      weights.put(name.replace("qkv_", "k_"), Arrays.copyOfRange(values, q, q + kv));
      weights.put(name.replace("qkv_", "v_"), Arrays.copyOfRange(values, q + kv, q + 2 * kv));
    } else if (name.endsWith("gate_up_proj.weight")) {
      weights.put(name.replace("gate_up_", "gate_"), Arrays.copyOfRange(values, 0, inner));
      weights.put(name.replace("gate_up_", "up_"), Arrays.copyOfRange(values, inner, 2 * inner));
    } else {
      weights.put(name, values);
    }
  }

  /**
   * Entry k is the log-probability of token k + 1 given tokens 0 … k.
   *
   * @return [ids − 1]
   */
  public double[] logProbs(TokenIds ids, double temperature) {
    double[][] hidden = hidden(ids);
    double[] logProbs = new double[ids.size() - 1];
    for (int k = 0; k < logProbs.length; k++) {
      double[] logits = logits(hidden[k]);
      double largest = Double.NEGATIVE_INFINITY;
      for (double logit : logits) {
        largest = Math.max(largest, logit / temperature);
      }
      double sum = 0;
      for (double logit : logits) {
        sum += Math.exp(logit / temperature - largest);
      }
      logProbs[k] = logits[ids.get(k + 1)] / temperature - largest - Math.log(sum);
    }
    return logProbs;
  }

  /** The prompt's most probable continuation, read anew from the beginning for each token. */
  public TokenIds greedy(TokenIds prompt, int tokens) {
    TokenIds ids = prompt;
    for (int i = 0; i < tokens; i++) {
      double[] logits = logits(hidden(ids)[ids.size() - 1]);
      int best = 0;
      for (int id = 1; id < logits.length; id++) {
        best = logits[id] > logits[best] ? id : best;
      }
      ids = TokenIds.concat(ids, TokenIds.of(best));
    }
    return ids.slice(prompt.size(), ids.size());
  }

  /** Hidden states after the final norm [ids, d]. */
  public double[][] hidden(TokenIds ids) {
    int d = config.hiddenSize();
    double[][] x = new double[ids.size()][d];
    for (int t = 0; t < x.length; t++) {
      System.arraycopy(weight("model.embed_tokens.weight"), ids.get(t) * d, x[t], 0, d);
      times(embeddingScale(), x[t]);
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      block(layer, x);
    }
    for (int t = 0; t < x.length; t++) {
      x[t] = norm(weight("model.norm.weight"), x[t]);
    }
    return x;
  }

  private void block(int layer, double[][] x) {
    String name = "model.layers." + layer + ".";
    int window = config.window().of(layer);
    NaiveRope rope = new NaiveRope(config, layer);
    double[][] q = new double[x.length][];
    double[][] k = new double[x.length][];
    double[][] v = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] in = beforeAttention(name, x[t]);
      q[t] = headNormed(name + "self_attn.q", projected(name + "self_attn.q_proj", in));
      k[t] = headNormed(name + "self_attn.k", projected(name + "self_attn.k_proj", in));
      q[t] = rope.rotate(q[t], t);
      k[t] = rope.rotate(k[t], t);
      v[t] = projected(name + "self_attn.v_proj", in);
    }
    for (int t = 0; t < x.length; t++) {
      int first = Math.max(0, t - (window - 1));
      double[] mixed = projected(name + "self_attn.o_proj", attend(q[t], k, v, first, t));
      add(x[t], branch(name + "post_attention_layernorm.weight", mixed));
      double[] in = beforeMlp(name, x[t]);
      double[] gate = projected(name + "mlp.gate_proj", in);
      double[] up = projected(name + "mlp.up_proj", in);
      for (int i = 0; i < gate.length; i++) {
        gate[i] = activated(gate[i]) * up[i];
      }
      double[] down = projected(name + "mlp.down_proj", gate);
      add(x[t], branch(name + "post_feedforward_layernorm.weight", down));
    }
  }

  private double[] beforeAttention(String name, double[] x) {
    return switch (config.variations().normPlaces()) {
      case BEFORE, AROUND -> norm(weight(name + "input_layernorm.weight"), x);
      case AFTER -> x;
    };
  }

  private double[] beforeMlp(String name, double[] x) {
    return switch (config.variations().normPlaces()) {
      case BEFORE -> norm(weight(name + "post_attention_layernorm.weight"), x);
      case AROUND -> norm(weight(name + "pre_feedforward_layernorm.weight"), x);
      case AFTER -> x;
    };
  }

  /** What a branch adds. */
  private double[] branch(String norm, double[] x) {
    double[] out =
        switch (config.variations().normPlaces()) {
          case BEFORE -> x;
          case AROUND, AFTER -> norm(weight(norm), x);
        };
    times(config.multipliers().branches(), out);
    return out;
  }

  private double activated(double x) {
    return switch (config.variations().activation()) {
      case SILU -> x / (1 + Math.exp(-x));
      case GELU_TANH ->
          x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    };
  }

  private double embeddingScale() {
    return config.multipliers().embedding() instanceof EmbeddingScale.Factor factor
        ? factor.value()
        : Math.sqrt(config.hiddenSize());
  }

  private double scoreScale() {
    ScoreScale scale = config.multipliers().scores();
    if (scale instanceof ScoreScale.OfWidth width) {
      return 1 / Math.sqrt(width.n());
    }
    return scale instanceof ScoreScale.Factor factor
        ? factor.value()
        : 1 / Math.sqrt(config.headDim());
  }

  /** Attention of token t to the tokens from the first one that it sees. */
  private double[] attend(double[] q, double[][] k, double[][] v, int first, int t) {
    int width = config.headDim();
    double[] out = new double[q.length];
    for (int head = 0; head < config.heads(); head++) {
      int from = head * width;
      int shared = head / (config.heads() / config.kvHeads()) * width;
      double[] score = new double[t + 1];
      double sum = 0;
      for (int s = first; s <= t; s++) {
        double dot = 0;
        for (int i = 0; i < width; i++) {
          dot += q[from + i] * k[s][shared + i];
        }
        score[s] = Math.exp(dot * scoreScale());
        sum += score[s];
      }
      for (int s = first; s <= t; s++) {
        for (int i = 0; i < width; i++) {
          out[from + i] += score[s] / sum * v[s][shared + i];
        }
      }
    }
    return out;
  }

  /** Each head on its own or all together, where the family norms q and k. */
  private double[] headNormed(String name, double[] heads) {
    double[] out = new double[heads.length];
    int width =
        switch (config.qkNorm()) {
          case NONE -> 0;
          case EACH_HEAD -> config.headDim();
          case WHOLE -> heads.length;
        };
    if (width == 0) {
      return heads;
    }
    for (int from = 0; from < heads.length; from += width) {
      double[] head = Arrays.copyOfRange(heads, from, from + width);
      System.arraycopy(norm(weight(name + "_norm.weight"), head), 0, out, from, width);
    }
    return out;
  }

  private double[] projected(String name, double[] x) {
    double[] y = times(weight(name + ".weight"), x);
    if (hasBias(name.substring(name.lastIndexOf('.') + 1))) {
      add(y, weight(name + ".bias"));
    }
    return y;
  }

  private boolean hasBias(String projection) {
    return switch (projection) {
      case "q_proj", "k_proj", "v_proj" -> config.biases().qkv();
      case "o_proj" -> config.biases().output();
      default -> config.biases().mlp();
    };
  }

  private double[] norm(double[] weight, double[] x) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      double gain =
          switch (config.variations().normGain()) {
            case WEIGHT -> weight[i];
            case ONE_PLUS_WEIGHT -> 1 + weight[i];
          };
      y[i] = gain * x[i] / Math.sqrt(squares / x.length + config.rmsNormEps());
    }
    return y;
  }

  /** Matrix [rows, x] by vector [x]. */
  private static double[] times(double[] matrix, double[] x) {
    double[] y = new double[matrix.length / x.length];
    for (int row = 0; row < y.length; row++) {
      for (int i = 0; i < x.length; i++) {
        y[row] += matrix[row * x.length + i] * x[i];
      }
    }
    return y;
  }

  private static void times(double factor, double[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= factor;
    }
  }

  private static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }

  private double[] logits(double[] hidden) {
    double[] logits = times(head(), hidden);
    times(1 / config.multipliers().logitDivisor(), logits);
    return logits;
  }

  private double[] head() {
    return weight(config.tiedHead() ? "model.embed_tokens.weight" : "lm_head.weight");
  }

  private double[] weight(String name) {
    double[] weight = weights.get(name);
    if (weight == null) {
      throw new IllegalArgumentException("no weight named " + name);
    }
    return weight;
  }
}
