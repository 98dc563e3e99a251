package io.didact.model.decoder;

import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a decoder: y = x + attention(norm(x)), then y + down(σ(gate)·up) with gate and up of
 * norm(y) and σ the family's activation. Where the norms are is {@link Residual}'s.
 *
 * <p>Its backward pass is written out, so that little has to be kept for it: norms, σ and the
 * product with up are worked out again, and weights' gradients go straight into their buffer. Only
 * attention, which can be any {@link Attention}, is recorded by libtorch.
 *
 * @param qNorm of the queries, where the family has it
 * @param ofAttention what is around attention
 * @param ofMlp what is around the MLP
 */
record DecoderLayer(
    int index,
    DecoderConfig config,
    Linear qkv,
    Linear output,
    Linear gateUp,
    Linear down,
    @Nullable RmsNorm qNorm,
    @Nullable RmsNorm kNorm,
    Residual ofAttention,
    Residual ofMlp) {

  /** The same layer over other matrices. */
  DecoderLayer over(Linear qkv, Linear output, Linear gateUp, Linear down) {
    return new DecoderLayer(
        index, config, qkv, output, gateUp, down, qNorm, kNorm, ofAttention, ofMlp);
  }

  /** [tokens, d] → [tokens, d]. */
  Tensor forward(Tensor x, Rotation rotation, Attention attention) {
    Projected projected = project(x);
    Tensor attended = attend(attention, rotation.rotate(normed(projected.qk)), projected.v);
    Tensor y = ofAttention.sum(x, output, attended).sum();
    return ofMlp.sum(y, down, activated(gateUp.of(ofMlp.in(y)))).sum();
  }

  /**
   * A forward pass that keeps what the backward pass needs.
   *
   * @param out [tokens, d]
   * @param kept belongs, like {@code out}, to the scope around
   */
  record Recorded(Tensor out, Kept kept) {}

  /** See {@link Recorded}. */
  Recorded record(Tensor x, Rotation rotation, Attention attention) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Projected projected = project(x);
      Tensor rotated = rotation.rotate(normed(projected.qk)).detach().requireGradient();
      // A view would hold queries and keys as well, which are needed only where they are normed.
      Tensor ownV = qNorm == null ? projected.v.copy() : projected.v;
      Tensor v = ownV.detach().requireGradient();
      Tensor attended;
      try (Gradients.Mode on = Gradients.on()) {
        attended = attend(attention, rotated, v);
      }
      Residual.Sum y = ofAttention.sum(x, output, attended.detach());
      Tensor gateAndUp = gateUp.of(ofMlp.in(y.sum()));
      Residual.Sum out = ofMlp.sum(y.sum(), down, activated(gateAndUp));
      return new Recorded(
          scope.keep(out.sum()),
          new Kept(
              x,
              qNorm == null ? null : scope.keep(projected.qk),
              scope.keep(rotated),
              scope.keep(v),
              scope.keep(attended),
              kept(scope, y.branch()),
              scope.keep(y.sum()),
              scope.keep(gateAndUp),
              kept(scope, out.branch())));
    }
  }

  private static @Nullable Tensor kept(TensorScope scope, @Nullable Tensor tensor) {
    return tensor == null ? null : scope.keep(tensor);
  }

  /**
   * @param x the layer's input [tokens, d], not its own
   * @param qk before their norms [tokens, heads + kvHeads, dh]; null where there are none
   * @param rotated qk as attention saw them, a leaf
   * @param v a leaf [tokens, kvHeads, dh]
   * @param attended with the graph of attention [tokens, heads · dh]
   * @param attentionBranch what is normed after attention [tokens, d]; null where nothing is
   * @param y between attention and MLP [tokens, d]
   * @param gateAndUp [tokens, 2 · intermediate]
   * @param mlpBranch what is normed after the MLP [tokens, d]; null where nothing is
   */
  record Kept(
      Tensor x,
      @Nullable Tensor qk,
      Tensor rotated,
      Tensor v,
      Tensor attended,
      @Nullable Tensor attentionBranch,
      Tensor y,
      Tensor gateAndUp,
      @Nullable Tensor mlpBranch)
      implements AutoCloseable {
    @Override
    public void close() {
      Stream.of(qk, rotated, v, attended, attentionBranch, y, gateAndUp, mlpBranch)
          .flatMap(Stream::ofNullable)
          .forEach(Tensor::close);
    }
  }

  /**
   * Adds the gradients of this layer's weights; closes what was kept. All workers come here
   * together, or {@link #standBy}.
   *
   * @param gradient by the layer's output [tokens, d]
   * @return by its input [tokens, d], in the innermost scope
   */
  Tensor backward(Worker worker, Kept kept, Rotation rotation, Tensor gradient) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off();
        kept) {
      Tensor byY = throughMlp(worker, kept, gradient);
      PendingGradients pending = new PendingGradients();
      Tensor byBranch = ofAttention.backwardIntoBranch(pending, kept.attentionBranch, byY);
      Tensor byAttended = output.backward(pending, kept.attended.detach(), byBranch);
      kept.attended.backward(byAttended);
      Tensor byQk = unnormed(pending, kept.qk, rotation.backward(kept.rotated.gradient()));
      Tensor byQkv = Tensor.cat(List.of(byQk, kept.v.gradient()), 1);
      Tensor byIn = qkv.backward(pending, ofAttention.in(kept.x), byQkv.view(byQkv.size(0), -1));
      Tensor byX = scope.keep(ofAttention.backward(pending, kept.x, byIn, byY));
      pending.addTogether(worker);
      return byX;
    }
  }

  /** The gradient by y of all that comes after it. */
  private Tensor throughMlp(Worker worker, Kept kept, Tensor gradient) {
    try (TensorScope scope = new TensorScope()) {
      PendingGradients pending = new PendingGradients();
      Tensor byBranch = ofMlp.backwardIntoBranch(pending, kept.mlpBranch, gradient);
      Activation activation = config.variations().activation();
      Tensor[] halves = halves(kept.gateAndUp);
      Tensor gate = activation.of(halves[0]);
      Tensor byActivated = down.backward(pending, gate.mul(halves[1]), byBranch);
      Tensor byGateAndUp = Tensor.empty(gradient.dtype(), kept.gateAndUp.shape());
      Tensor[] byHalves = halves(byGateAndUp);
      byHalves[1].product_(gate, byActivated);
      activation.backward(byHalves[0], byActivated.mul_(halves[1]), halves[0]);
      Tensor byIn = gateUp.backward(pending, ofMlp.in(kept.y), byGateAndUp);
      Tensor byY = scope.keep(ofMlp.backward(pending, kept.y, byIn, gradient));
      pending.addTogether(worker);
      return byY;
    }
  }

  /** A worker's part of {@link #backward} where it has no tokens and others have. */
  void standBy(Worker worker) {
    PendingGradients inMlp = new PendingGradients();
    ofMlp.intoBranchOfNone(inMlp);
    down.backwardOfNone(inMlp);
    gateUp.backwardOfNone(inMlp);
    ofMlp.backwardOfNone(inMlp);
    inMlp.addTogether(worker);
    PendingGradients inAttention = new PendingGradients();
    ofAttention.intoBranchOfNone(inAttention);
    output.backwardOfNone(inAttention);
    if (qNorm != null && kNorm != null) {
      qNorm.backwardOfNone(inAttention);
      kNorm.backwardOfNone(inAttention);
    }
    qkv.backwardOfNone(inAttention);
    ofAttention.backwardOfNone(inAttention);
    inAttention.addTogether(worker);
  }

  /** Queries and keys [tokens, heads + kvHeads, dh], and values [tokens, kvHeads, dh]. */
  private record Projected(Tensor qk, Tensor v) {}

  private Projected project(Tensor x) {
    int rotated = config.heads() + config.kvHeads();
    Tensor[] parts =
        qkv.of(ofAttention.in(x))
            .view(x.size(0), (long) rotated + config.kvHeads(), config.headDim())
            .split(new long[] {rotated, config.kvHeads()}, 1);
    return new Projected(parts[0], parts[1]);
  }

  private Tensor attend(Attention attention, Tensor rotated, Tensor v) {
    Tensor[] qAndK = heads(rotated);
    double factor = config.multipliers().scores().overUsual(config.headDim());
    Tensor q = factor == 1 ? qAndK[0] : qAndK[0].mul(factor);
    return attention.attend(index, config.window().of(index), q, qAndK[1], v);
  }

  /** Norms queries and keys, where the family does so. */
  private Tensor normed(Tensor qk) {
    if (qNorm == null || kNorm == null) {
      return qk;
    }
    Tensor[] parts = heads(qk);
    return Tensor.cat(List.of(normed(qNorm, parts[0]), normed(kNorm, parts[1])), 1);
  }

  private Tensor normed(RmsNorm norm, Tensor heads) {
    return switch (config.qkNorm()) {
      case NONE -> heads;
      case EACH_HEAD -> norm.of(heads);
      case WHOLE -> norm.of(heads.reshape(heads.size(0), -1)).view(heads.shape());
    };
  }

  /** The gradient before {@link #normed} from that after it. */
  private Tensor unnormed(PendingGradients pending, @Nullable Tensor qk, Tensor gradient) {
    if (qNorm == null || kNorm == null || qk == null) {
      return gradient;
    }
    Tensor[] parts = heads(qk);
    Tensor[] gradients = heads(gradient);
    return Tensor.cat(
        List.of(
            qNorm.backward(pending, parts[0], gradients[0]),
            kNorm.backward(pending, parts[1], gradients[1])),
        1);
  }

  private Tensor[] heads(Tensor qk) {
    return qk.split(new long[] {config.heads(), config.kvHeads()}, 1);
  }

  private Tensor[] halves(Tensor gateAndUp) {
    return gateAndUp.split(new long[] {config.intermediateSize(), config.intermediateSize()}, 1);
  }

  /** σ(gate)·up [tokens, intermediate]. */
  private Tensor activated(Tensor gateAndUp) {
    Tensor[] halves = halves(gateAndUp);
    return config.variations().activation().of(halves[0]).mul_(halves[1]);
  }
}
