package io.didact.model;

import io.didact.tensor.Tensor;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several sequences laid end to end without padding, longest first, so that sequences of equal
 * length are neighbours and attend in one call.
 */
public final class SequencePack implements Attention {
  private final List<TokenIds> sequences;
  private final int[] starts;
  private final long[] runTokens;
  private final int[] runLengths;
  private final int tokens;
  private final int longest;

  /**
   * @param sequences at least one, none empty
   */
  public SequencePack(List<TokenIds> sequences) {
    if (sequences.isEmpty() || sequences.stream().anyMatch(TokenIds::isEmpty)) {
      throw new IllegalArgumentException("a pack needs sequences, none of them empty");
    }
    this.sequences = List.copyOf(sequences);
    this.starts = new int[sequences.size()];
    List<Integer> order =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> -sequences.get(i).size()))
            .toList();
    List<Integer> lengths = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    int at = 0;
    for (int i : order) {
      int length = sequences.get(i).size();
      starts[i] = at;
      at += length;
      int last = lengths.size() - 1;
      if (last >= 0 && lengths.get(last) == length) {
        counts.set(last, counts.get(last) + length);
      } else {
        lengths.add(length);
        counts.add((long) length);
      }
    }
    tokens = at;
    longest = lengths.get(0);
    runTokens = counts.stream().mapToLong(Long::longValue).toArray();
    runLengths = lengths.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Tokens in all. */
  public int tokens() {
    return tokens;
  }

  /** Row of the first token of a sequence. */
  public int start(int sequence) {
    return starts[sequence];
  }

  /** Hidden states of all tokens [tokens, d]. */
  public Tensor hidden(Decoder decoder) {
    return hidden(decoder, this);
  }

  /**
   * Hidden states of all tokens [tokens, d].
   *
   * @param attention stands around this pack's own, to see what each layer attends to
   */
  public Tensor hidden(Decoder decoder, Attention attention) {
    long[] ids = new long[tokens];
    long[] positions = new long[tokens];
    for (int s = 0; s < starts.length; s++) {
      TokenIds sequence = sequences.get(s);
      for (int k = 0; k < sequence.size(); k++) {
        ids[starts[s] + k] = sequence.get(k);
        positions[starts[s] + k] = k;
      }
    }
    return decoder.hidden(
        Tensor.ofLongs(ids, tokens), Tensor.ofLongs(positions, tokens), longest, attention);
  }

  @Override
  public Tensor attend(int layer, int window, Tensor q, Tensor k, Tensor v) {
    long groups = q.size(1) / k.size(1);
    Tensor[] qs = q.split(runTokens, 0);
    Tensor[] ks = repeat(k, groups).split(runTokens, 0);
    Tensor[] vs = repeat(v, groups).split(runTokens, 0);
    List<Tensor> out = new ArrayList<>();
    for (int run = 0; run < runTokens.length; run++) {
      long length = runLengths[run];
      Tensor attended =
          CausalAttention.of(
              byHead(qs[run], length), byHead(ks[run], length), byHead(vs[run], length), window);
      out.add(attended.transpose(1, 2).reshape(runTokens[run], q.size(1) * q.size(2)));
    }
    return Tensor.cat(out, 0);
  }

  private static Tensor repeat(Tensor kv, long groups) {
    return groups == 1 ? kv : kv.repeatInterleave(groups, 1);
  }

  private static Tensor byHead(Tensor rows, long length) {
    return rows.view(rows.size(0) / length, length, rows.size(1), rows.size(2)).transpose(1, 2);
  }
}
