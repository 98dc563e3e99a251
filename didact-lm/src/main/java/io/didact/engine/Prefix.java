package io.didact.engine;

import io.didact.model.decoder.Attention;
import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.SequencePack;
import io.didact.tensor.Tensor;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.List;

/** Keys and values of sequences that are read as a whole. */
final class Prefix {
  private Prefix() {}

  /**
   * Runs the model once over several token sequences, packed.
   *
   * @param sequences at least one, none empty
   * @return views [layers, 2, kvHeads, tokens, headDim], one a sequence
   */
  static List<Tensor> compute(Decoder decoder, List<TokenIds> sequences) {
    DecoderConfig config = decoder.config();
    SequencePack pack = SequencePack.of(sequences);
    Tensor recorded =
        Tensor.empty(
            decoder.dtype(), config.layers(), 2, pack.tokens(), config.kvHeads(), config.headDim());
    pack.hidden(decoder, new Recorder(pack.attention(decoder), recorded));
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      Tensor own = recorded.narrow(2, pack.row(i, 0), sequences.get(i).size());
      parts.add(own.transpose(2, 3));
    }
    return parts;
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
}
