package io.didact.train;

import io.didact.engine.Completion;
import io.didact.engine.GenerationListener;
import io.didact.engine.LocalEngine;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.tiny.Tiny;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Samples with weights of its own, as a server does: they change when it is told. */
final class Elsewhere implements RolloutEngine {
  final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final Parameters trained;
  private final Parameters own;
  private final Workers workers = new Workers(1);
  private final LocalEngine engine;
  private final double offset;
  private final boolean stale;
  private final boolean silent;
  private volatile long version = -1;

  /**
   * @param offset that is added to its log-probs
   * @param stale whether new weights do nothing
   * @param silent whether it says no log-probs of its first sample
   */
  Elsewhere(Parameters trained, double offset, boolean stale, boolean silent) {
    this.trained = trained;
    this.own = Tiny.parameters(DType.FLOAT32, 0);
    this.engine = new LocalEngine(own, workers, Tiny.TOKENIZER.size());
    this.offset = offset;
    this.stale = stale;
    this.silent = silent;
  }

  @Override
  public List<List<Completion>> generate(
      List<RolloutRequest> requests, Sampling sampling, GenerationListener listener) {
    heard.add("sample " + version);
    List<List<Completion>> written = engine.generate(requests, sampling, listener);
    return IntStream.range(0, written.size())
        .mapToObj(
            r ->
                IntStream.range(0, written.get(r).size())
                    .mapToObj(i -> told(written.get(r).get(i), silent && r + i == 0))
                    .toList())
        .toList();
  }

  private Completion told(Completion each, boolean nothing) {
    return nothing
        ? Completion.ofIds(each.ids(), each.finish())
        : new Completion(
            each.ids(),
            Arrays.stream(each.logProbs()).map(logProb -> logProb + offset).toArray(),
            each.finish());
  }

  @Override
  public Promises promises() {
    return new Promises(LogProbs.OF_SAMPLER, true, true);
  }

  @Override
  public void weightsChanged(long changed) {
    heard.add("weights " + changed);
    version = changed;
    if (!stale) {
      try (TensorScope scope = new TensorScope()) {
        own.flat().copy_(trained.flat());
      }
    }
  }

  @Override
  public void close() {
    engine.close();
    workers.close();
    own.close();
  }
}
