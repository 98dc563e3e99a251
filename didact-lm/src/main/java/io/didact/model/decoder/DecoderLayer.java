package io.didact.model.decoder;

import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a decoder: y = x + attention(norm(x)), then y + down(silu(gate)·up) with gate and up
 * of norm(y).
 *
 * <p>Its backward pass is written out, so that little has to be kept for it: norms, silu and the
 * product with up are worked out again, and weights' gradients go straight into their buffer. Only
 * attention, which can be any {@link Attention}, is recorded by libtorch.
 *
 * @param qNorm over each head of the queries, where the family has it
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
    RmsNorm inputNorm,
    RmsNorm postAttentionNorm) {

  /** The same layer over other matrices. */
  DecoderLayer over(Linear qkv, Linear output, Linear gateUp, Linear down) {
    return new DecoderLayer(
        index, config, qkv, output, gateUp, down, qNorm, kNorm, inputNorm, postAttentionNorm);
  }

  /** [tokens, d] → [tokens, d]. */
  Tensor forward(Tensor x, Rotation rotation, Attention attention) {
    Projected projected = project(x);
    Tensor attended = attend(attention, rotation.rotate(normed(projected.qk)), projected.v);
    Tensor y = output.plus(x, attended);
    return down.plus(y, activated(gateUp.of(postAttentionNorm.of(y))));
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
      Tensor y = output.plus(x, attended.detach());
      Tensor gateAndUp = gateUp.of(postAttentionNorm.of(y));
      Tensor out = down.plus(y, activated(gateAndUp));
      return new Recorded(
          scope.keep(out),
          new Kept(
              x,
              qNorm == null ? null : scope.keep(projected.qk),
              scope.keep(rotated),
              scope.keep(v),
              scope.keep(attended),
              scope.keep(y),
              scope.keep(gateAndUp)));
    }
  }

  /**
   * @param x the layer's input [tokens, d], not its own
   * @param qk before their norms [tokens, heads + kvHeads, dh]; null where there are none
   * @param rotated qk as attention saw them, a leaf
   * @param v a leaf [tokens, kvHeads, dh]
   * @param attended with the graph of attention [tokens, heads · dh]
   * @param y between attention and SwiGLU [tokens, d]
   * @param gateAndUp [tokens, 2 · intermediate]
   */
  record Kept(
      Tensor x,
      @Nullable Tensor qk,
      Tensor rotated,
      Tensor v,
      Tensor attended,
      Tensor y,
      Tensor gateAndUp)
      implements AutoCloseable {
    @Override
    public void close() {
      if (qk != null) {
        qk.close();
      }
      List.of(rotated, v, attended, y, gateAndUp).forEach(Tensor::close);
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
      Tensor byAttended = output.backward(pending, kept.attended.detach(), byY);
      kept.attended.backward(byAttended);
      Tensor byQk = unnormed(pending, kept.qk, rotation.backward(kept.rotated.gradient()));
      Tensor byQkv = Tensor.cat(List.of(byQk, kept.v.gradient()), 1);
      Tensor byNormed = qkv.backward(pending, inputNorm.of(kept.x), byQkv.view(byQkv.size(0), -1));
      Tensor byX = scope.keep(inputNorm.backward(pending, kept.x, byNormed).add_(byY));
      pending.addTogether(worker);
      return byX;
    }
  }

  /** The gradient by y of all that comes after it. */
  private Tensor throughMlp(Worker worker, Kept kept, Tensor gradient) {
    try (TensorScope scope = new TensorScope()) {
      PendingGradients pending = new PendingGradients();
      Tensor[] halves = halves(kept.gateAndUp);
      Tensor silu = halves[0].silu();
      Tensor byActivated = down.backward(pending, silu.mul(halves[1]), gradient);
      Tensor byGateAndUp = Tensor.empty(gradient.dtype(), kept.gateAndUp.shape());
      Tensor[] byHalves = halves(byGateAndUp);
      byHalves[1].product_(silu, byActivated);
      byHalves[0].siluBackward_(byActivated.mul_(halves[1]), halves[0]);
      Tensor byNormed = gateUp.backward(pending, postAttentionNorm.of(kept.y), byGateAndUp);
      Tensor byY = scope.keep(postAttentionNorm.backward(pending, kept.y, byNormed).add_(gradient));
      pending.addTogether(worker);
      return byY;
    }
  }

  /** A worker's part of {@link #backward} where it has no tokens and others have. */
  void standBy(Worker worker) {
    PendingGradients ofMlp = new PendingGradients();
    down.backwardOfNone(ofMlp);
    gateUp.backwardOfNone(ofMlp);
    postAttentionNorm.backwardOfNone(ofMlp);
    ofMlp.addTogether(worker);
    PendingGradients ofAttention = new PendingGradients();
    output.backwardOfNone(ofAttention);
    if (qNorm != null && kNorm != null) {
      qNorm.backwardOfNone(ofAttention);
      kNorm.backwardOfNone(ofAttention);
    }
    qkv.backwardOfNone(ofAttention);
    inputNorm.backwardOfNone(ofAttention);
    ofAttention.addTogether(worker);
  }

  /** Queries and keys [tokens, heads + kvHeads, dh], and values [tokens, kvHeads, dh]. */
  private record Projected(Tensor qk, Tensor v) {}

  private Projected project(Tensor x) {
    int rotated = config.heads() + config.kvHeads();
    Tensor[] parts =
        qkv.of(inputNorm.of(x))
            .view(x.size(0), (long) rotated + config.kvHeads(), config.headDim())
            .split(new long[] {rotated, config.kvHeads()}, 1);
    return new Projected(parts[0], parts[1]);
  }

  private Tensor attend(Attention attention, Tensor rotated, Tensor v) {
    Tensor[] qAndK = heads(rotated);
    return attention.attend(index, config.window().of(index), qAndK[0], qAndK[1], v);
  }

  /** Norms each head of q and k, where the family does so. */
  private Tensor normed(Tensor qk) {
    if (qNorm == null || kNorm == null) {
      return qk;
    }
    Tensor[] parts = heads(qk);
    return Tensor.cat(List.of(qNorm.of(parts[0]), kNorm.of(parts[1])), 1);
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

  /** silu(gate)·up [tokens, intermediate]. */
  private Tensor activated(Tensor gateAndUp) {
    Tensor[] halves = halves(gateAndUp);
    return halves[0].silu().mul_(halves[1]);
  }
}
