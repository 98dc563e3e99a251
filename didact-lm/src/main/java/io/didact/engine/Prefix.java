package io.didact.engine;

import io.didact.model.Attention;
import io.didact.model.Decoder;
import io.didact.model.DecoderConfig;
import io.didact.model.SequencePack;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and values of a beginning that several samples share.
 *
 * @param keysAndValues [layers, 2, kvHeads, tokens, headDim], owned
 */
record Prefix(Tensor keysAndValues) implements AutoCloseable {
  /**
   * Runs the model once over several token sequences, packed.
   *
   * @param sequences at least one, none empty
   */
  static List<Prefix> compute(Decoder decoder, List<TokenIds> sequences) {
    DecoderConfig config = decoder.config();
    try (TensorScope scope = new TensorScope()) {
      SequencePack pack = SequencePack.of(sequences);
      Tensor recorded =
          Tensor.empty(
              decoder.dtype(),
              config.layers(),
              2,
              pack.tokens(),
              config.kvHeads(),
              config.headDim());
      pack.hidden(decoder, new Recorder(pack.attention(decoder), recorded));
      List<Prefix> prefixes = new ArrayList<>();
      for (int i = 0; i < sequences.size(); i++) {
        Tensor own = recorded.narrow(2, pack.row(i, 0), sequences.get(i).size());
        prefixes.add(new Prefix(own.transpose(2, 3).copy().owned()));
      }
      return prefixes;
    }
  }

  /** The pack's own attention, which also keeps what each layer attends to. */
  private record Recorder(Attention own, Tensor recorded) implements Attention {
    @Override
    public Tensor attend(int layer, int window, Tensor q, Tensor k, Tensor v) {
      Tensor mine = recorded.select(0, layer);
      mine.select(0, 0).copy_(k);
      mine.select(0, 1).copy_(v);
      return own.attend(layer, window, q, k, v);
    }
  }

  @Override
  public void close() {
    keysAndValues.close();
  }
}
