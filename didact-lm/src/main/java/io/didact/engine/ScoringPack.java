package io.didact.engine;

import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.SequencePack;
import io.didact.tensor.Tensor;
import io.didact.text.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Requests that go through a model in one pass, for scoring and for training. Tokens after a
 * request's last span are not read, nor is that span's last token: it is only predicted.
 */
public final class ScoringPack {
  private final List<Scorer.Request> requests;
  private final SequencePack pack;
  private final int[] rows;
  private final int[] targets;

  /**
   * @param requests at least one, each with a span that is not empty
   */
  public ScoringPack(List<Scorer.Request> requests) {
    this.requests = List.copyOf(requests);
    this.pack = SequencePack.sharing(requests.stream().map(Scorer.Request::read).toList());
    int scored = requests.stream().mapToInt(Scorer.Request::scoredTokens).sum();
    rows = new int[scored];
    targets = new int[scored];
    int at = 0;
    for (int i = 0; i < requests.size(); i++) {
      for (TokenSpan span : requests.get(i).spans()) {
        for (int k = span.start(); k < span.end(); k++) {
          rows[at] = pack.row(i, k - 1);
          targets[at] = requests.get(i).ids().get(k);
          at++;
        }
      }
    }
  }

  /**
   * Hidden states that predict the tokens of all spans, in the order of requests and spans: [span
   * tokens, d].
   */
  public Tensor hidden(Decoder decoder) {
    return predicting(pack.hidden(decoder));
  }

  /** A forward pass over all tokens for training. */
  public DecoderPass pass(Decoder decoder, DecoderPass.Activations activations) {
    return pack.pass(decoder, activations);
  }

  /** Of the hidden states of all tokens those that predict the tokens of all spans. */
  public Tensor predicting(Tensor hidden) {
    return hidden.indexSelect(0, Tensor.ofInts(rows));
  }

  /** The gradient by all hidden states from that by {@link #predicting} ones. */
  public Tensor gradient(Tensor byPredicting) {
    return Tensor.zeros(byPredicting.dtype(), pack.tokens(), byPredicting.size(1))
        .indexAdd_(0, Tensor.ofInts(rows), byPredicting);
  }

  /** Tokens that go through the model. */
  int tokens() {
    return pack.tokens();
  }

  /** The tokens of all spans [span tokens] INT64. */
  public Tensor targets() {
    return Tensor.ofInts(targets);
  }

  /** One value for each token of all spans → for each request, for each span, its values. */
  public List<List<double[]>> bySpan(double[] values) {
    List<List<double[]>> all = new ArrayList<>();
    int at = 0;
    for (Scorer.Request request : requests) {
      List<double[]> own = new ArrayList<>();
      for (TokenSpan span : request.spans()) {
        own.add(Arrays.copyOfRange(values, at, at + span.length()));
        at += span.length();
      }
      all.add(own);
    }
    return all;
  }
}
